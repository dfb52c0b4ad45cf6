"""Whether all is well, for whoever runs the server: health, metrics, a sign of life, and a word when it is not."""
