"""Chains of tools, and the scenarios that conversations grow from."""

from digit_tc.chains.coverage import Coverage
from digit_tc.chains.sampler import ScenarioSampler
from digit_tc.chains.scenario import chain_of
from digit_tc.chains.shape import shape_of

__all__ = ["Coverage", "ScenarioSampler", "chain_of", "shape_of"]
