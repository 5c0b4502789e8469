"""A run of the pipeline and its stages, as the store keeps them."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from digit_tc.records.assessment import Stage
from digit_tc.records.base import Record

RunStatus = Literal["running", "done", "failed", "stopped", "interrupted", "stale"]
"""`stopped` by the user or its budget; `interrupted` where its process ended without a word;
`stale` for a stage that was done, until what it worked with changed."""


class Run(Record):
    """One run: a run file, a seed, and what became of it."""

    run_id: str
    """Unique in its database."""
    name: str
    """The run's name for people, from its run file."""
    config: dict[str, Any]
    """The whole run file with its defaults, as JSON."""
    config_hash: str
    """Content id of `config`: equal run files have equal hashes."""
    seed: int
    """Seed of the whole run."""
    count: int
    """Number of admitted conversations that the run is to make."""
    version: str
    """Version of digit_tc that made it."""
    status: RunStatus
    """What became of it so far."""
    started_at: dt.datetime
    """With time zone."""
    ended_at: dt.datetime | None = None
    """With time zone; None while it is under way."""
    prefect_flow_run_id: str | None = None
    """Where Prefect shows it; None for a run without Prefect."""
    problem: str = ""
    """Why it failed, and what to do about it; empty where it did not fail."""


class StageRun(Record):
    """One try at one stage of a run."""

    run_id: str
    """The run."""
    stage: Stage
    """The stage."""
    attempt: int
    """From 1."""
    status: RunStatus
    """What became of it so far."""
    started_at: dt.datetime
    """With time zone."""
    ended_at: dt.datetime | None = None
    """With time zone; None while it is under way."""
    inputs: dict[str, str] = Field(default_factory=dict)
    """What it worked with, by name: the hash of each input. Equal inputs give equal output."""
    figures: dict[str, Any] = Field(default_factory=dict)
    """What the stage counted and measured, by name."""
