"""One observer a run: it tells the file of events, and OpenTelemetry where an address is set."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digit_tc.config.secrets import mask_secrets
from digit_tc.observe.events import EventFile, EventName, locate_events
from digit_tc.observe.exporter import open_spans
from digit_tc.records import ModelCall

if TYPE_CHECKING:
    from digit_tc.observe.spans import Spans

_LONGEST = 2000


class Observer:
    """Is told what happens in one run.

    Facts are ids, numbers and sentences of ours, never what users or models said; what looks like
    a key in them is left out.
    """

    def __init__(self, folder: Path, run_id: str, spans: Spans | None = None) -> None:
        self.run_id = run_id
        self._file = EventFile(locate_events(folder), run_id)
        self._spans = spans

    def emit(self, name: EventName, /, **facts: Any) -> None:
        """Something happened. Never raises; facts that are None are left out."""
        told = {fact: _sanitise(value) for fact, value in facts.items() if value is not None}
        self._file.write(name, told)
        if self._spans is not None:
            self._spans.emit(name, {"run": self.run_id, **told})

    def emit_calls(self, calls: Iterable[ModelCall]) -> None:
        """Models were asked: a sample of the calls becomes spans. The call log has all of them."""
        if self._spans is not None:
            self._spans.emit_calls(calls)

    def close(self) -> None:
        """Send what is left; the observer can be told more afterwards, but for spans."""
        self._file.close()
        if self._spans is not None:
            self._spans.close()
            self._spans = None


_observers: dict[Path, Observer] = {}
_guard = threading.Lock()


def get_observer(folder: Path, run_id: str) -> Observer:
    """The observer of a run that this process works at."""
    known = _observers.get(folder)
    if known is not None:
        return known
    with _guard:
        if folder not in _observers:
            # One run a process is the rule: others are not kept open.
            for one in _observers.values():
                one.close()
            _observers.clear()
            _observers[folder] = Observer(folder, run_id, open_spans())
        return _observers[folder]


def close_observer(folder: Path) -> None:
    """What there is to send is sent, and the file is let go of."""
    with _guard:
        known = _observers.pop(folder, None)
    if known is not None:
        known.close()


def _sanitise(value: Any) -> Any:
    if isinstance(value, str):
        return mask_secrets(value)[:_LONGEST]
    if isinstance(value, dict):
        return {str(name): _sanitise(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_sanitise(inner) for inner in value]
    return value
