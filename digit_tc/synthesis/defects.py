"""A defect of this program in one conversation ends that conversation, and not the run."""

from __future__ import annotations

import concurrent.futures
import logging
import threading
import traceback

from digit_tc.errors import DigitError, RejectedError
from digit_tc.records import DEFECT, Rejection, Scenario
from digit_tc.synthesis.outcome import Outcome

_EXPECTED = (DigitError, OSError, MemoryError, concurrent.futures.CancelledError)
"""Not of one conversation: a model that cannot be reached, a full disk, a stop asked for."""
_logger = logging.getLogger("digit_tc.synthesis")
_told: set[str] = set()
_telling = threading.Lock()


def ended_by(problem: Exception, scenario: Scenario) -> Outcome:
    """The outcome of a scenario during which an exception was raised that nobody expects.

    Call it where the exception is handled: anything that is meant to end the run is raised again.
    The rejection says what was raised and where, in one line; the trace goes into the log, once
    for each of these lines and process.
    """
    if isinstance(problem, RejectedError):
        return _rejected(scenario, problem.reason, problem.message)
    if isinstance(problem, _EXPECTED):
        raise problem
    detail = _place_of(problem)
    with _telling:
        fresh = detail not in _told
        _told.add(detail)
    if fresh:
        _logger.error("scenario %s ended by a defect: %s", scenario.id, detail, exc_info=problem)
    return _rejected(scenario, DEFECT, detail)


def _rejected(scenario: Scenario, reason: str, detail: str) -> Outcome:
    one = Rejection(stage="synthesize", subject=scenario.id, reason=reason, detail=detail[:1000])
    return Outcome(scenario, None, None, (one,))


def _place_of(problem: Exception) -> str:
    """Such as `ValueError in digit_tc.writers.grammar.results, line 233`: the last place of ours.

    Nothing of the message, which may hold anything that stands in a specification.
    """
    frames = [
        (str(frame.f_globals.get("__name__", "?")), line)
        for frame, line in traceback.walk_tb(problem.__traceback__)
    ]
    ours = [one for one in frames if one[0].startswith("digit_tc.")]
    module, line = (ours or frames or [("an unknown place", 0)])[-1]
    return f"{type(problem).__name__} in {module}, line {line}"
