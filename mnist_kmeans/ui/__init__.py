"""The dashboard: a folder for each page, and what they share."""
