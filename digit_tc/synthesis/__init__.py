"""From a scenario to a conversation: plan, hide, request, execute, summarise."""

from digit_tc.synthesis.dialogue import converse
from digit_tc.synthesis.outcome import Outcome

__all__ = ["Outcome", "converse"]
