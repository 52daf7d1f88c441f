"""How much a digit may change before a model answers otherwise, in sentences."""
