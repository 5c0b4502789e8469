"""Writes datasets for training, deterministic to the byte."""

from digit_tc.export.card import compose_card
from digit_tc.export.output import encode_row, name_dataset_file
from digit_tc.export.replay import ReplaySummary, replay_example, replay_export
from digit_tc.export.run import ExportSummary, export_run
from digit_tc.export.split import Split, split_by_chain

__all__ = [
    "ExportSummary",
    "ReplaySummary",
    "Split",
    "compose_card",
    "encode_row",
    "export_run",
    "name_dataset_file",
    "replay_example",
    "replay_export",
    "split_by_chain",
]
