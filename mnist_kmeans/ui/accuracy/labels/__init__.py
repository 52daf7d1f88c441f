"""The tab Labels of the Accuracy page."""
