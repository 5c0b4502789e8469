"""A run's progress on the terminal. All of it goes to standard error; results go elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from digit_tc.records import DEFECT
from flows.cli.amounts import counted
from flows.cli.model_figures import ModelLine, waiting
from flows.observe.progress import Progress, QuietProgress, RunSummary

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.progress import TaskID

_PLAIN_EVERY_SECONDS = 5.0
_REASONS_SHOWN = 3
_BESIDE = 66
"""Columns of the terminal that the name, the bar, the counts and the time take."""


class PlainProgress:
    """A line when a stage begins, and one every few seconds: for logs and pipes."""

    def __init__(
        self,
        write: Callable[[str], object] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._write = write or _to_stderr
        self._clock = clock
        self._began = self._said = self._models_said = clock()
        self._line, self._waiting = ModelLine(clock), ""

    def stage(self, name: str) -> None:
        """A line with its name."""
        self._began = self._said = self._clock()
        self._write(f"{name} ...")

    def update(
        self, done: int, total: int, accepted: int, rejected_by_reason: Mapping[str, int]
    ) -> None:
        """A line, where the last one is some seconds old or the stage is done."""
        now = self._clock()
        if done < total and now - self._said < _PLAIN_EVERY_SECONDS:
            return
        self._said = now
        self._write(_sentence(done, total, accepted, rejected_by_reason, now - self._began))

    def models(self, figures: Mapping[str, Any]) -> None:
        """A line every few seconds, and one at once where waiting begins or ends."""
        line, state, now = self._line.of(figures), waiting(figures), self._clock()
        if now - self._models_said >= _PLAIN_EVERY_SECONDS or bool(state) != bool(self._waiting):
            self._models_said, self._waiting = now, state
            self._write(f"  models: {line}")

    def note(self, text: str) -> None:
        """The sentence as a line."""
        self._write(text)

    def finish(self, summary: RunSummary) -> None:
        """A line with what the run came to."""
        self._write(_closing(summary))

    def stop(self) -> None:
        """Nothing: the lines stand as they are."""


class RichProgress:
    """A bar that moves: done of total, accepted, rejected by reason, rate and time left."""

    def __init__(self, console: Console) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bars
        from rich.table import Column
        from rich.text import Text

        class WithModels(Bars):
            """Bars with a line about models below them, where there are any."""

            said = ""

            def get_renderables(self) -> Iterator[RenderableType]:
                yield from super().get_renderables()
                if self.said:
                    yield Text(self.said, style="dim", no_wrap=True, overflow="ellipsis")

        self._line = ModelLine()
        self._bars = WithModels(
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=16),
            MofNCompleteColumn(table_column=Column(no_wrap=True)),
            TimeRemainingColumn(table_column=Column(no_wrap=True)),
            TextColumn("{task.fields[said]}", markup=False),
            console=console,
            refresh_per_second=8,
        )
        self._clock = time.monotonic
        self._began = self._clock()
        self._bar: TaskID | None = None

    def start(self) -> None:
        """Take over the last lines of the terminal."""
        self._bars.start()

    def stop(self) -> None:
        """Give the terminal back."""
        self._bars.stop()

    def stage(self, name: str) -> None:
        """A bar of its own; the one before stays as it was."""
        if self._bar is not None:
            self._bars.stop_task(self._bar)
        self._began = self._clock()
        self._bar = self._bars.add_task(name, total=None, said="")

    def update(
        self, done: int, total: int, accepted: int, rejected_by_reason: Mapping[str, int]
    ) -> None:
        """Move the bar."""
        said = _particulars(done, accepted, rejected_by_reason, self._clock() - self._began)
        if self._bar is not None:
            room = max(12, self._bars.console.width - _BESIDE)
            cut = said if len(said) <= room else f"{said[: room - 1]}…"
            self._bars.update(self._bar, completed=done, total=total, said=cut)

    def models(self, figures: Mapping[str, Any]) -> None:
        """The line below the bars."""
        self._bars.said = f"models: {self._line.of(figures)}"

    def note(self, text: str) -> None:
        """The sentence above the bars."""
        self._bars.console.print(text, markup=False, highlight=False)

    def finish(self, summary: RunSummary) -> None:
        """The bars stop, and a line says what the run came to."""
        self.stop()
        self.note(_closing(summary))


@contextmanager
def progress_display(*, quiet: bool = False) -> Iterator[Progress]:
    """The display that fits standard error, for as long as the block lasts."""
    if quiet:
        yield QuietProgress()
        return
    if not sys.stderr.isatty():
        yield PlainProgress()
        return
    from rich.console import Console

    display = RichProgress(Console(stderr=True))
    display.start()
    try:
        yield display
    finally:
        display.stop()


def _to_stderr(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _sentence(
    done: int, total: int, accepted: int, rejected_by_reason: Mapping[str, int], seconds: float
) -> str:
    said = _particulars(done, accepted, rejected_by_reason, seconds)
    left = f", {_span((total - done) * seconds / done)} left" if 0 < done < total else ""
    return f"  {done}/{total}  {said}{left}"


def _particulars(
    done: int, accepted: int, rejected_by_reason: Mapping[str, int], seconds: float
) -> str:
    parts = [f"{accepted} accepted"]
    rejected = sum(rejected_by_reason.values())
    if rejected:
        ranked = sorted(rejected_by_reason.items(), key=lambda item: (-item[1], item[0]))
        listed = ", ".join(f"{reason} {count}" for reason, count in ranked[:_REASONS_SHOWN])
        more = ", ..." if len(ranked) > _REASONS_SHOWN else ""
        parts.append(f"{rejected} rejected ({listed}{more})")
    if seconds > 0 and done:
        parts.append(f"{done / seconds:.1f}/s")
    return ", ".join(parts)


def _closing(summary: RunSummary) -> str:
    rejected = sum(summary.rejected_by_reason.values())
    also = f"; {rejected} rejected on the way" if rejected else ""
    lost = summary.rejected_by_reason.get(DEFECT, 0)
    if lost:
        also += f", {lost} of them by a defect of this program (the log says where)"
    return f"{counted(summary.conversations, 'conversation')} in {_span(summary.seconds)}{also}."


def _span(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return (
        f"{minutes} min {rest:02d} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"
    )
