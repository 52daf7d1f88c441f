"""k-means, the majority vote, and their metrics."""
