"""A mock provider: an OpenAI-compatible server that answers this project's prompts by program."""

from digit_tc.mock_provider.behaviour import Behaviour
from digit_tc.mock_provider.mock_model import MockModel
from digit_tc.mock_provider.provider import MockProvider

__all__ = ["Behaviour", "MockModel", "MockProvider"]
