"""Kinds of turn: one kind a file. What a kind adds to a run is drawn, planned and checked by the
names that its module gives (`digit_tc.kinds.kind.Kind`)."""

from __future__ import annotations

from digit_tc.errors import ConfigError
from digit_tc.kinds import fulfil, recover
from digit_tc.kinds.kind import Kind, TurnDraw

__all__ = ["KINDS", "Kind", "TurnDraw", "kind_of"]

KINDS: tuple[Kind, ...] = (fulfil, recover)
"""All kinds of turn."""


def kind_of(name: str) -> Kind:
    """The kind of that name. Raises ConfigError for a name that no kind has."""
    for kind in KINDS:
        if name == kind.NAME:
            return kind
    raise ConfigError(
        f"There is no kind of turn called {name!r}.",
        remedy=f"The kinds are: {', '.join(kind.NAME for kind in KINDS)}.",
    )
