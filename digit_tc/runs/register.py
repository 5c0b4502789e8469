"""A run enters the books, and leaves them."""

from __future__ import annotations

import datetime as dt

from pydantic import ValidationError

from digit_tc.config import RunConfig, hash_config
from digit_tc.config.load import select_data_fields
from digit_tc.errors import ConfigError, DigitError
from digit_tc.records import Run, RunStatus
from digit_tc.runs.site import Site
from digit_tc.version import __version__

_FIELDS_TOLD = 5


def register(site: Site, config: RunConfig, flow_run_id: str | None = None) -> Run:
    """Store the run, or take up one that is there already.

    Raises ConfigError where the id belongs to a run of another run file.
    """
    with site.store.writing():
        pass  # makes or upgrades the database before the first look
    with site.store.reading() as reader:
        known = next((run for run in reader.runs() if run.run_id == site.run_id), None)
    wanted = hash_config(config)
    if known is not None:
        refuse_another(known, config)
    run = Run(
        run_id=site.run_id,
        name=config.name,
        config=config.model_dump(mode="json"),
        config_hash=wanted,
        seed=config.seed,
        count=config.count,
        version=__version__,
        status="running",
        started_at=known.started_at if known else dt.datetime.now(dt.UTC),
        prefect_flow_run_id=flow_run_id,
    )
    with site.store.reading() as reader:
        left = [one for one in reader.stage_runs(site.run_id) if one.status == "running"]
    with site.store.writing() as writer:
        writer.put_run(run)
        for one in left:
            # Its process is gone, or this one would not be here: see `lock_run`.
            writer.put_stage(one.model_copy(update={"status": "interrupted"}))
    site.observer.emit(
        "run.registered",
        name=run.name,
        count=run.count,
        seed=run.seed,
        config=run.config_hash,
        version=run.version,
        prefect_flow_run=flow_run_id,
        goes_on=known is not None,
    )
    return run


def refuse_another(known: Run, config: RunConfig) -> None:
    """Raise ConfigError where a stored run was made from another run file or other tools.

    It names the fields that differ.
    """
    if known.config_hash == hash_config(config):
        return
    differing = _list_differences(known, config)
    told = ", ".join(differing[:_FIELDS_TOLD])
    rest = len(differing) - _FIELDS_TOLD
    more = f" and {rest} more" if rest > 0 else ""
    raise ConfigError(
        f"Run {known.run_id} exists already and was made from another run file or other tools. "
        f"What differs: {told}{more}.",
        remedy=f"`digit-tc resume {known.run_id}` goes on with what it was made from, "
        f"`digit-tc rerun {known.run_id} RUN.yaml` gives it another run file; for a new run choose "
        "another --run-id, or leave it out.",
    )


def _list_differences(known: Run, config: RunConfig) -> list[str]:
    try:
        before = select_data_fields(RunConfig.model_validate(known.config))
    except ValidationError:
        return ["the run file, which another version of DiGiT-TC stored"]
    was, now = _flatten(before), _flatten(select_data_fields(config))
    names = [name for name in dict.fromkeys([*was, *now]) if was.get(name) != now.get(name)]
    # The same sources, or none of them is there any more: then it is what was in their files.
    return names or ["the content of the files under tools"]


def _flatten(value: object, path: str = "") -> dict[str, object]:
    if not isinstance(value, dict) or not value:
        return {path: value}
    found: dict[str, object] = {}
    for name, inner in value.items():
        found |= _flatten(inner, f"{path}.{name}" if path else str(name))
    return found


def end_run(site: Site, status: RunStatus, problem: BaseException | None = None) -> None:
    """Note how the run ended, and of a failed one what ended it."""
    with site.store.reading() as reader:
        run = next((run for run in reader.runs() if run.run_id == site.run_id), None)
    if run is None:
        return
    ended = run.model_copy(
        update={
            "status": status,
            "ended_at": dt.datetime.now(dt.UTC),
            "problem": _told(problem) if status == "failed" else "",
        }
    )
    with site.store.writing() as writer:
        writer.put_run(ended)
    site.observer.emit("run.ended", status=status)


def _told(problem: BaseException | None) -> str:
    # Of other errors only the kind: what they say may be anything.
    known = problem is None or isinstance(problem, DigitError)
    return str(problem or "") if known else f"An unexpected {type(problem).__name__}; see the log."
