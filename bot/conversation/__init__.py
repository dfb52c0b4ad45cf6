"""What we say and why. Knows no channel, no database library, no clock and no language."""
