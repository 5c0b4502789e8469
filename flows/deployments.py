"""What a schedule, a worker or the UI starts: the whole pipeline, and each stage of a run.

`deployments/prefect.yaml` and `digit-tc serve` make deployments of these flows; their parameters
are the forms of the UI. A run id is found in the database, which decides what is still to be done:
Retry of a failed run goes on where it was.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

from prefect import flow
from prefect.runtime import flow_run
from pydantic import Field

import flows.assess
import flows.export
import flows.graph
import flows.ingest
import flows.sample
import flows.synthesize
from digit_tc.config import RunConfig, load_run
from digit_tc.stages import greet
from flows.at_work import at_work
from flows.pipeline import generate_dataset
from flows.rolling import Rolling, local, rolled_seed, scheduled_run_id

RunId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,127}$")]
Seed = Annotated[int, Field(ge=0, lt=2**63)]
_DEFAULTS = RunConfig()


def _scheduled_name() -> str:
    given = flow_run.parameters
    name = given.get("run_id") or Path(str(given.get("run_file") or "dataset")).stem
    return f"{name} · {_scheduled('UTC'):%Y-%m-%d %H:%M} UTC"


@flow(name="scheduled-dataset", flow_run_name=_scheduled_name)
def scheduled(
    run_file: str | None = None,
    db: str | None = None,
    export_folder: str | None = None,
    new_data_every: Rolling = "day",
    time_zone: str = "UTC",
    seed: Seed | None = None,
    run_id: RunId | None = None,
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
    """
    config = load_run(Path(run_file) if run_file else None)
    moment = _scheduled(time_zone)
    rolled = seed if seed is not None else rolled_seed(config.seed, moment, new_data_every)
    config = config.model_copy(update={"seed": rolled})
    return _make(config, run_id or scheduled_run_id(config.name, moment), db, export_folder)


@flow(name="dataset", flow_run_name=lambda: f"{_named()} · from the form")
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
    named = run_id or scheduled_run_id(config.name, _scheduled("UTC"))
    return _make(config, named, db, export_folder)


@flow(name="stage-ingest", flow_run_name="ingest again · {run_id}")
def ingest(run_id: RunId, db: str | None = None) -> dict[str, Any]:
    """Read the sources of a run's tools again.

    Args:
        run_id: A run that is in the database.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    with at_work(run_id, db) as where:
        return _counts(flows.ingest.ingest(run_id, str(where.db)))


@flow(name="stage-build-graph", flow_run_name="build graph again · {run_id}")
def build_graph(run_id: RunId, db: str | None = None) -> dict[str, Any]:
    """Connect the tools of a run again.

    Args:
        run_id: A run that has tools.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    with at_work(run_id, db) as where:
        return _counts(flows.graph.build_graph(run_id, str(where.db)))


@flow(name="stage-sample", flow_run_name="sample · {run_id}")
def sample(
    run_id: RunId,
    upto: Annotated[int, Field(ge=1)] | None = None,
    db: str | None = None,
) -> dict[str, Any]:
    """Draw scenarios for a run.

    Args:
        run_id: A run that has a graph.
        upto: Number of scenarios in all; none: as many as the next round needs.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    with at_work(run_id, db) as where:
        return _counts(flows.sample.sample(run_id, str(where.db), upto))


@flow(name="stage-synthesize", flow_run_name="synthesize · {run_id}")
def synthesize(run_id: RunId, db: str | None = None) -> dict[str, Any]:
    """Write the conversations of all scenarios of a run that have none.

    Args:
        run_id: A run that has scenarios.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    with at_work(run_id, db) as where:
        return _counts(flows.synthesize.synthesize(run_id, str(where.db)) or {})


@flow(name="stage-assess", flow_run_name="assess again · {run_id}")
def assess(run_id: RunId, db: str | None = None) -> dict[str, Any]:
    """Judge the dataset of a run again, and write its page.

    Args:
        run_id: A run that has conversations.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    with at_work(run_id, db) as where:
        assessed = flows.assess.assess(run_id, str(where.db))
    return {"passed": assessed.gate.passed, "page": assessed.page}


@flow(name="stage-export", flow_run_name="export again · {run_id}")
def export(run_id: RunId, path: str | None = None, db: str | None = None) -> dict[str, Any]:
    """Write the dataset of a run for training, whatever the gate said.

    Args:
        run_id: A run that has conversations.
        path: File to write; none: in the run's own folder.
        db: Path of the database; none: digit-tc.duckdb in DIGIT_TC_HOME.
    """
    with at_work(run_id, db) as where:
        target = path or str(where.folder / f"{where.config().name}.jsonl")
        made = flows.export.export(run_id, str(where.db), target)
    return {"conversations": made.conversations, "export": str(made.path)}


def _make(
    config: RunConfig, run_id: str, db: str | None, export_folder: str | None
) -> dict[str, Any]:
    with at_work(run_id, db, [config.name, f"seed {config.seed}"]) as where:
        if config.roles.models:
            greet(where, config)
        target = (
            Path(export_folder).expanduser().absolute() / f"{run_id}.jsonl"
            if export_folder
            else where.folder / f"{config.name}.jsonl"
        )
        target.parent.mkdir(parents=True, exist_ok=True)
        made = generate_dataset(config, run_id=run_id, db=where.db, export=target)
    return {
        "run": run_id,
        "seed": config.seed,
        "conversations": made.conversations,
        "export": str(made.export),
    }


def _scheduled(zone: str) -> dt.datetime:
    """When this flow run was to start; a retry keeps it."""
    moment: dt.datetime | None = flow_run.scheduled_start_time
    return local(moment or dt.datetime.now(dt.UTC), zone)


def _named() -> str:
    config = flow_run.parameters.get("config")
    name = config.get("name") if isinstance(config, dict) else getattr(config, "name", None)
    return str(flow_run.parameters.get("run_id") or name or "dataset")


def _counts(figures: dict[str, Any]) -> dict[str, Any]:
    """Results of flows are small: numbers and flags."""
    return {name: one for name, one in figures.items() if isinstance(one, int | float)}
