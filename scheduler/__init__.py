"""When: the clock, recurrence, what has come due, and sending what waits. Knows no words and no channel."""
