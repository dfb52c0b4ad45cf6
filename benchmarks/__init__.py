"""What this costs, measured beside what a user would pick instead: same machine, same run, rounds in turn, ratios."""
