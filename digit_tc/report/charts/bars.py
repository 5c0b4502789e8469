"""Horizontal bars with labels."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from digit_tc.report.charts.svg import draw, draw_picture, shorten

_ROW, _LABEL, _WIDTH, _VALUE = 28, 190, 860, 70


def draw_bars(rows: Sequence[tuple[str, float, str]], label: str) -> Markup:
    """One bar for each (name, size, figure as text), as long as its size beside the largest."""
    most = max((size for _, size, _ in rows), default=0) or 1
    room = _WIDTH - _LABEL - _VALUE
    shapes = []
    for number, (name, size, text) in enumerate(rows):
        top = number * _ROW
        long = max(room * size / most, 1.5 if size else 0.0)
        shapes += [
            draw("title", f"{name}: {text}"),
            draw("text", shorten(name, 26), x=_LABEL - 12, y=top + 18, text_anchor="end"),
            draw("rect", x=_LABEL, y=top + 5, width=float(room), height=18, rx=3, class_="rail"),
            draw("rect", x=_LABEL, y=top + 5, width=long, height=18, rx=3, class_="bar"),
            draw("text", text, x=_WIDTH - _VALUE + 10, y=top + 18, class_="figure"),
        ]
    groups = [draw("g", Markup("").join(shapes[at : at + 5])) for at in range(0, len(shapes), 5)]
    return draw_picture(_WIDTH, max(1, len(rows)) * _ROW, label, groups)
