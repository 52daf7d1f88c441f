"""How the clusters of one k become those of the next."""
