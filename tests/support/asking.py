"""For tests of asking models: time that passes at once, a run file, purposes and prompts."""

from __future__ import annotations

import asyncio
import datetime as dt
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

from digit_tc.config import RunConfig
from digit_tc.llm import ChatMessage, Purpose

_T = TypeVar("_T")
MODEL = "openai/writer"
SCHEMA = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}


def run_in_virtual_time(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """Like asyncio.run, but whoever sleeps is woken at once, in the right order."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(coroutine)


class Clock:
    """The time of day of the first of March 2026, kept by the running loop."""

    started = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        """Now."""
        return self.started + dt.timedelta(seconds=asyncio.get_running_loop().time())


def run_config(*, budget: dict[str, Any] | None = None, **models: Any) -> RunConfig:
    """All roles on one model: 1 dollar for a million tokens in, 2 for a million out."""
    roles = ("planner", "user", "solver", "simulator", "assistant", "judge")
    price = {"input_usd_per_million": 1.0, "output_usd_per_million": 2.0}
    return RunConfig.model_validate(
        {
            "roles": dict.fromkeys(roles, MODEL),
            "budget": budget or {},
            "models": {
                "api_base": "http://127.0.0.1:1/v1",
                "endpoints": {MODEL: {"price": price}},
                **models,
            },
        }
    )


def purpose(number: int = 0, **changes: Any) -> Purpose:
    """What one request of the user's writer is for."""
    return Purpose(role="user", prompt="request/1", subject=f"scn-{number}", **changes)


def prompt(number: int = 0) -> tuple[ChatMessage, ...]:
    """A short prompt of its own for each number."""
    return (
        ChatMessage(role="system", content="Write what the user says."),
        ChatMessage(role="user", content=f"Scenario {number}."),
    )


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._passed = 0.0
        super().__init__(_Impatient(self))

    def time(self) -> float:
        return self._passed

    def leap(self, seconds: float) -> None:
        self._passed += seconds


class _Impatient(selectors.DefaultSelector):
    """Waits for sockets and threads, but leaps over time."""

    def __init__(self, loop: _VirtualLoop) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> list[Any]:
        if timeout is None:
            return super().select(None)
        ready = super().select(0)
        if not ready and timeout > 0:
            self._loop.leap(timeout)
        return ready
