"""The tool graph: which output field of one tool can serve as which parameter of another."""

from digit_tc.graph.build import build_graph
from digit_tc.graph.describe import GraphSummary, describe

__all__ = ["GraphSummary", "build_graph", "describe"]
