"""What a killed process left open in Prefect's books."""

from __future__ import annotations

from typing import Any

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
    TaskRunFilter,
    TaskRunFilterFlowRunId,
    TaskRunFilterState,
    TaskRunFilterStateType,
)
from prefect.client.schemas.objects import State, StateType
from prefect.runtime import flow_run as this
from prefect.states import Crashed

_OPEN = [StateType.RUNNING, StateType.PENDING]


def close_crashed_runs(run_id: str) -> None:
    """Mark flow and task runs of this run that are still open as crashed.

    Call it while the run is held: whatever is open then has no process any more, but for the flow
    run that calls.
    """
    told: State[Any] = Crashed(
        message="Its process ended without a word; the run was taken up again later."
    )
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                tags=FlowRunFilterTags(all_=[run_id]),
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_OPEN)),
            )
        )
        left = [one for one in found if str(one.id) != this.id]
        if not left:
            return
        for task_run in client.read_task_runs(
            task_run_filter=TaskRunFilter(
                flow_run_id=TaskRunFilterFlowRunId(any_=[one.id for one in left]),
                state=TaskRunFilterState(type=TaskRunFilterStateType(any_=_OPEN)),
            )
        ):
            client.set_task_run_state(task_run.id, told, force=True)
        for flow_run in left:
            client.set_flow_run_state(flow_run.id, told, force=True)
