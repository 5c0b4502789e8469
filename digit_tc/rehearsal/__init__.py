"""An OpenAI-compatible server that answers this project's prompts through the grammar writer."""

from digit_tc.rehearsal.behaviour import Behaviour
from digit_tc.rehearsal.model import RehearsalModel
from digit_tc.rehearsal.rehearsal import Rehearsal

__all__ = ["Behaviour", "Rehearsal", "RehearsalModel"]
