"""Markdown for the artifacts of each stage. Texts of tools and users cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from digit_tc.records.cost import CostRow, RunCost
from digit_tc.records.gate import GateResult

_MARKUP = re.compile(r"[\\`*_{}\[\]#!|~]")
_ADDRESS = re.compile(r"https?://|ftp://|www\.|mailto:", re.IGNORECASE)
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")
_MOST_LETTERS = 500
_ROWS_NAMED = 5


def render_stage(stage: str, figures: Mapping[str, Any]) -> str:
    """What a stage counted and measured: a table, and one more for each figure of several parts.

    `figures` holds numbers, texts, flags, lists and mappings of these, and lists of mappings,
    which become tables with a row each.
    """
    single = {
        name: value
        for name, value in figures.items()
        if not isinstance(value, Mapping) and not _is_rows(value)
    }
    parts = [f"# {escape(_title(stage))}"]
    if single:
        parts.append(_table(single, "Figure"))
    parts += [
        f"## {escape(_title(name))}\n\n"
        + (_rows(value) if _is_rows(value) else _table(value, _title(name), _words))
        for name, value in figures.items()
        if value and (isinstance(value, Mapping) or _is_rows(value))
    ]
    return "\n\n".join(parts) + "\n"


def tabulate_gate(result: GateResult) -> list[dict[str, str]]:
    """One row for each expectation, broken ones first. Cells are plain text in one line."""
    every = [item for suite in result.suites for item in suite.expectations]
    order = {"error": 0, "failed": 0, "not applicable": 1, "passed": 2}
    return [
        {
            "suite": item.suite,
            "expectation": item.name,
            "status": item.status,
            "rule": _plain(item.rule),
            "observed": _plain(item.observed),
            "expected": _plain(item.expected),
            "rows": _plain(" | ".join(item.rows[:_ROWS_NAMED])),
            "note": _plain(item.note),
        }
        for item in sorted(every, key=lambda item: order[item.status])
    ]


def render_cost(cost: RunCost) -> str:
    """What each role and each model cost, and what was lost on the way."""
    total, each = cost.total, cost.per_conversation
    head = f"# Models\n\n{total.requests:,} requests, {total.cache_hits:,} replies from the cache"
    head += f", {_dollars(total)}."
    if each is not None:
        head += (
            f" One accepted conversation: {each.requests:.1f} requests, "
            f"{each.prompt_in_kb:.1f} kB of prompt."
        )
    parts = [head, _cost_table(cost.roles, "Role"), _cost_table(cost.models, "Model")]
    troubles = {**total.lost, **total.poor}
    if troubles:
        parts.append(_table(troubles, "No usable reply"))
    return "\n\n".join(parts) + "\n"


def escape(text: str) -> str:
    """The text as Markdown shows it letter for letter, in one line: no link, tag, table or list."""
    plain = _plain(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    # An address would become a link by itself; a word joiner between its letters prevents that.
    plain = _ADDRESS.sub(lambda found: found[0][0] + "\u2060" + found[0][1:], plain)
    return _MARKUP.sub(lambda found: "\\" + found[0], plain)


def _plain(text: str) -> str:
    line = _UNSEEN.sub(" ", text).strip()
    return line if len(line) <= _MOST_LETTERS else line[: _MOST_LETTERS - 1] + "…"


def _is_rows(value: Any) -> bool:
    return (
        isinstance(value, (list, tuple))
        and bool(value)
        and all(isinstance(row, Mapping) for row in value)
    )


def _rows(rows: Sequence[Mapping[str, Any]]) -> str:
    columns = [name for name in rows[0] if name != "id"]
    lines = ["| " + " | ".join(_shown(row.get(name)) for name in columns) + " |" for row in rows]
    head = "| " + " | ".join(escape(_title(name)) for name in columns) + " |"
    return "\n".join([head, "|" + ":--|" * len(columns), *lines])


def _table(
    figures: Mapping[str, Any], head: str, called: Callable[[object], str] | None = None
) -> str:
    called = called or _title
    rows = [f"| {escape(called(name))} | {_shown(value)} |" for name, value in figures.items()]
    return f"| {escape(head)} | |\n|:--|--:|\n" + "\n".join(rows)


def _cost_table(rows: Iterable[CostRow], head: str) -> str:
    lines = [
        f"| {escape(row.name)} | {row.requests:,} | {row.cache_hits:,} | "
        f"{sum(row.lost.values()):,} | {_shown(row.prompt_tokens)} | "
        f"{_shown(row.completion_tokens)} | {_dollars(row)} |"
        for row in rows
    ]
    columns = "Requests | From cache | Lost | Prompt tokens | Reply tokens | Cost"
    return f"| {head} | {columns} |\n|:--|--:|--:|--:|--:|--:|--:|\n" + "\n".join(lines)


def _dollars(row: CostRow) -> str:
    if row.cost_in_usd is None:
        return "cost unknown"
    return f"${row.cost_in_usd:,.4f}" + (" and more, unknown" if row.unknown_costs else "")


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}".rstrip("0").rstrip(".")
    if isinstance(value, (list, tuple)):
        return ", ".join(_shown(item) for item in value)
    return escape(str(value))


def _words(name: object) -> str:
    return str(name).replace("_", " ")


def _title(name: object) -> str:
    words = _words(name)
    return words[:1].upper() + words[1:]
