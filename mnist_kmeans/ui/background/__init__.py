"""Work in the background, and what sessions share."""
