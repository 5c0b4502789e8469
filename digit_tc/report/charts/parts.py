"""The parts of a whole as one bar."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from digit_tc.report.charts.svg import draw, draw_picture

_WIDTH, _HEIGHT = 900, 40


def draw_parts(shares: Sequence[tuple[str, float, str]], label: str) -> Markup:
    """One bar cut into (name, share in [0, 1], colour class), in the order given."""
    shapes, left = [], 0.0
    for name, share, colour in shares:
        wide = _WIDTH * share
        drawn = max(wide - 2, 0.5)
        inner = [
            draw("title", f"{name}: {share:.1%}"),
            draw("rect", x=left, y=0, width=drawn, height=_HEIGHT, rx=3, class_=colour),
        ]
        if wide > 56:
            inner.append(draw("text", f"{share:.0%}", x=left + wide / 2, y=25,
                                 text_anchor="middle", class_="inside"))  # fmt: skip
        shapes.append(draw("g", Markup("").join(inner)))
        left += wide
    return draw_picture(_WIDTH, _HEIGHT, label, shapes)
