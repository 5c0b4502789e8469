"""Text that others wrote, on a terminal: it is shown, and does nothing."""

from __future__ import annotations

import shutil
import sys
import unicodedata
from collections.abc import Iterable, Sequence

_KEPT = frozenset("\n\t")
_WIDE = 100


def cleaned(text: str) -> str:
    """The text with control characters shown as escapes; lines and tabs stay.

    So are the invisible marks that turn the direction of writing round.
    """
    return "".join(
        character
        if character in _KEPT or unicodedata.category(character) not in {"Cc", "Cf", "Cs"}
        else character.encode("unicode_escape").decode("ascii")
        if unicodedata.category(character) != "Cs"
        else "\N{REPLACEMENT CHARACTER}"
        for character in text
    )


def one_line(text: str, length: int = _WIDE) -> str:
    """The text cleaned, on one line, cut at `length` characters."""
    flat = " ".join(cleaned(text).split())
    return flat if len(flat) <= length else f"{flat[: length - 1]}…"


def width() -> int | None:
    """Columns of the terminal, or None where the output is read by something else."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else None


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Aligned columns; numbers to the right; cut at the terminal's edge, whole in a file."""
    body = [[_cell(value) for value in row] for row in rows]
    numeric = [
        bool(body) and all(isinstance(row[column], _Number) for row in body)
        for column in range(len(head))
    ]
    lines = [[str(cell) for cell in row] for row in ([*head], *body)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    edge = width()
    laid = (
        "  ".join(
            cell.rjust(wide) if right else cell.ljust(wide)
            for cell, wide, right in zip(line, widths, numeric, strict=True)
        ).rstrip()
        for line in lines
    )
    return "\n".join(
        line if edge is None or len(line) <= edge else f"{line[: edge - 1]}…" for line in laid
    )


class _Number(str):
    __slots__ = ()


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return _Number(f"{value:.4g}" if abs(value) < 1e6 else f"{value:.0f}")
    if isinstance(value, int) and not isinstance(value, bool):
        return _Number(value)
    return one_line(str(value), 1000 if width() is None else 120)
