"""The quality gate of a run: what every suite finds in the frames, in plain words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.quality.expectations import ROWS_NAMED, RuleResult, Validator
from digit_tc.quality.frames import GateFrames
from digit_tc.quality.rules import Rule, Suite, SuiteBuilder
from digit_tc.quality.suites import SUITES
from digit_tc.records.gate import ExpectationResult, ExpectationStatus, GateResult, SuiteResult

_LOG = logging.getLogger(__name__)
_SLICE = 50_000  # rows: validating 350,000 at once takes half a gigabyte
_DOCS = "data_docs"


def run_gate(
    frames: GateFrames,
    config: RunConfig,
    folder: Path,
    *,
    suites: Sequence[SuiteBuilder] = SUITES,
    slice_rows: int = _SLICE,
    docs: bool = True,
    clock: Callable[[], float] = time.perf_counter,
) -> GateResult:
    """Judge a run by the suites, and write the Data Docs to `folder / "data_docs"`.

    Data Docs take about a second; `docs=False` leaves them out.

    A run that misses a rule gives `passed=False`; turning that into a `GateError` (with
    `GateResult.failures`) is for the caller, after the data were stored. Data Docs that cannot be
    written are logged and leave `data_docs` empty.
    """
    start = clock()
    validator = Validator()
    judged = tuple(_judge(validator, build(frames, config), slice_rows) for build in suites)
    index = _write_docs(validator, folder) if docs else ""
    return GateResult(
        passed=all(suite.passed for suite in judged),
        suites=judged,
        duration_in_ms=(clock() - start) * 1000,
        data_docs=index,
    )


def _judge(validator: Validator, suite: Suite, slice_rows: int) -> SuiteResult:
    per_slice = [
        validator.validate(suite, part, suite.name if not number else f"{suite.name}-{number + 1}")
        for number, part in enumerate(_slices(suite, slice_rows))
    ]
    results = tuple(
        _result(suite, rule, [outcomes[number] for outcomes in per_slice])
        for number, rule in enumerate(suite.rules)
    )
    return SuiteResult(
        name=suite.name, title=suite.title, rows=len(suite.frame), expectations=results
    )


def _slices(suite: Suite, slice_rows: int) -> Iterator[Any]:
    frame, start = suite.frame, 0
    if not suite.cut_by or suite.cut_by not in frame or len(frame) <= slice_rows:
        yield frame
        return
    owner = frame[suite.cut_by]
    # Rows of one owner stay together, or a call id used twice could hide in two slices.
    first = owner.ne(owner.astype(object).shift()).to_numpy().nonzero()[0]
    while start < len(frame):
        later = first[first.searchsorted(start + slice_rows, side="right") - 1]
        stop = len(frame) if start + slice_rows >= len(frame) else int(later)
        if stop <= start:
            after = first[first > start]
            stop = int(after[0]) if len(after) else len(frame)
        yield frame.iloc[start:stop]
        start = stop


def _result(suite: Suite, rule: Rule, outcomes: list[RuleResult]) -> ExpectationResult:
    checked = sum(outcome.checked for outcome in outcomes)
    unexpected = sum(outcome.unexpected for outcome in outcomes)
    error = next((outcome.error for outcome in outcomes if outcome.error), "")
    # A share is judged over all slices together, never slice by slice.
    passed = all(outcome.success for outcome in outcomes) or (
        len(outcomes) > 1 and unexpected <= (1 - rule.mostly) * checked + 1e-9
    )
    status: ExpectationStatus = "passed" if passed else "failed"
    if error:
        status = "error"
    elif passed and rule.not_applicable:
        status = "not applicable"
    rows = tuple(row for outcome in outcomes for row in outcome.rows)[:ROWS_NAMED]
    if status == "failed" and not rows:
        rows = rule.culprits()[:ROWS_NAMED]
    return ExpectationResult(
        suite=suite.name,
        name=rule.name,
        rule=rule.sentence,
        status=status,
        observed="not computed" if error else _observed(rule, outcomes[0], checked, unexpected),
        expected=rule.expected,
        checked=checked,
        unexpected=unexpected,
        rows=rows,
        note=f"It could not be computed: {error}" if error else rule.not_applicable,
    )


def _observed(rule: Rule, outcome: RuleResult, checked: int, unexpected: int) -> str:
    if outcome.observed is not None:
        figure = float(outcome.observed)
        return f"{figure:.1%}" if rule.share else f"{figure:g}"
    if not checked:
        return "no rows"
    if not unexpected:
        return f"all {checked:,} rows"
    return f"{unexpected:,} of {checked:,} rows do not"


def _write_docs(validator: Validator, folder: Path) -> str:
    try:
        index = validator.write_docs(folder / _DOCS)
        return index.relative_to(folder).as_posix()
    except Exception as error:  # the documents are a convenience: no run fails over them
        _LOG.warning("The Data Docs could not be written to %s: %s", folder / _DOCS, error)
        return ""
