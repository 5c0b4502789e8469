"""The parts of a whole as one bar."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from digit_tc.report.figures.svg import element, picture

_WIDTH, _HEIGHT = 900, 40


def parts(shares: Sequence[tuple[str, float, str]], label: str) -> Markup:
    """One bar cut into (name, share in [0, 1], colour class), in the order given."""
    shapes, left = [], 0.0
    for name, share, colour in shares:
        wide = _WIDTH * share
        drawn = max(wide - 2, 0.5)
        inner = [
            element("title", f"{name}: {share:.1%}"),
            element("rect", x=left, y=0, width=drawn, height=_HEIGHT, rx=3, class_=colour),
        ]
        if wide > 56:
            inner.append(element("text", f"{share:.0%}", x=left + wide / 2, y=25,
                                 text_anchor="middle", class_="inside"))  # fmt: skip
        shapes.append(element("g", Markup("").join(inner)))
        left += wide
    return picture(_WIDTH, _HEIGHT, label, shapes)
