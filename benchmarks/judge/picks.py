"""Whether anything that was said tells which row of a list a value was taken from.

A value that is taken out of a list of several rows is a choice. Where nothing tells which row is
meant, the choice is arbitrary, and a model learns from it to act on whatever stands first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, NamedTuple

from .paths import read_at, split_path, walk_scalars
from .rows import Argument, Row
from .said import SaidText
from .tally import Tally
from .words import squeeze

ORDINALS = {
    0: "first top",
    1: "second",
    2: "third",
    3: "fourth",
    -1: "last",
}
"""Position in a list, counted from its end where it is negative → the words for it."""
EXTREMES = re.compile(
    r"\b(?:cheapest|dearest|earliest|latest|newest|oldest|nearest|closest|shortest|longest|"
    r"largest|biggest|smallest|highest|lowest|best|worst|fastest|slowest|most|least|next)\b"
)
"""A word of a comparison. Whether the row is the one that it singles out is not looked at."""


class Pick(NamedTuple):
    """A value that was taken from one row of a list."""

    argument: Argument
    rows: list[Any]
    """All rows of the list, of which there are at least two."""
    position: int
    """The row that was taken, from 0."""
    place: str
    """The list in the result: `from_call` and path."""


def judge_picks(row: Row, tally: Tally) -> None:
    """Count the values taken out of lists, those of the first row, and those that nothing tells."""
    picks = list(find_picks(row))
    taken: dict[tuple[int, str], set[int]] = defaultdict(set)
    for pick in picks:
        taken[pick.argument.call.turn, pick.place].add(pick.position)
    for pick in picks:
        tally.counts["picks"] += 1
        tally.counts["picks_of_first_row"] += pick.position == 0
        everything = len(taken[pick.argument.call.turn, pick.place]) == len(pick.rows)
        if everything or is_told(pick, row):
            tally.counts["picks_told"] += 1
        else:
            where = row.locate(pick.argument.call)
            detail = f"{pick.argument.shown} is row {pick.position} of {len(pick.rows)}"
            tally.offend("arbitrary_picks", where, detail)


def find_picks(row: Row) -> Iterator[Pick]:
    """The arguments whose source is a row of a list of several, by their provenance."""
    sources = {
        (one["call"], one["path"]): one
        for one in row.metadata.get("provenance", ())
        if one["kind"] == "result"
    }
    for argument in row.arguments:
        source = sources.get((argument.call.id, argument.path))
        if source is None or source["from_call"] not in row.calls:
            continue
        result, path = row.calls[source["from_call"]].result, split_path(source["result_path"])
        for depth, step in enumerate(path):
            if not isinstance(step, int):
                continue
            rows = _walk(result, path[:depth])
            if isinstance(rows, list) and len(rows) > 1 and step < len(rows):
                place = f"{source['from_call']} {path[:depth]}"
                yield Pick(argument, rows, step, place)


def is_told(pick: Pick, row: Row) -> bool:
    """Whether the user's words up to the call say something that only the taken row holds.

    Also where they name its place in the list, or compare: the cheapest one.
    """
    texts = [
        str(message.get("content"))
        for message in row.messages[: pick.argument.call.asked_at]
        if message.get("role") == "user"
    ]
    latest = squeeze(texts[-1]) if texts else ""
    if EXTREMES.search(latest) or _names_position(latest, pick):
        return True
    said = SaidText("\n".join(texts), row.today)
    others = [other for place, other in enumerate(pick.rows) if place != pick.position]
    return any(
        said.says(value, [])
        for path, value in walk_scalars(pick.rows[pick.position])
        if not any(_read(other, path) == value for other in others)
    )


def _names_position(text: str, pick: Pick) -> bool:
    return any(
        place in (pick.position, pick.position - len(pick.rows))
        and any(re.search(rf"\b{word}\b", text) for word in words.split())
        for place, words in ORDINALS.items()
    )


def _walk(value: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        try:
            value = value[step]
        except (KeyError, IndexError, TypeError):
            return None
    return value


def _read(value: Any, path: str) -> Any:
    if not path:
        return value
    try:
        return read_at(value, path)
    except (KeyError, IndexError, TypeError):
        return None
