"""Where digits come from: MNIST, which the package carries, and the smaller ones."""
