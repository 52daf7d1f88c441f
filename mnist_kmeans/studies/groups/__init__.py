"""How groups come about on the graph of nearest neighbours."""
