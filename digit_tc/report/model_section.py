"""Texts and charts of the part about models."""

from __future__ import annotations

from typing import Any

from digit_tc.records import CostRow
from digit_tc.report import charts
from digit_tc.report.model_report import ModelReport

_SCORES = (1, 2, 3, 4, 5)
_AND_MORE = " + ?"


def build_model_section(models: ModelReport | None) -> dict[str, Any] | None:
    """What the template shows about models; None where there were none."""
    if models is None:
        return None
    return {
        "tiles": _tiles(models),
        "roles": [_row(row, models.roles.get(row.name, "")) for row in models.cost.roles],
        "models": [_row(row, "") for row in models.cost.models],
        "shares": _shares(models),
        "troubles": _troubles(models),
        "rates": _rates(models),
        "recall": "" if models.hidden_recall is None else f"{models.hidden_recall:.0%}",
        "scores": _scores(models),
        "votes": models.votes,
        "readable": models.readable_votes,
        "accepting": models.accepting_votes,
        "refusals": models.refusals,
    }


def _tiles(models: ModelReport) -> list[tuple[str, str, str]]:
    total, each = models.cost.total, models.cost.per_conversation
    tiles = [
        ("Requests", f"{total.requests:,}", f"{total.cache_hits:,} more replies from the cache"),
        ("Tokens", _many(total.tokens), f"{_many(total.completion_tokens)} of them replies"),
        (
            "Cost",
            _usd(total).removesuffix(_AND_MORE),
            f"and {total.unknown_costs:,} requests of unknown cost"
            if total.unknown_costs
            else "of all requests",
        ),
    ]
    if each is not None:
        tiles.append(
            (
                "For one conversation",
                f"{each.requests:.1f} requests",
                f"{each.prompt_in_kb:.1f} kB of prompt, {_many(each.tokens)} tokens",
            )
        )
    return tiles


def _row(row: CostRow, filled_by: str) -> tuple[str, ...]:
    return (
        row.name,
        filled_by,
        f"{row.requests:,}",
        f"{row.cache_hits:,}",
        f"{sum(row.lost.values()):,}",
        _many(row.prompt_tokens),
        _many(row.completion_tokens),
        _usd(row),
        "–" if row.latency_median_in_ms is None else f"{row.latency_median_in_ms:,.0f} ms",
    )


def _shares(models: ModelReport) -> Any:
    """Cost by role: in money, else in tokens, else in requests."""
    rows = models.cost.roles
    if any(row.cost_in_usd for row in rows):
        sized = [
            (row.name, row.cost_in_usd or 0.0, _usd(row).removesuffix(_AND_MORE)) for row in rows
        ]
    elif any(row.tokens for row in rows):
        sized = [(row.name, float(row.tokens or 0), _many(row.tokens)) for row in rows]
    else:
        sized = [(row.name, float(row.requests), f"{row.requests:,}") for row in rows]
    return charts.draw_bars(sized, "Cost by role")


def _troubles(models: ModelReport) -> Any:
    total = models.cost.total
    rows = [*total.lost.items(), *total.poor.items()]
    if not rows:
        return None
    ranked = sorted(rows, key=lambda row: (-row[1], row[0]))
    return charts.draw_bars(
        [(name, float(times), f"{times:,}") for name, times in ranked], "Requests without a reply"
    )


def _rates(models: ModelReport) -> Any:
    if not models.solve_rates:
        return None
    total = sum(models.solve_rates.values())
    rows = sorted(models.solve_rates.items(), reverse=True)
    return charts.draw_bars(
        [(f"{rate} %", float(times), f"{times / total:.1%}") for rate, times in rows],
        "Solve rates of the requests",
    )


def _scores(models: ModelReport) -> list[tuple[str, str, list[str]]]:
    shown = []
    for criterion, counts in sorted(models.scores.items()):
        total = sum(counts.values())
        mean = sum(score * times for score, times in counts.items()) / total if total else 0.0
        cells = [f"{counts.get(score, 0) / total:.0%}" if total else "" for score in _SCORES]
        shown.append((criterion, f"{mean:.2f}", cells))
    return shown


def _usd(row: CostRow) -> str:
    if row.cost_in_usd is None:
        return "unknown"
    amount = row.cost_in_usd
    shown = f"${amount:,.2f}" if amount >= 1 or not amount else f"${amount:.4f}"
    return f"{shown}{_AND_MORE}" if row.unknown_costs else shown


def _many(number: float | None) -> str:
    if number is None:
        return "–"
    for size, mark in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if number >= size:
            return f"{number / size:.3g}{mark}"
    return f"{number:,.0f}"
