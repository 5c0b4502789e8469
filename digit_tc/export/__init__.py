"""Writes datasets for training: one format a file, deterministic to the byte."""

from digit_tc.export.card import card_text
from digit_tc.export.openai import FORMAT, example_of, line_of
from digit_tc.export.run import ExportSummary, export_run
from digit_tc.export.split import Split, split_by_chain

__all__ = [
    "FORMAT",
    "ExportSummary",
    "Split",
    "card_text",
    "example_of",
    "export_run",
    "line_of",
    "split_by_chain",
]
