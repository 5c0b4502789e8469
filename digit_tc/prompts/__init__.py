"""What models are told: one typed class and one template a prompt, each with its version."""
