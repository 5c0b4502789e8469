"""Who may speak as the user."""

from __future__ import annotations

from functools import lru_cache

import yaml

from digit_tc.data import read_text
from digit_tc.records import Persona


@lru_cache(maxsize=1)
def load_personas() -> tuple[Persona, ...]:
    """The personas that ship with the package, in the order of their file."""
    listed = yaml.safe_load(read_text("personas.yaml"))
    return tuple(Persona.model_validate(item) for item in listed)
