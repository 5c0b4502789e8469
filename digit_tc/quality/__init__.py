"""What is admitted to a data set, and what the gate of a run demands of it."""

from digit_tc.quality.admission import Admission
from digit_tc.quality.figures import Figures, compare_with_reference
from digit_tc.quality.frames import GateFrames, Limits
from digit_tc.quality.gate import run_gate
from digit_tc.quality.record_frames import build_frames
from digit_tc.quality.stored_frames import read_frames

__all__ = [
    "Admission",
    "Figures",
    "GateFrames",
    "Limits",
    "build_frames",
    "compare_with_reference",
    "read_frames",
    "run_gate",
]
