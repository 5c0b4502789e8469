"""What a flow that a schedule or the UI started does: a run is held, made or redone."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from prefect import tags
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from digit_tc.config import RunConfig
from digit_tc.config.settings import Settings, read_settings
from digit_tc.errors import StoreError, TransientModelError
from digit_tc.export import name_dataset_file
from digit_tc.records import Stage
from digit_tc.runs import Site, apply_rerun, check_models, lock_run, plan_rerun, read_export_path
from flows.observe.log_file import log_to_file
from flows.pipeline import generate_dataset
from flows.server.crashed_runs import close_crashed_runs

_APPLIED = "digit-tc.applied"
_logger = logging.getLogger("digit_tc.flows")


@dataclass(frozen=True)
class RedoRequest:
    """What of a run is redone; nothing named: what is missing, failed or stale."""

    first: Stage | None = None
    only: Stage | None = None
    conversations: Sequence[str] = ()
    rejected: str | None = None


def make_run(
    config: RunConfig,
    run_id: str,
    db: str | None,
    export_folder: str | None,
    *,
    tries: int = 1,
    minutes_between: float = 0.0,
) -> dict[str, Any]:
    """Make a run, or go on with it; gives ids and counts.

    What may pass by itself (a full disk, a provider that does not answer) is tried `tries` times.
    """
    settings = read_settings()
    with _lock_and_tag(_site(run_id, db, settings), config, settings) as where:
        for left in reversed(range(tries)):
            try:
                return _generate(where, config, export_folder)
            except (StoreError, TransientModelError, OSError) as problem:
                if not left:
                    raise
                _logger.warning("%s Tries left: %d.", problem, left)
                time.sleep(60 * minutes_between)
    raise AssertionError("tries is at least 1")


def redo_run(
    run_id: str,
    db: str | None,
    export_folder: str | None,
    wanted: RedoRequest,
    changes: Mapping[str, object] | RunConfig,
) -> dict[str, Any]:
    """Redo of a run what is wanted, with sections of its run file changed; gives ids and counts.

    A retry does not begin anew: it goes on with what is still open.
    """
    settings = read_settings()
    where = _site(run_id, db, settings)
    with where.store.reading() as reader:
        stored = RunConfig.model_validate(reader.run(run_id).config)
    config = changes if isinstance(changes, RunConfig) else stored.model_copy(update=dict(changes))
    with _lock_and_tag(where, config, settings):
        if not _is_applied():
            plan = plan_rerun(
                where,
                config,
                first=wanted.first,
                only=wanted.only,
                conversations=wanted.conversations,
                rejected=wanted.rejected,
            )
            for step in plan.steps:
                _logger.info(
                    "%s: %s. %s", step.stage, "redone" if step.redo else "kept", step.because
                )
            apply_rerun(where, plan, config)
            _note_applied()
        return _generate(where, config, export_folder)


@contextmanager
def _lock_and_tag(where: Site, config: RunConfig, settings: Settings) -> Iterator[Site]:
    """This process works at the run, and no other; flow runs have its id and seed as tags."""
    labels = [where.run_id, config.name, f"seed {config.seed}"]
    # The root level that lets our log through would let each request to the server through, too.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    with lock_run(where), log_to_file(settings.log_file, settings.log_level), tags(*labels):
        close_crashed_runs(where.run_id)
        _tag_this_run(labels)
        yield where


def _site(run_id: str, db: str | None, settings: Settings) -> Site:
    path = Path(db) if db else settings.database
    return Site(path.expanduser().absolute(), run_id)


def _generate(where: Site, config: RunConfig, export_folder: str | None) -> dict[str, Any]:
    if config.roles.models:
        check_models(where, config)
    target = (
        Path(export_folder).expanduser().absolute() / name_dataset_file(where.run_id, config.export)
        if export_folder
        else read_export_path(where, config)
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    _logger.info(
        "run %s: %d conversations with seed %d from %s, in %s",
        where.run_id,
        config.count,
        config.seed,
        ", ".join(config.tools),
        where.db,
    )
    made = generate_dataset(config, run_id=where.run_id, db=where.db, export=target)
    _logger.info(
        "run %s: %d conversations in %s; report: %s",
        where.run_id,
        made.conversations,
        made.export,
        made.report,
    )
    return {
        "run": where.run_id,
        "seed": config.seed,
        "conversations": made.conversations,
        "export": str(made.export),
    }


def _tag_this_run(labels: Sequence[str]) -> None:
    if flow_run.id is None:
        return
    with get_client(sync_client=True) as client:
        known = client.read_flow_run(flow_run.id).tags
        client.update_flow_run(flow_run.id, tags=list(dict.fromkeys([*known, *labels])))


def _is_applied() -> bool:
    if flow_run.id is None:
        return False
    with get_client(sync_client=True) as client:
        return bool(client.read_flow_run(flow_run.id).labels.get(_APPLIED))


def _note_applied() -> None:
    if flow_run.id is not None:
        with get_client(sync_client=True) as client:
            client.update_flow_run_labels(flow_run.id, {_APPLIED: True})
