"""The map of all of MNIST: its layout, how it is made, and placing images on it."""
