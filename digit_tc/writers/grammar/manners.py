"""The table `manners.yaml`: how people of each manner begin, ask, go on and end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from digit_tc.writers.grammar.voice import Voice

_TABLE: dict[str, Any] = yaml.load(
    Path(__file__).with_name("manners.yaml").read_text("utf-8"), Loader=yaml.SafeLoader
)


def frames(part: str, manner: str) -> tuple[str, ...]:
    """One part of the table; of its manner where the part has several."""
    found = _TABLE[part]
    return tuple(found.get(manner, ()) if isinstance(found, dict) else found)


def choose_frame(options: tuple[str, ...], voice: Voice, used: set[str]) -> str:
    """One of some frames, if possible one that the conversation has not had; `used` grows."""
    fresh = [option for option in options if option not in used or not option]
    chosen = voice.rng.choice(fresh or options)
    used.add(chosen)
    return chosen
