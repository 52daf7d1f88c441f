"""Clusters that are split, merged and removed by hand."""
