"""What a person decides by hand, and what k-means makes of it."""
