"""A rule of a suite: a Great Expectations expectation with its name and its meaning in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.quality.frames import GateFrames


@dataclass(frozen=True)
class Rule:
    """One expectation, and the words in which people read of it."""

    name: str
    """Unique in its suite: `tool-offered`."""
    sentence: str
    """What is demanded, in one plain sentence that ends with a full stop."""
    expected: str
    """The demand in short, to stand beside the observed figure."""
    expectation: Any
    """The Great Expectations expectation."""
    mostly: float = 1.0
    """Least share of rows that must keep the rule, for expectations on rows."""
    share: bool = False
    """True where the observed figure is a share, to be shown as a percentage."""
    not_applicable: str = ""
    """Why the demand was eased: a sentence about these tools."""
    culprits: Callable[[], tuple[str, ...]] = tuple
    """The rows to name when a figure of the whole run is missed."""


@dataclass(frozen=True)
class Suite:
    """The rules on one frame."""

    name: str
    """Unique in the gate: `arguments`."""
    title: str
    """The name for people."""
    frame: Any
    """A pandas.DataFrame."""
    identity: tuple[str, ...]
    """The columns that name a row."""
    rules: tuple[Rule, ...]
    """Its rules, in the order in which they are shown."""
    cut_by: str = ""
    """Column whose equal neighbours stay together when a long frame is validated in slices."""


SuiteBuilder = Callable[[GateFrames, RunConfig], Suite]
