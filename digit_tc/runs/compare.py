"""What is different between two runs: run file, figures, conversations, rejections, cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from digit_tc.records import JSON, Record
from digit_tc.runs.site import Site


class Change(Record):
    """One thing that two runs have differently; None where one of them has it not."""

    name: str
    """A field of the run file by its path, a figure, or a reason."""
    a: JSON
    b: JSON


class RunDifference(Record):
    """Two runs beside each other."""

    a: str
    """Id of the first run."""
    b: str
    """Id of the second."""
    config: tuple[Change, ...]
    """Fields of the run file."""
    figures: tuple[Change, ...]
    """What was measured of the datasets."""
    rejections: tuple[Change, ...]
    """Rejections by reason."""
    same: int
    """Conversations of the dataset that both have."""
    changed: int
    """Scenarios of both datasets whose conversations differ."""
    only_a: int
    """Scenarios that only the first dataset has a conversation of."""
    only_b: int
    changed_scenarios: tuple[int, ...] = ()
    """Indexes of the first of them."""


_MOST_TOLD = 20


def compare_runs(a: Site, b: Site) -> RunDifference:
    """Compare two runs, which may lie in two databases."""
    first, second = _read_run(a), _read_run(b)
    ids_a, ids_b = first["dataset"], second["dataset"]
    both = sorted(ids_a.keys() & ids_b.keys())
    known_a, known_b = set(ids_a.values()), set(ids_b.values())
    changed = [i for i in both if ids_a[i] != ids_b[i]]
    return RunDifference(
        a=a.run_id,
        b=b.run_id,
        config=_list_changes(dict(_flatten(first["config"])), dict(_flatten(second["config"]))),
        figures=_list_changes(first["figures"], second["figures"]),
        rejections=_list_changes(first["rejections"], second["rejections"]),
        same=len(known_a & known_b),
        changed=len(changed),
        only_a=len(ids_a.keys() - ids_b.keys()),
        only_b=len(ids_b.keys() - ids_a.keys()),
        changed_scenarios=tuple(changed[:_MOST_TOLD]),
    )


def _read_run(site: Site) -> dict[str, Any]:
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        tries = reader.stage_runs(site.run_id)
        dataset = reader.dataset_ids(site.run_id)
        rejections = reader.rejections_by_reason(site.run_id)
        counts = reader.counts(site.run_id)
        cost = reader.cost(site.run_id)
    assessed: dict[str, Any] = {}
    for one in tries:
        if one.stage == "assess" and one.status == "done":
            assessed = dict(one.figures)
    figures = {
        **{f"number of {name}": number for name, number in counts.items()},
        **{name.replace("_", " "): value for name, value in _flatten(assessed)},
        "requests to models": cost.total.requests,
    }
    return {
        "config": run.config | {"status": run.status, "version": run.version},
        "figures": figures,
        "rejections": dict(rejections),
        "dataset": dataset,
    }


def _list_changes(a: dict[str, Any], b: dict[str, Any]) -> tuple[Change, ...]:
    names = dict.fromkeys([*a, *b])
    return tuple(
        Change(name=name, a=a.get(name), b=b.get(name))
        for name in names
        if a.get(name) != b.get(name)
    )


def _flatten(value: JSON, path: str = "") -> Iterator[tuple[str, JSON]]:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _flatten(inner, f"{path}.{key}" if path else str(key))
    else:
        yield path, value
