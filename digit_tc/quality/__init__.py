"""What is admitted to a data set, and what the gate of a run demands of it."""

from digit_tc.quality.admission import Admission
from digit_tc.quality.figures import Figures, against_reference
from digit_tc.quality.frames import GateFrames, Limits
from digit_tc.quality.gate import run_gate
from digit_tc.quality.reading import frames_of
from digit_tc.quality.rows import frames_from

__all__ = [
    "Admission",
    "Figures",
    "GateFrames",
    "Limits",
    "against_reference",
    "frames_from",
    "frames_of",
    "run_gate",
]
