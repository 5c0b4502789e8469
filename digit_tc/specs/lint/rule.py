"""What a rule is: it looks at one schema, mends it in place, and says what it found."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from digit_tc.records import Finding, Severity

Schema = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """Where a schema stands in its tool."""

    pointer: str
    name: str
    """The property's name; empty for the whole and for an array's items."""
    role: Literal["parameters", "returns"]
    tells_required: bool
    """False where the source never says which parameters are required."""
    others: tuple[str, ...] = ()
    """The names beside its own in the same object."""

    def found(self, rule: str, severity: Severity, detail: str) -> Finding:
        """A finding about this place. Names from a specification are cut in the sentence."""
        return Finding(rule=rule, where=self.pointer, severity=severity, detail=detail[:300])


SchemaRule = Callable[[Schema, Place], Iterable[Finding]]
