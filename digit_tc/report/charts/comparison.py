"""One figure beside its reference: a bar with a mark."""

from __future__ import annotations

from markupsafe import Markup

from digit_tc.report.charts.svg import draw, draw_picture

_WIDTH, _HEIGHT = 320, 20


def draw_comparison(observed: float, reference: float | None, *, share: bool) -> Markup:
    """A bar for what was observed, and an upright mark where the reference stands.

    Shares are drawn on a rail from 0 to 1, other figures on one a quarter longer than the larger.
    """
    most = 1.0 if share else max(observed, reference or 0.0) * 1.25 or 1.0
    long = _WIDTH * min(observed / most, 1.0)
    shapes = [
        draw("rect", x=0, y=5, width=_WIDTH, height=10, rx=3, class_="rail"),
        draw("rect", x=0, y=5, width=long, height=10, rx=3, class_="bar"),
    ]
    if reference is not None:
        at = min(_WIDTH * reference / most, _WIDTH - 3)
        shapes.append(draw("rect", x=at, y=1, width=3, height=18, rx=1, class_="mark"))
    label = f"Observed {observed:.3g}" + (
        "" if reference is None else f", reference {reference:.3g}"
    )
    return draw_picture(_WIDTH, _HEIGHT, label, shapes)
