"""The models of the runs that this process works at: opened once, shared by all shards."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from digit_tc.config import RunConfig
from digit_tc.runs.forecast import count_affordable
from digit_tc.runs.site import Site
from digit_tc.shards.model_writing import count_conversations_at_once

if TYPE_CHECKING:
    from digit_tc.llm import ModelFigures, ModelGateway


_PARTS_OF_BUDGET = 5
"""At most a fifth of what a budget pays for is under way when it is spent."""


@dataclass
class Gateway:
    """The models of one run, and how many conversations may be under way."""

    models: ModelGateway
    seats: asyncio.Semaphore
    ledger: Lock = field(default_factory=Lock)
    told: str = "ok"
    """The state of the models that was told last."""


_open: dict[Site, Gateway] = {}
_guard = Lock()


def open_gateway(site: Site, config: RunConfig) -> Gateway:
    """The gateway of a run, opened where it is not. Raises ConfigError or StoreError."""
    from digit_tc.llm import ModelGateway

    with _guard:
        found = _open.get(site)
        if found is None or found.models.is_ended:
            models = ModelGateway(config, replies_folder(site), site.run_id)
            found = _open[site] = Gateway(models, asyncio.Semaphore(limit_seats(config)))
        return found


def limit_seats(config: RunConfig) -> int:
    """How many conversations may be under way at once, so that a small budget finishes some
    instead of beginning all: what is half done when it is spent is of no use yet."""
    seats, enough_for = count_conversations_at_once(config), count_affordable(config)
    return seats if enough_for is None else max(1, min(seats, enough_for // _PARTS_OF_BUDGET))


def replies_folder(site: Site) -> Path:
    """Where paid replies are kept, for all runs of a database."""
    return site.db.parent


def store_calls(site: Site) -> None:
    """Put what was asked since the last time into the database's ledger."""
    found = _open.get(site)
    if found is None:
        return
    with found.ledger:
        rows = found.models.drain_calls()
        if rows:
            with site.store.writing() as writer:
                writer.put_calls(site.run_id, rows)
            site.observer.emit_calls(rows)
        _tell_state(site, found)


def _tell_state(site: Site, gateway: Gateway) -> None:
    """Tell that the models wait for their provider, or do so no more."""
    state = gateway.models.read_figures().state
    if state != gateway.told:
        gateway.told = state
        site.observer.emit("models.state", state=state)


def stop_models(site: Site) -> None:
    """Let nothing more be sent; what is under way is still stored."""
    found = _open.get(site)
    if found is not None:
        found.models.stop()


def close_models(site: Site) -> None:
    """Stop, wait for what is under way, and put the rest of the ledger into the database."""
    from digit_tc.llm import run_coroutine

    with _guard:
        found = _open.get(site)
    if found is None:
        return
    try:
        run_coroutine(found.models.close())
        store_calls(site)
    finally:
        with _guard:
            _open.pop(site, None)


def model_figures(site: Site) -> ModelFigures | None:
    """What the run's use of models comes to now; None where no model was asked yet."""
    found = _open.get(site)
    return None if found is None else found.models.read_figures()
