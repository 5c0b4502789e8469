"""The page of a run: one file that opens from disk, without any network."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

from digit_tc.records.figures import FigureRow, RunFigures
from digit_tc.report import charts
from digit_tc.report.model_section import build_model_section
from digit_tc.report.page_templates import FOLDER, load_template
from digit_tc.report.run_report import RunReport
from digit_tc.report.viewer import build_views

_MOST_ROWS = 200
_SOURCES = {
    "user_this_turn": ("this turn's request", "user"),
    "earlier_user_turn": ("an earlier request", "user-earlier"),
    "this_turns_result": ("a result of this turn", "result"),
    "earlier_turns_result": ("a result of an earlier turn", "result-earlier"),
    "context": ("the system message", "context"),
    "profile": ("the profile", "profile"),
    "schema": ("the schema", "schema"),
    "nowhere": ("nowhere", "nowhere"),
}


def write_run_page(folder: Path, data: RunReport) -> Path:
    """Write `index.html` to the run's folder, which is made where it is missing.

    Texts of tools and conversations are escaped, and the page's own policy lets no script run but
    the page's. Returns the path of the page.
    """
    folder.mkdir(parents=True, exist_ok=True)
    page = folder / "index.html"
    page.write_text(render_run_page(data), encoding="utf-8")
    return page


def render_run_page(data: RunReport) -> str:
    """The page as HTML."""
    from markupsafe import Markup

    style, script = ((FOLDER / f"run.{kind}").read_text("utf-8") for kind in ("css", "js"))
    digest = b64encode(sha256(script.encode()).digest()).decode()
    page = load_template("run.html.jinja").render(
        run=data,
        figures=data.figures,
        style=Markup(style),  # noqa: S704  (our own file)
        script=Markup(script),  # noqa: S704  (our own file)
        script_hash=f"sha256-{digest}",
        tiles=_tiles(data),
        funnel=charts.draw_funnel(data.funnel),
        rejections=_rejections(data),
        comparison=[(row, _shown(row.observed, row), _reference(row), _bar(row))
                    for row in data.comparison],
        shapes=_shapes(data.figures),
        turns=charts.draw_columns(data.figures.turns_histogram, "Turns in a conversation"),
        calls=charts.draw_columns(data.figures.calls_histogram, "Calls in a turn"),
        sources=_sources(data.figures),
        tools_called=sum(tool.calls > 0 for tool in data.tools),
        tools=data.tools[:_MOST_ROWS],
        edges_walked=sum(edge.uses > 0 for edge in data.edges),
        edges=data.edges[:_MOST_ROWS],
        models=build_model_section(data.models),
        conversations=build_views(data.samples),
    )  # fmt: skip
    # Half a surrogate pair, as a JSON file may hold it, cannot be written as UTF-8.
    return page.encode("utf-8", "replace").decode("utf-8")


def _tiles(data: RunReport) -> list[tuple[str, str, str]]:
    figures = data.figures
    hidden = f"{figures.hidden_calls:,} never asked for"
    tools = f"of {len(data.tools):,}" if data.tools else "different ones"
    return [
        ("Conversations", f"{figures.conversations:,}", f"of {data.count:,} asked for"),
        ("Turns", f"{figures.turns:,}", f"{figures.turns_mean:.2f} in a conversation"),
        ("Calls", f"{figures.calls:,}", f"{figures.calls_per_tool_turn:.2f} in a turn with calls"),
        ("Hidden calls", f"{figures.implicit_share:.1%}", hidden),
        ("Sourced values", f"{figures.grounded:.1%}", f"of {figures.arguments:,} arguments"),
        ("Tools called", f"{figures.tools_used:,}", tools),
    ]


def _rejections(data: RunReport) -> Any:
    counts: dict[str, int] = {}
    for item in data.rejections:
        counts[item.reason] = counts.get(item.reason, 0) + item.items
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))[:15]
    return charts.draw_bars(
        [(name, float(items), f"{items:,}") for name, items in rows], "Rejections by reason"
    )


def _shapes(figures: RunFigures) -> Any:
    total = sum(figures.shapes.values()) or 1
    rows = sorted(figures.shapes.items(), key=lambda row: (-row[1], row[0]))
    return charts.draw_bars(
        [(name.replace("_", " "), float(n), f"{n / total:.1%}") for name, n in rows], "Chain shapes"
    )


def _sources(figures: RunFigures) -> tuple[Any, list[tuple[str, str, str]]]:
    """The bar of argument sources, and its legend: (name, share, colour class)."""
    shares = [
        (name, figures.argument_sources[key], f"source-{colour}")
        for key, (name, colour) in _SOURCES.items()
        if figures.argument_sources.get(key)
    ]
    legend = [(name, f"{share:.1%}", colour) for name, share, colour in shares]
    return charts.draw_parts(shares, "Where argument values come from"), legend


def _shown(value: float, row: FigureRow) -> str:
    return f"{value:.1%}" if row.unit == "share" else f"{value:.2f}".removesuffix(".00")


def _reference(row: FigureRow) -> str:
    return "–" if row.reference is None else _shown(row.reference, row)


def _bar(row: FigureRow) -> Any:
    return charts.draw_comparison(row.observed, row.reference, share=row.unit == "share")
