"""From a scenario to a conversation: plan, hide, request, execute, summarise."""

from digit_tc.synthesis.dialogue import Outcome, converse

__all__ = ["Outcome", "converse"]
