"""Each channel translates between its service and us, and does nothing else."""
