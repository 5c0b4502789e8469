"""Chains of tools, and the scenarios that conversations grow from."""

from digit_tc.chains.comp import Retriever, comp_at_k
from digit_tc.chains.coverage import Coverage
from digit_tc.chains.personas import load_personas
from digit_tc.chains.sampler import ScenarioSampler
from digit_tc.chains.scenario import chain_of
from digit_tc.chains.shape import shape_of

__all__ = [
    "Coverage",
    "Retriever",
    "ScenarioSampler",
    "chain_of",
    "comp_at_k",
    "load_personas",
    "shape_of",
]
