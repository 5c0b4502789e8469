"""What the gate reads: five narrow frames and the limits of the tools.

The frames are an interface of their own, so that the gate can judge any data set that can be put
into them. Their columns are compact (codes, small integers, flags): a run of 20,000 conversations
with 350,000 arguments takes about 30 MB.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class Limits:
    """What the tools of a run allow at all, so that the gate asks for nothing impossible."""

    tools: int
    """Number of tools."""
    distinct_names: int
    """Different tool names; a conversation offers no two tools of one name."""
    edges: int
    """Dataflow edges of the tool graph; without any, no call can be hidden."""
    required_tools: int = 0
    """Tools that another tool requires; they are called and offered beyond what was asked for."""


@dataclass(frozen=True)
class Defects:
    """Scenarios that a defect of this program ended, which are no part of the admitted run."""

    scenarios: int = 0
    """All that were drawn, with whatever outcome."""
    ended: Mapping[str, int] = field(default_factory=dict)
    """What was raised and where → how many scenarios it ended."""

    @property
    def share(self) -> float:
        """Of all scenarios."""
        return sum(self.ended.values()) / max(1, self.scenarios)


@dataclass(frozen=True)
class GateFrames:
    """The admitted part of one run as frames. Flags are never null."""

    tools: pd.DataFrame
    """tool, name, readiness, parameters_valid"""
    chains: pd.DataFrame
    """chain, shape, steps, own_steps (without those that are there only because another requires
    them), links_backwards, edges_known"""
    conversations: pd.DataFrame
    """conversation, content_hash, first_request (hash), turns, offered, roles_in_order, verdicts,
    failed_verdicts"""
    calls: pd.DataFrame
    """conversation, call, turn, offered, arguments_valid, has_result, hidden, hideable
    (its result serves another call of its turn), required (a later call's tool requires it, or its
    result serves one that is required); calls of one conversation stand together"""
    arguments: pd.DataFrame
    """conversation, call, path, kind (null where the value has no source), located, placeholder;
    arguments of one conversation stand together"""
    limits: Limits
    """What the tools allow."""
    defects: Defects = field(default_factory=Defects)
    """Scenarios that an error of ours ended."""
