"""Labels that clusters and neighbours contradict, and images far from everything."""
