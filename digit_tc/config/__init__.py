"""The run file and the settings."""

from digit_tc.config.load import MODELS_TO_DATA, hash_config, identify_source, is_run_file, load_run
from digit_tc.config.models import (
    GRAMMAR,
    NONE,
    BackTranslationConfig,
    BudgetConfig,
    Endpoint,
    JudgeConfig,
    ModelsConfig,
    Price,
    RolesConfig,
)
from digit_tc.config.run import (
    ExportConfig,
    GraphConfig,
    HiddenShare,
    QualityConfig,
    RunConfig,
    SampleConfig,
    ShapeWeights,
    SynthesisConfig,
)

__all__ = [
    "GRAMMAR",
    "MODELS_TO_DATA",
    "NONE",
    "BackTranslationConfig",
    "BudgetConfig",
    "Endpoint",
    "ExportConfig",
    "GraphConfig",
    "HiddenShare",
    "JudgeConfig",
    "ModelsConfig",
    "Price",
    "QualityConfig",
    "RolesConfig",
    "RunConfig",
    "SampleConfig",
    "ShapeWeights",
    "SynthesisConfig",
    "hash_config",
    "identify_source",
    "is_run_file",
    "load_run",
]
