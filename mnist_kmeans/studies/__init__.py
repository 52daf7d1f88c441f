"""What takes several fits, or a long look at one: sweeps, training films, maps."""
