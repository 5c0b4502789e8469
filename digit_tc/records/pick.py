"""Which row of a list a value is taken from, as a rule that a program can evaluate."""

from __future__ import annotations

from typing import Literal, get_args

from digit_tc.records.base import JSON, Record

PickKind = Literal["only", "named", "conjunction", "extreme", "each", "ordinal", "made"]
"""How one row is singled out.

`only`: there is one; `named`: by one attribute that no other row has; `conjunction`: by two or
three together; `extreme`: by having the least or the most of something; `each`: all rows are
taken, one value each; `ordinal`: by its place; `made`: it is the one that was spoken of last.
"""
PICK_KINDS: tuple[PickKind, ...] = get_args(PickKind)


class Condition(Record):
    """An attribute that the row has and, with the other conditions, no other row."""

    field: str
    """Its place within the row, such as `room_name` or `owner.name`; with `^` before it for a
    field of the object that holds the list: `^order_id`, and `^^` for the one around that."""
    value: JSON
    """What stands there: a scalar."""
    message: str | None = None
    """Id of the message that says the value; None as long as nothing has been said."""
    start: int | None = None
    """First character of the words that say it, from 0."""
    end: int | None = None
    """The character after them."""
    transform: str = "verbatim"
    """Name of the rule in `digit_tc.language.transforms` that turns the words into the value."""


class Pick(Record):
    """A rule that gives one row out of a list, or each of them."""

    kind: PickKind
    """How the row is singled out."""
    call: int
    """Id of the call whose result holds the list."""
    rows: str
    """Path pattern of the rows in that result: `items[]`, `orders[].lines[]`."""
    conditions: tuple[Condition, ...] = ()
    """What only this row has: one for `named`, two or three for `conjunction`; else none."""
    extreme: str = ""
    """The field that is compared, written as in a condition; for `extreme` alone."""
    direction: Literal["", "least", "most"] = ""
    """Which end of it is meant; for `extreme` alone."""
    place: int | None = None
    """Number of the row, from 0, or -1 for the last; for `ordinal` alone."""

    @property
    def rule(self) -> str:
        """The rule in words: "the one whose subject is “Train tickets”"."""
        if self.kind in ("named", "conjunction"):
            told = " and ".join(
                f"whose {one.field.lstrip('^') or 'value'} is “{one.value}”"
                for one in self.conditions
            )
            return f"the one {told}"
        if self.kind == "extreme":
            return f"the one with the {self.direction} {self.extreme.lstrip('^')}"
        if self.kind == "ordinal" and self.place is not None:
            return "the last of them" if self.place < 0 else f"number {self.place + 1} of them"
        return {"only": "the only one", "each": "each of them"}.get(
            self.kind, "the one spoken of last"
        )
