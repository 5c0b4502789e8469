"""Charts as inline SVG: one function a file, colours from the page's style, all text escaped."""

from digit_tc.report.charts.bars import draw_bars
from digit_tc.report.charts.columns import draw_columns
from digit_tc.report.charts.comparison import draw_comparison
from digit_tc.report.charts.funnel import draw_funnel
from digit_tc.report.charts.parts import draw_parts

__all__ = ["draw_bars", "draw_columns", "draw_comparison", "draw_funnel", "draw_parts"]
