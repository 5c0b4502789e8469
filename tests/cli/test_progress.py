"""What a run tells while it works, and how it is asked to stop."""

from __future__ import annotations

import io
import signal
from pathlib import Path

import pytest
from rich.console import Console

from flows.cli.progress import PlainProgress, RichProgress
from flows.control.signals import reclaim_signals, stop_on_signals
from flows.observe.progress import RunSummary

SUMMARY = RunSummary("demo-1", 20, 75.4, Path("x.duckdb"), Path("runs/demo-1"),
                     rejected_by_reason={"grounded": 3})  # fmt: skip


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_pipe_gets_a_line_every_few_seconds_and_one_at_the_end() -> None:
    lines: list[str] = []
    clock = Clock()
    progress = PlainProgress(lines.append, clock)
    progress.stage("Writing conversations")
    for second in range(1, 21):
        clock.now = float(second)
        progress.update(second, 20, second - 1, {"grounded": 1})
    assert lines[0] == "Writing conversations ..."
    assert len(lines) == 5
    assert lines[1] == "  5/20  4 accepted, 1 rejected (grounded 1), 1.0/s, 15 s left"
    assert lines[-1].startswith("  20/20")


def test_the_closing_line_tells_how_many_and_how_long() -> None:
    lines: list[str] = []
    PlainProgress(lines.append).finish(SUMMARY)
    assert lines == ["20 conversations in 1 min 15 s; 3 rejected on the way."]


def test_a_terminal_gets_bars_with_reasons_and_no_markup_is_read() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=140, color_system=None)
    progress = RichProgress(console)
    progress.start()
    progress.stage("Writing [b]conversations[/b]")
    progress.update(5, 20, 3, {"[red]grounded": 2})
    progress.note("A [i]note[/i]")
    progress.finish(SUMMARY)
    text = out.getvalue()
    assert "Writing [b]conversations[/b]" in text
    assert "5/20" in text
    assert "3 accepted, 2 rejected ([red]grounded 2)" in text
    assert "A [i]note[/i]" in text
    assert "20 conversations" in text


FIGURES = {"requests": 0, "lost": 0, "cache_hits": 0, "tokens": 0, "usd": None, "in_flight": 0,
           "limit": 64, "waiting": 0, "state": "ok"}  # fmt: skip


def test_a_pipe_gets_a_line_about_models_and_one_at_once_where_waiting_begins_or_ends() -> None:
    lines: list[str] = []
    clock = Clock()
    progress = PlainProgress(lines.append, clock)
    stalled = "waiting for the provider (127.0.0.1: time-out)"
    for second in range(1, 13):
        clock.now = float(second)
        state = stalled if second in (7, 8) else "ok"
        progress.models(FIGURES | {"requests": 20 * second, "in_flight": 16, "tokens": 123_456,
                                   "state": state})  # fmt: skip
    assert (
        lines[0] == "  models: 100 requests (20.0/s), 16/64 under way, 123k tokens, price unknown"
    )
    assert lines[1].startswith(f"  models: {stalled}, 140 requests")
    assert not lines[2].startswith(f"  models: {stalled}")
    assert len(lines) == 3


def test_money_and_the_cache_are_told_where_there_is_any() -> None:
    lines: list[str] = []
    clock = Clock()
    progress = PlainProgress(lines.append, clock)
    clock.now = 9.0
    progress.models(FIGURES | {"usd": 0.01234, "cache_hits": 12, "lost": 3})
    assert "12 from the cache, 3 lost and sent again, 0 tokens, $0.0123" in lines[0]


def test_a_terminal_gets_a_line_about_models_below_the_bars() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=140, color_system=None)
    progress = RichProgress(console)
    progress.start()
    progress.stage("Writing conversations")
    progress.models(
        FIGURES | {"requests": 7, "usd": 1.5, "state": "waiting for the provider ([b])"}
    )
    progress.finish(SUMMARY)
    assert "models: waiting for the provider ([b]), 7 requests" in out.getvalue()
    assert "$1.50" in out.getvalue()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_signal_asks_and_the_second_ends(
    number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)
    with stop_on_signals() as stop:
        assert not stop.is_set()
        signal.raise_signal(number)
        assert stop.is_set()
        assert "again to stop at once" in capfd.readouterr().err
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_signals_that_somebody_took_are_taken_back() -> None:
    with stop_on_signals() as stop:
        ours = signal.getsignal(signal.SIGTERM)
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        reclaim_signals()
        assert signal.getsignal(signal.SIGTERM) is ours
        signal.raise_signal(signal.SIGTERM)
        assert stop.is_set()
    outside = signal.getsignal(signal.SIGTERM)
    reclaim_signals()
    assert signal.getsignal(signal.SIGTERM) is outside
