"""What the models of a run cost, also while it is going on."""

from __future__ import annotations

from digit_tc.records import RunCost
from digit_tc.runs.site import Site


def read_cost(site: Site) -> RunCost:
    """The ledger of a run added up: by stage, role and model, and for one accepted conversation.

    Raises StoreError where there is no such run.
    """
    with site.store.reading() as reader:
        return reader.cost(reader.run(site.run_id).run_id)
