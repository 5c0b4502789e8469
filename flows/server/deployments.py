"""What a schedule, a worker or the UI starts: the whole pipeline, and each stage of a run.

`deployments/prefect.yaml` and `digit-tc serve` make deployments of these flows; their parameters
are the forms of the UI. A run id is found in the database, which decides what is still to be done:
Retry of a failed run goes on where it was.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any, ParamSpec

from prefect import flow
from prefect.runtime import flow_run
from prefect.states import Failed
from pydantic import Field

from digit_tc.config import RunConfig, load_run
from digit_tc.config.run import (
    ExportConfig,
    GraphConfig,
    QualityConfig,
    SampleConfig,
    SynthesisConfig,
)
from digit_tc.config.section import Section
from digit_tc.errors import DigitError, StopRequested
from digit_tc.records import Stage
from flows.server.run_requests import RedoRequest, make_run, redo_run
from flows.server.schedule_seeds import SeedChange, derive_seed, name_scheduled_run, to_time_zone

RunId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$")]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
_DEFAULTS = RunConfig()
P = ParamSpec("P")
_logger = logging.getLogger("digit_tc.flows")


def _fail_plainly(work: Callable[P, dict[str, Any]]) -> Callable[P, Any]:
    """Let what can be expected to fail be told in a sentence, without a traceback."""

    @wraps(work)
    def told(*given: P.args, **named: P.kwargs) -> Any:
        try:
            return work(*given, **named)
        except StopRequested:
            raise
        except DigitError as problem:
            _logger.error("%s", problem)  # noqa: TRY400  (the sentence is all there is to say)
            return Failed(message=str(problem))

    return told


def _scheduled_name() -> str:
    given = flow_run.parameters
    name = given.get("run_id") or Path(str(given.get("run_file") or "dataset")).stem
    return f"{name} · {_scheduled_time('UTC'):%Y-%m-%d %H:%M} UTC"


@flow(name="scheduled-dataset", flow_run_name=_scheduled_name)
@_fail_plainly
def scheduled(
    run_file: str | None = None,
    db: str | None = None,
    export_folder: str | None = None,
    new_data_every: SeedChange = "day",
    time_zone: str = "UTC",
    seed: Seed | None = None,
    run_id: RunId | None = None,
    tries: Annotated[int, Field(ge=1, le=20)] = 1,
    minutes_between: Annotated[float, Field(ge=0, le=1440)] = 10.0,
) -> dict[str, Any]:
    """Make the dataset of a run file, with other data each night.

    Args:
        run_file: Path of the run file; none: the defaults.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
        export_folder: Folder of the files for training, one a run; none: the run's own folder.
        new_data_every: The seed changes with the date, with every run, or never.
        time_zone: Where the date is read; give that of the schedule.
        seed: Use this seed as it is: that of an earlier night makes its data again.
        run_id: Go on with this run; none: a name from the scheduled time.
        tries: Times that what may pass by itself, such as a full disk, is tried.
        minutes_between: Minutes between two tries.
    """
    config = load_run(Path(run_file) if run_file else None)
    moment = _scheduled_time(time_zone)
    rolled = seed if seed is not None else derive_seed(config.seed, moment, new_data_every)
    config = config.model_copy(update={"seed": rolled})
    named = run_id or name_scheduled_run(config.name, moment)
    return make_run(config, named, db, export_folder, tries=tries, minutes_between=minutes_between)


@flow(name="dataset", flow_run_name=lambda: f"{_name_run()} · from the form")
@_fail_plainly
def dataset(
    config: RunConfig = _DEFAULTS,
    run_id: RunId | None = None,
    db: str | None = None,
    export_folder: str | None = None,
) -> dict[str, Any]:
    """Make a dataset as a form says.

    Args:
        config: The whole run file; what is not changed has good defaults.
        run_id: Go on with this run, or name a new one; none: a name from the time.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
        export_folder: Folder of the file for training; none: the run's own folder.
    """
    # A form has no folder: tools of files are found from the worker's one.
    placed = load_run(None, {"tools": config.tools}).tools
    config = config.model_copy(update={"tools": placed})
    named = run_id or name_scheduled_run(config.name, _scheduled_time("UTC"))
    return make_run(config, named, db, export_folder)


@flow(name="rerun", flow_run_name="rerun · {run_id}")
@_fail_plainly
def rerun(
    run_id: RunId,
    first: Stage | None = None,
    only: Stage | None = None,
    conversations: tuple[str, ...] = (),
    rejected: str | None = None,
    run_file: str | None = None,
    db: str | None = None,
    export_folder: str | None = None,
) -> dict[str, Any]:
    """Redo of a run what is missing, failed or stale, as `digit-tc rerun` does.

    Args:
        run_id: A run that is in the database.
        first: Redo this stage and all after it, whatever their state.
        only: Redo this stage, whatever its state.
        conversations: Ids of conversations or scenarios that are written anew.
        rejected: Try again what was rejected for this reason.
        run_file: Path of a run file that the run gets first; none: it keeps its own.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
        export_folder: Folder of the file for training; none: the run's own folder.
    """
    wanted = RedoRequest(first=first, only=only, conversations=conversations, rejected=rejected)
    changes: RunConfig | dict[str, object] = load_run(Path(run_file)) if run_file else {}
    return redo_run(run_id, db, export_folder, wanted, changes)


@flow(name="stage-ingest", flow_run_name="ingest again · {run_id}")
@_fail_plainly
def ingest(run_id: RunId, tools: tuple[str, ...] = (), db: str | None = None) -> dict[str, Any]:
    """Read the tools of a run again, and redo what this changes.

    Args:
        run_id: A run that is in the database.
        tools: Other sources of tools; none: those of the run.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    placed = {"tools": load_run(None, {"tools": tools}).tools} if tools else {}
    return redo_run(run_id, db, None, RedoRequest(only="ingest"), placed)


@flow(name="stage-build-graph", flow_run_name="build graph again · {run_id}")
@_fail_plainly
def build_graph(
    run_id: RunId, graph: GraphConfig | None = None, db: str | None = None
) -> dict[str, Any]:
    """Connect the tools of a run again, and redo what this changes.

    Args:
        run_id: A run that is in the database.
        graph: Another section `graph`; none: that of the run.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    return redo_run(run_id, db, None, RedoRequest(only="graph"), _changed_sections(graph=graph))


@flow(name="stage-sample", flow_run_name="sample again · {run_id}")
@_fail_plainly
def sample(
    run_id: RunId, sample: SampleConfig | None = None, db: str | None = None
) -> dict[str, Any]:
    """Draw the scenarios of a run again, and redo what this changes.

    Args:
        run_id: A run that is in the database.
        sample: Another section `sample`; none: that of the run.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    return redo_run(run_id, db, None, RedoRequest(only="sample"), _changed_sections(sample=sample))


@flow(name="stage-synthesize", flow_run_name="synthesize again · {run_id}")
@_fail_plainly
def synthesize(
    run_id: RunId,
    conversations: tuple[str, ...] = (),
    rejected: str | None = None,
    synthesis: SynthesisConfig | None = None,
    db: str | None = None,
) -> dict[str, Any]:
    """Write the conversations of a run again, all or some, and redo what this changes.

    Args:
        run_id: A run that is in the database.
        conversations: Ids of the conversations or scenarios that are written anew.
        rejected: Try again only what was rejected for this reason.
        synthesis: Another section `synthesis`; none: that of the run.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    some = bool(conversations or rejected)
    wanted = RedoRequest(
        only=None if some else "synthesize", conversations=conversations, rejected=rejected
    )
    return redo_run(run_id, db, None, wanted, _changed_sections(synthesis=synthesis))


@flow(name="stage-assess", flow_run_name="assess again · {run_id}")
@_fail_plainly
def assess(
    run_id: RunId, quality: QualityConfig | None = None, db: str | None = None
) -> dict[str, Any]:
    """Judge the dataset of a run again, and write its page.

    Args:
        run_id: A run that is in the database.
        quality: Another section `quality`; none: that of the run.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    return redo_run(
        run_id, db, None, RedoRequest(only="assess"), _changed_sections(quality=quality)
    )


@flow(name="stage-export", flow_run_name="export again · {run_id}")
@_fail_plainly
def export(
    run_id: RunId,
    export: ExportConfig | None = None,
    db: str | None = None,
    export_folder: str | None = None,
) -> dict[str, Any]:
    """Write the dataset of a run for training again.

    Args:
        run_id: A run that is in the database.
        export: Another section `export`; none: that of the run.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
        export_folder: Folder of the file for training; none: the run's own folder.
    """
    return redo_run(
        run_id, db, export_folder, RedoRequest(only="export"), _changed_sections(export=export)
    )


def _changed_sections(**sections: Section | None) -> dict[str, object]:
    return {name: one for name, one in sections.items() if one is not None}


def _scheduled_time(zone: str) -> dt.datetime:
    """When this flow run was to start; a retry keeps it."""
    moment: dt.datetime | None = flow_run.scheduled_start_time
    return to_time_zone(moment or dt.datetime.now(dt.UTC), zone)


def _name_run() -> str:
    config = flow_run.parameters.get("config")
    name = config.get("name") if isinstance(config, dict) else getattr(config, "name", None)
    return str(flow_run.parameters.get("run_id") or name or "dataset")
