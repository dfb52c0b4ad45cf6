"""Between itself, without Telegram: the real storage, steps, words and dispatcher, with a channel that sends nothing."""
