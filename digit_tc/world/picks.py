"""Which row of a result a pick gives, and the pick that gives one row and no other."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Literal

from digit_tc.language.transforms import same_value
from digit_tc.records import JSON
from digit_tc.records.paths import enter, join_path, parse_path
from digit_tc.records.pick import Condition, Pick, PickKind

MOST_ENCLOSING = 2
"""Levels of objects around a list whose fields its rows count as their own."""
_MOST_COUNTED = 10
"""Rows that people count from the start: "the ninth one", but not "the fourteenth"."""
_LONGEST_CONJUNCTION = 3
_CLOCK = re.compile(r"\d{1,2}:\d{2}(?::\d{2})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MARKS = re.compile(r"[\W_]+")

Sayable = Callable[[str, JSON], float]
"""How gladly people tell a thing by a field and its value; 0 for what nobody says."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One row of a list."""

    path: str
    """Its place in the result: `orders[0].lines[2]`."""
    fields: Mapping[str, JSON]
    """Every scalar of the row and of the objects around it, in the notation of a condition."""


def enclosing(rows: str) -> tuple[str, ...]:
    """The pattern of the rows, then those of the objects around them, the nearest first.

    `orders[].lines[]` → ("orders[].lines[]", "orders[]", ""): `^` is the order, `^^` the result.
    """
    steps = parse_path(rows)
    around = [place for place, step in enumerate(steps) if isinstance(step, str)]
    return (rows, *(join_path(steps[:place]) for place in reversed(around)))[: MOST_ENCLOSING + 1]


def list_candidates(result: JSON, rows: str) -> tuple[Candidate, ...]:
    """All rows of a result under a pattern such as `items[]`, in document order.

    A pattern without `[]` gives the one object at that place. What is not there gives no row.
    """
    return tuple(_candidates(result, rows))


def _candidates(result: JSON, rows: str) -> Iterator[Candidate]:
    steps = parse_path(rows)

    def walk(
        value: JSON, path: str, depth: int, around: tuple[_Around, ...]
    ) -> Iterator[Candidate]:
        if depth == len(steps):
            yield Candidate(path, dict(_fields_of(value, around)))
            return
        step = steps[depth]
        if isinstance(step, int):
            if isinstance(value, list):
                for number, item in enumerate(value):
                    if step in (-1, number):
                        yield from walk(item, f"{path}[{number}]", depth + 1, around)
        elif isinstance(value, dict) and step in value:
            holders = ((value, step), *around)
            yield from walk(value[step], enter(path, step), depth + 1, holders)

    yield from walk(result, "", 0, ())


_Around = tuple[Mapping[str, JSON], str]
"""An object around the rows, and its key under which they are."""


def _fields_of(row: JSON, around: Sequence[_Around]) -> Iterator[tuple[str, JSON]]:
    if isinstance(row, dict):
        yield from _scalars(row, "")
    elif not isinstance(row, list):
        yield "", row
    for level, (holder, key) in enumerate(around[:MOST_ENCLOSING], 1):
        others = {name: value for name, value in holder.items() if name != key}
        yield from (("^" * level + field, value) for field, value in _scalars(others, ""))


def _scalars(holder: Mapping[str, JSON], path: str) -> Iterator[tuple[str, JSON]]:
    for name, value in holder.items():
        place = enter(path, name)
        if isinstance(value, dict):
            yield from _scalars(value, place)
        elif not isinstance(value, list):
            yield place, value


def select(pick: Pick, result: JSON) -> tuple[str, ...]:
    """The places of the rows that a pick gives out of a result; none where it gives no row.

    An extreme that two rows share, or that cannot be compared for all rows, gives none; so does
    `only` where there are several.
    """
    rows = list_candidates(result, pick.rows)
    if pick.kind in ("named", "conjunction"):
        held = [row for row in rows if all(_holds(one, row) for one in pick.conditions)]
        return tuple(row.path for row in held) if pick.conditions else ()
    if pick.kind == "each":
        return tuple(row.path for row in rows)
    if pick.kind == "ordinal":
        place = pick.place if pick.place is not None else len(rows)
        return (rows[place].path,) if -len(rows) <= place < len(rows) else ()
    if pick.kind == "extreme":
        winner = _winner(rows, pick.extreme, pick.direction)
        return (rows[winner].path,) if winner is not None else ()
    return (rows[0].path,) if len(rows) == 1 else ()


def _holds(condition: Condition, row: Candidate) -> bool:
    return condition.field in row.fields and same_value(
        row.fields[condition.field], condition.value
    )


def _winner(rows: Sequence[Candidate], field: str, direction: str) -> int | None:
    """The number of the row with the least or most of a field; None on ties."""
    ranks = [rank_of(row.fields.get(field)) for row in rows]
    known = [rank for rank in ranks if rank is not None]
    if len(known) < len(rows) or len({form for form, _ in known}) != 1:
        return None
    values = [value for _, value in known]
    best = max(values) if direction == "most" else min(values)
    return values.index(best) if values.count(best) == 1 else None


def rank_of(value: JSON) -> tuple[str, float] | None:
    """The form of a value and its place among values of that form; None for what has no order.

    Numbers, dates, moments with and without a zone, and times of day are each a form.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    if not isinstance(value, str):
        return "number", value
    if _CLOCK.fullmatch(value):
        hours, minutes, *seconds = (int(part) for part in value.split(":"))
        return "clock", hours * 3600 + minutes * 60 + sum(seconds)
    if not _DATE.match(value):
        return None
    try:
        moment = dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    if moment.tzinfo:
        return "instant", moment.timestamp()
    form = "date" if _DATE.fullmatch(value) else "moment"
    return form, (moment - dt.datetime(1, 1, 1)).total_seconds()  # noqa: DTZ001


def choose_pick(
    call: int,
    rows: str,
    found: Sequence[Candidate],
    target: int,
    *,
    wishes: Sequence[PickKind],
    rng: random.Random,
    sayable: Sayable,
    comparable: Callable[[str], bool],
) -> Pick | None:
    """A pick that gives exactly the row of this number, of the first wished kind that can do it.

    A list of one row gives `only`, whatever is wished. `each` and `made` are not about one row of
    a list, so they are passed over. None where no wished kind singles the row out. `found` are the
    rows of the list (`list_candidates`).
    """
    if not 0 <= target < len(found):
        return None
    if len(found) == 1:
        return Pick(kind="only", call=call, rows=rows)
    for kind in wishes:
        pick: Pick | None = None
        if kind == "named":
            pick = _by_conditions(call, rows, found, target, (1,), rng, sayable)
        elif kind == "conjunction":
            sizes = range(2, _LONGEST_CONJUNCTION + 1)
            pick = _by_conditions(call, rows, found, target, sizes, rng, sayable)
        elif kind == "extreme":
            pick = _by_extreme(call, rows, found, target, rng, comparable)
        elif kind == "ordinal":
            pick = _by_place(call, rows, found, target, rng)
        if pick is not None:
            return pick
    return None


def _by_conditions(
    call: int, rows: str, found: Sequence[Candidate], target: int, sizes: Sequence[int],
    rng: random.Random, sayable: Sayable,
) -> Pick | None:  # fmt: skip
    liked = {
        field: liking
        for field, value in found[target].fields.items()
        if (liking := sayable(field, value)) > 0
    }
    ordered = sorted(liked, key=lambda field: -liked[field])
    differing = _Differing(found, target)
    for size in sizes:
        best: list[tuple[str, ...]] = []
        for fields in combinations(ordered, size):
            if best and _merit(fields, liked) < _merit(best[0], liked):
                continue
            if not differing.single_out(fields):
                continue
            if best and _merit(fields, liked) > _merit(best[0], liked):
                best = []
            best.append(fields)
        if best:
            values = found[target].fields
            return Pick(
                kind="named" if size == 1 else "conjunction",
                call=call,
                rows=rows,
                conditions=tuple(
                    Condition(field=field, value=values[field]) for field in rng.choice(best)
                ),
            )
    return None


def _merit(fields: tuple[str, ...], liked: Mapping[str, float]) -> list[float]:
    """The least liked first: one dull attribute spoils the others."""
    return sorted(liked[field] for field in fields)


class _Differing:
    """Which rows differ from a target by which field: a bit for each row, worked out once."""

    def __init__(self, found: Sequence[Candidate], target: int) -> None:
        self._own = found[target].fields
        self._others = [row.fields for number, row in enumerate(found) if number != target]
        self._all = (1 << len(self._others)) - 1
        self._by_words: dict[str, int] = {}
        self._by_value: dict[str, int] = {}

    def single_out(self, fields: tuple[str, ...]) -> bool:
        """Whether the target alone has these attributes, and none of them could be left out."""
        if self._union(fields, self._words) != self._all:
            return False
        # Dropping one condition must leave a row that has exactly the others.
        return len(fields) == 1 or all(
            self._union([one for one in fields if one != dropped], self._value) != self._all
            for dropped in fields
        )

    def _union(self, fields: Sequence[str], differing: Callable[[str], int]) -> int:
        union = 0
        for field in fields:
            union |= differing(field)
        return union

    def _words(self, field: str) -> int:
        """The rows whose value is said in other words."""
        if field not in self._by_words:
            own = self._own[field]
            self._by_words[field] = sum(
                1 << number
                for number, row in enumerate(self._others)
                if not _alike(row.get(field), own)
            )
        return self._by_words[field]

    def _value(self, field: str) -> int:
        """The rows that have another value or none."""
        if field not in self._by_value:
            own = self._own[field]
            self._by_value[field] = sum(
                1 << number
                for number, row in enumerate(self._others)
                if field not in row or not same_value(row[field], own)
            )
        return self._by_value[field]


def _alike(left: JSON, right: JSON) -> bool:
    """Whether words for one value could be taken for the other: `Garden` and `Garden shed`."""
    if not isinstance(left, str) or not isinstance(right, str):
        return str(left) == str(right) or same_value(left, right)
    one, other = _plain(left), _plain(right)
    return one in other or other in one


@lru_cache(maxsize=8192)
def _plain(text: str) -> str:
    """A text as it is heard, with a blank on either side."""
    return f" {_MARKS.sub(' ', text).strip().casefold()} "


def _by_extreme(
    call: int, rows: str, found: Sequence[Candidate], target: int, rng: random.Random,
    comparable: Callable[[str], bool],
) -> Pick | None:  # fmt: skip
    directions: tuple[Literal["least", "most"], ...] = ("least", "most")
    ends = [
        Pick(kind="extreme", call=call, rows=rows, extreme=field, direction=direction)
        for field in found[target].fields
        if comparable(field)
        for direction in directions
        if _winner(found, field, direction) == target
    ]
    return rng.choice(ends) if ends else None


def _by_place(
    call: int, rows: str, found: Sequence[Candidate], target: int, rng: random.Random
) -> Pick | None:
    if parse_path(rows).count(-1) != 1:
        return None  # "the third line" of which order?
    places = [target] if target < _MOST_COUNTED else []
    if target == len(found) - 1:
        places.append(-1)
    return Pick(kind="ordinal", call=call, rows=rows, place=rng.choice(places)) if places else None
