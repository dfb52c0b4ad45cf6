"""Help that is always there."""
