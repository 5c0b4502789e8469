"""What another run has made from the same inputs is taken over instead of being made again."""

from __future__ import annotations

import datetime as dt
import logging

from digit_tc.records import Stage, StageRun
from digit_tc.report.graph_page import write_graph_page
from digit_tc.runs.inputs import CODE, has_only_files, hash_inputs
from digit_tc.runs.site import Site, read_config
from digit_tc.store import Reader

_logger = logging.getLogger("digit_tc.stages")


def reuse_stage(site: Site, stage: Stage) -> str | None:
    """Copy a stage from a run that made it from equal inputs; gives that run's id, or None.

    `synthesize` brings its scenarios with it, and comes from finished runs only.
    """
    with site.store.reading() as reader:
        config = read_config(reader, site.run_id)
        if stage == "ingest" and not has_only_files(config):
            return None
        wanted = hash_inputs(site, stage)
        source = _find_source(reader, site.run_id, stage, wanted)
        if source is None:
            return None
        tries = reader.stage_runs(site.run_id)
    copied: tuple[Stage, ...] = ("sample", "synthesize") if stage == "synthesize" else (stage,)
    now = dt.datetime.now(dt.UTC)
    with site.store.writing() as writer:
        for one in copied:
            writer.copy_stage(one, source.run_id, site.run_id)
            writer.put_stage(
                StageRun(
                    run_id=site.run_id,
                    stage=one,
                    attempt=1 + sum(other.stage == one for other in tries),
                    status="done",
                    started_at=now,
                    ended_at=dt.datetime.now(dt.UTC),
                    inputs=wanted if one == stage else _sample_inputs(wanted),
                    figures={
                        **(source.figures if one == stage else {}),
                        "taken over from": source.run_id,
                    },
                )
            )
    if stage == "graph":
        write_graph_page(site.graph(), site.folder / "graph.html", title=f"Tools of {config.name}")
    site.observer.emit("stage.taken-over", stage=stage, source=source.run_id)
    _logger.info("%s: taken over from run %s", stage, source.run_id)
    return source.run_id


def _sample_inputs(inputs: dict[str, str]) -> dict[str, str]:
    """Those inputs of the synthesis that its scenarios were drawn from."""
    names = ("the tools", "the tool graph", "section sample", "seed", "count")
    return {name: inputs[name] for name in names} | {"code": f"sample {CODE['sample']}"}


def _find_source(
    reader: Reader, run_id: str, stage: Stage, wanted: dict[str, str]
) -> StageRun | None:
    for run in reader.runs():
        if run.run_id == run_id:
            continue
        tries = [one for one in reader.stage_runs(run.run_id) if one.stage == stage]
        if not tries or tries[-1].status != "done" or tries[-1].inputs != wanted:
            continue
        if stage == "synthesize" and reader.counts(run.run_id)["admitted"] < run.count:
            continue
        return tries[-1]
    return None
