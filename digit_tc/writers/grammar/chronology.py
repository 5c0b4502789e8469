"""What is said to be first comes first: a record is created before it is updated."""

from __future__ import annotations

import datetime as dt

from digit_tc.language.entities import plain_name
from digit_tc.records import JSON
from digit_tc.records.paths import enter
from digit_tc.writers.grammar.result_scalars import Job

_EARLIER_LATER = (
    ("created", "updated"), ("created", "modified"), ("created", "deleted"), ("start", "end"),
    ("started", "ended"), ("started", "finished"), ("started", "completed"), ("from", "to"),
    ("begin", "end"), ("opened", "closed"), ("check_in", "check_out"), ("departure", "arrival"),
    ("ordered", "delivered"), ("issued", "due"), ("created", "start"), ("created", "expires"),
)  # fmt: skip
"""Words in the names of two fields of one record, the earlier one first."""


def in_order(record: dict[str, JSON], path: str, job: Job) -> None:
    """Swap two moments of a record that stand the wrong way round, where nobody gave them."""
    moments = {
        name: moment
        for name, value in record.items()
        if (moment := _moment(value)) is not None and not _is_settled(name, path, job)
    }
    for earlier, later in _EARLIER_LATER:
        for one in [name for name in moments if _has(name, earlier)]:
            for other in [name for name in moments if _has(name, later)]:
                if _rest(one, earlier) != _rest(other, later):
                    continue
                if _same_form(record[one], record[other]) and moments[one] > moments[other]:
                    record[one], record[other] = record[other], record[one]
                    moments[one], moments[other] = moments[other], moments[one]


def _moment(value: JSON) -> str | None:
    """Text that sorts as the moment does; None for what is no day and no moment of a day."""
    if not isinstance(value, str) or len(value) < 10:
        return None
    try:
        dt.datetime.fromisoformat(value)
    except ValueError:
        return None
    return value


def _is_settled(name: str, path: str, job: Job) -> bool:
    place = enter(path, name)
    return place in job.demands or place in job.echoed or plain_name(name) in job.given


def _has(name: str, word: str) -> bool:
    return f"_{word}_" in f"_{plain_name(name)}_"


def _rest(name: str, word: str) -> str:
    return f"_{plain_name(name)}_".replace(f"_{word}_", "_", 1)


def _same_form(one: JSON, other: JSON) -> bool:
    return len(str(one)) == len(str(other)) and str(one)[10:11] == str(other)[10:11]
