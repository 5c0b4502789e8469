"""What models are told: one typed class and one template a prompt, each with its version."""

from digit_tc.prompts.find import PROMPTS, prompt_of

__all__ = ["PROMPTS", "prompt_of"]
