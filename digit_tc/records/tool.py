"""Tools, where they come from, and what was found and mended in them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from digit_tc.records.base import JSON, Record
from digit_tc.records.profile import ToolProfile

ReturnsOrigin = Literal["declared", "inferred", "model", "none"]
"""Who says what a tool gives back: its specification, the grammar, a model, nobody."""
Severity = Literal["note", "repaired", "defect"]


class ToolSource(Record):
    """Where a tool was read."""

    label: str
    """The source as a reader would call it: a file's name (never its folder), a URL, a module."""
    reader: str
    """The reader that understood it: `openai`, `openapi`, `mcp`, `python` or `starter`."""
    item: str = ""
    """Which entry of the source: `[3]`, `GET /flows/{id}`, `module:function`."""


class Finding(Record):
    """Something the lint saw in a specification, and what became of it."""

    rule: str
    """The rule's name from a closed list, such as `python-type` or `missing-type`."""
    where: str
    """The place: a JSON pointer into the tool, such as `/parameters/properties/week`."""
    severity: Severity
    """`note`: worth knowing; `repaired`: mended; `defect`: left as it is and lowers readiness."""
    detail: str
    """One plain sentence: what was found and, where it was mended, what it became."""


class DeployedForm(Record):
    """A tool word for word as its source has it, which is what a model will meet when it is used.

    Any field may hold any JSON value, or be missing (None).
    """

    name: JSON = None
    """The name, which providers may not accept."""
    description: JSON = None
    """The description, with its markup and its family's preamble."""
    parameters: JSON = None
    """The schema of the arguments, before anything in it was mended."""
    keys: dict[str, str] = Field(default_factory=dict)
    """Parameters whose names were mended, by path, and the names that the source has."""


class Tool(Record):
    """One callable tool. Identity is its `key`."""

    namespace: str
    """What tells tools of equal names apart, such as the file's or the server's name."""
    name: str
    """A name that every provider accepts: `[A-Za-z0-9_-]{1,64}`."""
    variant: str = ""
    """Which of its alternatives this is, from `2` on, where a tool takes one of several forms of
    arguments. The forms have the same name, and none is offered together with another."""
    description: str
    """What it does, in the specification's words."""
    parameters: dict[str, Any]
    """JSON Schema of `type: object`; `properties` is always present."""
    returns: dict[str, Any] | None = None
    """JSON Schema of `type: object`, or None where nothing is known."""
    returns_origin: ReturnsOrigin = "none"
    """Who says what `returns` holds."""
    requires: tuple[str, ...] = ()
    """Keys (`namespace::name`) of tools to be called before this one (`x-requires`)."""
    session: tuple[str, ...] = ()
    """Paths of parameters that belong to the session (a key, a version, an account): one value in a
    conversation, which the system message tells and nobody asks for."""
    phrases: tuple[str, ...] = ()
    """How people ask for it (`x-phrases`): imperatives with `{parameter}` slots, such as
    `book a table at {restaurant} for {party_size}`. Optional; a phrase is used when all its slots
    have values that the user gives."""
    answers: tuple[str, ...] = ()
    """How its result is told (`x-answers`): sentences with `{result.path}` slots. Optional."""
    deployed: DeployedForm | None = None
    """The tool as its source has it; None where name, description and parameters are the same."""
    hints: dict[str, JSON] = Field(default_factory=dict)
    """What the specification says of its meaning: MCP's `annotations`, and `x-effect`,
    `x-entity`, `x-key`, `x-not-from` (path of a parameter → tools whose results it does not
    take), `x-world` (the plug-in that answers it), or the `profile` of a corrected catalogue."""
    profile: ToolProfile | None = None
    """What it means; None before ingestion, and in tools stored by older versions."""
    source: ToolSource
    """Where it was read."""
    findings: tuple[Finding, ...] = ()
    """What the lint saw in its specification, in the order in which it was seen."""
    readiness: float = 1.0
    """How fit the tool is for synthesis, in [0, 1]: 1 means fully typed and described."""
    fingerprint: str
    """Content id of name, description, parameters and declared returns; not of the source."""

    @property
    def key(self) -> str:
        """The tool's identity, `namespace::name`, and `namespace::name#2` for another form."""
        form = f"#{self.variant}" if self.variant else ""
        return f"{self.namespace}::{self.name}{form}"
