"""A histogram of upright columns, with the reference as outlines where there is one."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from digit_tc.report.charts.svg import draw, draw_picture

_WIDTH, _HEIGHT, _FOOT, _HEAD = 420, 190, 26, 22


def draw_columns(histogram: Mapping[int, int], label: str) -> Markup:
    """One column for each value from the least to the greatest; heights are shares."""
    total = sum(histogram.values()) or 1
    values = range(min(histogram, default=0), max(histogram, default=0) + 1)
    most = max((histogram.get(value, 0) for value in values), default=0) / total or 1
    step = _WIDTH / max(1, len(values))
    wide = min(step * 0.72, 56)
    floor = _HEIGHT - _FOOT
    shapes = []
    for number, value in enumerate(values):
        share = histogram.get(value, 0) / total
        high = (floor - _HEAD) * share / most
        middle = step * (number + 0.5)
        shapes.append(draw("g", Markup("").join((
            draw("title", f"{value}: {histogram.get(value, 0):,} ({share:.1%})"),
            draw("rect", x=middle - wide / 2, y=floor - high, width=wide, height=high, rx=3,
                    class_="bar"),
            draw("text", f"{share:.0%}" if share else "", x=middle, y=floor - high - 6,
                    text_anchor="middle", class_="figure"),
            draw("text", str(value), x=middle, y=_HEIGHT - 8, text_anchor="middle"),
        ))))  # fmt: skip
    shapes.append(draw("line", x1=0, x2=_WIDTH, y1=floor, y2=floor, class_="axis"))
    return draw_picture(_WIDTH, _HEIGHT, label, shapes)
