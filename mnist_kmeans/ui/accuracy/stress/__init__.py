"""How feature spaces stand altered digits, a part of the Accuracy page."""
