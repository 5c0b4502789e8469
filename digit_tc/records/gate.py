"""What the gate of a run found: suites, their expectations, and the rows that broke them."""

from __future__ import annotations

from typing import Literal

from digit_tc.records.base import Record

ExpectationStatus = Literal["passed", "failed", "not applicable", "error"]


class ExpectationResult(Record):
    """One expectation of one suite, and whether the run meets it."""

    suite: str
    """Name of the suite."""
    name: str
    """Unique in its suite: `tool-offered`."""
    rule: str
    """What is demanded, in one plain sentence."""
    status: ExpectationStatus
    """`not applicable`: these tools cannot reach the figure, and `note` says why; `error`: the
    expectation itself could not be computed, which fails the gate like a broken rule."""
    observed: str
    """What was found, as people read it: `3 of 1,204 rows do not`, `12.5%`."""
    expected: str
    """What is demanded, as people read it: `all rows`, `10% or more`."""
    checked: int = 0
    """Rows looked at; 0 for a figure of the whole run."""
    unexpected: int = 0
    """Rows that break the rule."""
    rows: tuple[str, ...] = ()
    """The first of those rows, at most twenty: `conv-0f…, call 3, date`."""
    note: str = ""
    """Why the demand was eased or could not be computed; empty where neither is so."""


class SuiteResult(Record):
    """The expectations on one table of the run."""

    name: str
    """Unique in the gate: `arguments`."""
    title: str
    """The name for people."""
    rows: int
    """Number of rows of the table."""
    expectations: tuple[ExpectationResult, ...]
    """One for each rule of the suite, in its order."""

    @property
    def passed(self) -> bool:
        """True when no expectation failed and each could be computed."""
        return all(item.status in ("passed", "not applicable") for item in self.expectations)


class GateResult(Record):
    """The gate's answer on a run."""

    passed: bool
    """True where every suite passed."""
    suites: tuple[SuiteResult, ...]
    """All suites, in the order in which they were run."""
    duration_in_ms: float
    """Time spent. Not part of any id, and never exported."""
    data_docs: str = ""
    """Index page of the Great Expectations Data Docs, relative to the run's folder; empty where
    they could not be written."""

    @property
    def broken(self) -> tuple[ExpectationResult, ...]:
        """The expectations that failed or could not be computed, in order."""
        return tuple(
            item
            for suite in self.suites
            for item in suite.expectations
            if item.status in ("failed", "error")
        )

    @property
    def failures(self) -> tuple[str, ...]:
        """One line for each broken expectation, as `GateError.failures` carries them."""
        return tuple(_line(item) for item in self.broken)


def _line(item: ExpectationResult) -> str:
    if item.status == "error":
        return f"{item.suite}/{item.name}: {item.rule} {item.note}"
    found = f"{item.suite}/{item.name}: {item.rule} Found {item.observed}, expected {item.expected}"
    rows = f"; rows: {' | '.join(item.rows[:5])}" if item.rows else ""
    return f"{found}{rows}."
