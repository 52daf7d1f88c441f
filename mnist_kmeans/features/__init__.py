"""From images to the feature spaces that k-means works in."""
