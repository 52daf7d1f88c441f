"""Results kept on disk between runs, and their keys."""
