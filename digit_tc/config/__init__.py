"""The run file and the settings."""

from digit_tc.config.load import config_hash, load_run
from digit_tc.config.run import (
    ExportConfig,
    GraphConfig,
    QualityConfig,
    RunConfig,
    SampleConfig,
    ShapeWeights,
    SynthesisConfig,
)

__all__ = [
    "ExportConfig",
    "GraphConfig",
    "QualityConfig",
    "RunConfig",
    "SampleConfig",
    "ShapeWeights",
    "SynthesisConfig",
    "config_hash",
    "load_run",
]
