"""The tab Split and merge of the Explore page."""
