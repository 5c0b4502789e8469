"""Models: the one way to ask them, whoever provides them."""
