"""Start it yourself: first centroids of one's own, a tab of the Explore page."""
