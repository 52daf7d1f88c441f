"""One fit and all that is shown of it, kept on disk."""
