"""The observer of a run: it writes each event to the file and, where wanted, to OpenTelemetry."""

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
    """Emits the events of one run.

    Facts are ids, numbers and sentences of ours, never what users or models wrote; what looks like
    a key in them is masked.
    """

    def __init__(self, folder: Path, run_id: str, spans: Spans | None = None) -> None:
        self.run_id = run_id
        self._file = EventFile(locate_events(folder), run_id)
        self._spans = spans

    def emit(self, name: EventName, /, **facts: Any) -> None:
        """Write an event with its facts; facts that are None are left out. Never raises."""
        known = {fact: _sanitise(value) for fact, value in facts.items() if value is not None}
        self._file.write(name, known)
        if self._spans is not None:
            self._spans.emit(name, {"run": self.run_id, **known})

    def emit_calls(self, calls: Iterable[ModelCall]) -> None:
        """Make spans of a sample of these model calls. The call log has all of them."""
        if self._spans is not None:
            self._spans.emit_calls(calls)

    def close(self) -> None:
        """Send what is left. Later events still go to the file, but not to OpenTelemetry."""
        self._file.close()
        if self._spans is not None:
            self._spans.close()
            self._spans = None


_observers: dict[Path, Observer] = {}
_guard = threading.Lock()


def get_observer(folder: Path, run_id: str) -> Observer:
    """The observer of the run in `folder`, made at first use; others are closed."""
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
    """Send what is left and close the file. Does nothing where there is no observer."""
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
