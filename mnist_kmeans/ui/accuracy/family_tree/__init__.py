"""The tab Tree of the Accuracy page."""
