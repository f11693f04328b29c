"""What to show: catalog, candidates, ranking and the reasons for it."""
