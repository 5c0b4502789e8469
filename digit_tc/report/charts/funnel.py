"""What was left after each step."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from digit_tc.report.charts.svg import draw, draw_picture
from digit_tc.report.run_report import FunnelStep

_WIDTH, _ROW, _BAR, _LABEL, _VALUE = 860, 58, 32, 140, 170


def draw_funnel(steps: Sequence[FunnelStep]) -> Markup:
    """One bar for each step, as long as its share of the largest, with what was lost between."""
    most = max((step.items for step in steps), default=0) or 1
    room = _WIDTH - _LABEL - _VALUE
    shapes = []
    before: FunnelStep | None = None
    for number, step in enumerate(steps):
        top = number * _ROW
        long = max(room * step.items / most, 2.0)
        shapes += [
            draw("text", step.name.capitalize(), x=0, y=top + 21, class_="strong"),
            draw("rect", x=_LABEL, y=top, width=float(room), height=_BAR, rx=4, class_="rail"),
            draw("rect", x=_LABEL, y=top, width=long, height=_BAR, rx=4, class_="bar"),
            draw("text", f"{step.items:,}", x=_WIDTH - _VALUE + 14, y=top + 22, class_="large"),
            draw("text", step.note, x=_LABEL, y=top + _BAR + 15, class_="small"),
        ]
        if before is not None and before.items > step.items:
            lost = f"−{before.items - step.items:,}"
            share = f"{lost} ({(before.items - step.items) / before.items:.1%})"
            shapes.append(
                draw("text", share, x=_WIDTH, y=top + 21, text_anchor="end", class_="small")
            )
        before = step
    label = ", ".join(f"{step.items:,} {step.name}" for step in steps)
    return draw_picture(_WIDTH, max(1, len(steps)) * _ROW - 6, f"Funnel: {label}", shapes)
