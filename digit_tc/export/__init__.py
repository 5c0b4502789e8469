"""Writes datasets for training, deterministic to the byte."""

from digit_tc.export.card import card_text
from digit_tc.export.output import line_of, name_file
from digit_tc.export.run import ExportSummary, export_run
from digit_tc.export.split import Split, split_by_chain

__all__ = [
    "ExportSummary",
    "Split",
    "card_text",
    "export_run",
    "line_of",
    "name_file",
    "split_by_chain",
]
