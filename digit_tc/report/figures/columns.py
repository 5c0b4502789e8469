"""A histogram of upright columns, with the reference as outlines where there is one."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from digit_tc.report.figures.svg import element, picture

_WIDTH, _HEIGHT, _FOOT, _HEAD = 420, 190, 26, 22


def columns(histogram: Mapping[int, int], label: str) -> Markup:
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
        shapes.append(element("g", Markup("").join((
            element("title", f"{value}: {histogram.get(value, 0):,} ({share:.1%})"),
            element("rect", x=middle - wide / 2, y=floor - high, width=wide, height=high, rx=3,
                    class_="bar"),
            element("text", f"{share:.0%}" if share else "", x=middle, y=floor - high - 6,
                    text_anchor="middle", class_="figure"),
            element("text", str(value), x=middle, y=_HEIGHT - 8, text_anchor="middle"),
        ))))  # fmt: skip
    shapes.append(element("line", x1=0, x2=_WIDTH, y1=floor, y2=floor, class_="axis"))
    return picture(_WIDTH, _HEIGHT, label, shapes)
