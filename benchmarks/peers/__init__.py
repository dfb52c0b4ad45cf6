"""What a user would pick instead, each at its best settings, and where it says so at its defaults."""
