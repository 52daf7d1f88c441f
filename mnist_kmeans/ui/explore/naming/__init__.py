"""The tab Name them of the Explore page."""
