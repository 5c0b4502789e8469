"""What a plan hopes for from the answer of a call that has not been asked yet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

from digit_tc.records import JSON
from digit_tc.world.scalars import Schema


@dataclass(frozen=True, slots=True)
class Expectation:
    """Hopes for what has not been drawn yet; what is drawn already stays as it is."""

    size: int | None = None
    """How many rows a listing should give."""
    misses: int = 0
    """How many entities there should be that just do not belong in the listing."""
    place: int = 0
    """Which row a later call will be about."""
    target: Mapping[str, tuple[JSON, ...]] = field(default_factory=dict)
    """What that row should have: attribute → values that will do."""
    alike: float = 0.0
    """How often another row shares an attribute of it, so that it takes two to tell it."""
    demands: Mapping[str, tuple[Schema, ...]] = field(default_factory=dict)
    """Path pattern in the result → schemas of the parameters that it will serve."""
    exists: bool = False
    """Whether an entity that the call names comes into the world where nobody knows it."""

    def draw_target(self, rng: Random) -> dict[str, JSON]:
        """What the row should have that a later call is about: one value for each attribute."""
        return {name: rng.choice(values) for name, values in self.target.items() if values}


NO_EXPECTATION = Expectation()
"""For a call that nobody planned."""
