"""Background jobs, and what sessions share."""
