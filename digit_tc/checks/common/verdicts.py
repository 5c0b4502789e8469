"""Short ways to say that a check passed or failed."""

from __future__ import annotations

from digit_tc.records import Verdict


def passed(check: str, reason: str, *, turn: int | None = None) -> Verdict:
    """A verdict with score 1; `reason` says what was looked at and found right."""
    return Verdict(check=check, passed=True, score=1.0, reason=reason, turn=turn)


def failed(check: str, reason: str, *, turn: int | None = None) -> Verdict:
    """A verdict with score 0; `reason` names the call, the place and the value concerned."""
    return Verdict(check=check, passed=False, score=0.0, reason=reason, turn=turn)


def counted(number: int, noun: str) -> str:
    """`counted(1, "call")` is `1 call`, `counted(2, "call")` is `2 calls`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def shown(value: object) -> str:
    """A value as a reason quotes it: at most sixty characters."""
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
