"""What is kept on disk between runs, and under which keys."""
