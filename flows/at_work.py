"""What a flow that a schedule or the UI started needs around it: the run held, told and tagged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from prefect import tags
from prefect.client.orchestration import get_client
from prefect.runtime import flow_run

from digit_tc.config.settings import read_settings
from digit_tc.stages import Site, hold
from flows.leftovers import close_leftovers
from flows.logs import log_to_file
from tasks.resources import site


@contextmanager
def at_work(run_id: str, db: str | None, labels: Sequence[str] = ()) -> Iterator[Site]:
    """While the block lasts this process works at the run, and no other.

    Without `db` the run is in the database of the home. Flow runs inside carry the run id and the
    labels as tags, and so does the one around. Raises StoreError where another process has it.
    """
    settings = read_settings()
    path = Path(db) if db else settings.database
    where = site(run_id, str(path.expanduser().absolute()))
    with hold(where), log_to_file(settings.log_file, settings.log_level), tags(run_id, *labels):
        close_leftovers(run_id)
        _tag_this_run([run_id, *labels])
        yield where


def _tag_this_run(labels: Sequence[str]) -> None:
    if flow_run.id is None:
        return
    with get_client(sync_client=True) as client:
        known = client.read_flow_run(flow_run.id).tags
        client.update_flow_run(flow_run.id, tags=list(dict.fromkeys([*known, *labels])))
