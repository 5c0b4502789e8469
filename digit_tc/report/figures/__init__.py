"""Charts as inline SVG: one function a file, colours from the page's style, all text escaped."""

from digit_tc.report.figures.bars import bars
from digit_tc.report.figures.beside import beside
from digit_tc.report.figures.columns import columns
from digit_tc.report.figures.funnel import funnel
from digit_tc.report.figures.parts import parts

__all__ = ["bars", "beside", "columns", "funnel", "parts"]
