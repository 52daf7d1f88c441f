"""The smallest change to a digit that gives another answer, on the Predict page."""
