"""A tool as its source tells it, before lint: nothing in it can be trusted to have a type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from digit_tc.records import JSON, Finding, Rejection
from digit_tc.specs.schema.references import References

HINTS = ("annotations", "x-effect", "x-entity", "x-key", "x-not-from", "x-world", "profile")
"""Keys of a specification that say what a tool means; `annotations` are MCP's,
`profile` that of a catalogue which a person may have corrected."""


def hints_of(entry: Mapping[str, JSON]) -> dict[str, JSON]:
    """What an entry of a source says of its tool's meaning."""
    return {name: entry[name] for name in HINTS if entry.get(name) is not None}


@dataclass
class Draft:
    """One tool of a source. Any field may hold any JSON value."""

    label: str
    reader: str
    item: str
    namespace: str
    name: JSON
    description: JSON = None
    parameters: JSON = None
    returns: JSON = None
    references: References = field(default_factory=References)
    """Where `$ref`s in the schemas are looked up."""
    requires: JSON = None
    phrases: JSON = None
    answers: JSON = None
    hints: dict[str, JSON] = field(default_factory=dict)
    """What the source says of the tool's meaning (`HINTS`)."""
    findings: list[Finding] = field(default_factory=list)
    headers: frozenset[str] = frozenset()
    """Parameters that travel in headers or cookies."""
    tells_required: bool = True
    """False in sources that never say which parameters are required."""
    whole: JSON = None
    """The parameters with all their alternatives, where `parameters` has one of them already."""
    forms: int = 1
    """How many alternatives that is."""
    tell_form: Callable[[int], JSON] | None = None
    """Gives `parameters` with another of them, by its number from 0 on."""
    choice: int = 0
    """Which of them is taken."""

    def with_form(self, choice: int) -> Draft:
        """The same tool with another of its alternatives."""
        told = self.tell_form(choice) if self.tell_form else self.parameters
        return replace(self, parameters=told, choice=choice)


@dataclass
class Reading:
    """What a reader made of one file, server or module."""

    label: str
    drafts: list[Draft] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)

    def reject(self, item: str, reason: str, detail: str) -> None:
        """Drop one item of the source and go on with the rest."""
        self.rejections.append(rejection(self.label, item, reason, detail))


def rejection(label: str, item: str, reason: str, detail: str) -> Rejection:
    """The rejection of one item of a source."""
    subject = f"{label} {item}".strip()[:200]
    return Rejection(stage="ingest", subject=subject, reason=reason, detail=detail[:500])
