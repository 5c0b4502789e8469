"""Alerts: the Prefect server calls a webhook when a run or its quality gate fails. Off by default.

Needs Prefect's address in the environment: enter `prefect_server` first, or set PREFECT_API_URL.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from prefect.automations import Automation
from prefect.blocks.webhook import Webhook
from prefect.client.orchestration import get_client
from prefect.events.actions import CallWebhook
from prefect.events.schemas.automations import EventTrigger, Posture
from prefect.exceptions import ObjectNotFound

from flows.observe.artifacts import GATE_FAILED

_BLOCK = "digit-tc-alerts"
_RUN, _GATE = "digit-tc: a run failed", "digit-tc: a quality gate failed"
_ENDS = {f"prefect.flow-run.{state}" for state in ("Failed", "Crashed", "TimedOut")}


def set_alerts(url: str, flow_names: Sequence[str]) -> list[str]:
    """Let the server POST to `url` when a run of these flows or a quality gate fails.

    The body is JSON with `text` (what Slack, Mattermost and others show), `run`, `state`, `told`
    and `page`. Alerts that were there before are replaced. Gives the names of the automations.
    """
    clear_alerts()
    hook = Webhook(url=url, headers={"Content-Type": "application/json"})  # type: ignore[arg-type]
    block: UUID = hook.save(_BLOCK, overwrite=True)  # type: ignore[assignment]
    made = [
        Automation(
            name=_RUN,
            description="Made by digit-tc: calls the webhook digit-tc-alerts.",
            trigger=EventTrigger(
                expect=_ENDS,
                match={"prefect.resource.id": "prefect.flow-run.*"},
                match_related={
                    "prefect.resource.role": "flow",
                    "prefect.resource.name": list(flow_names),
                },
                for_each={"prefect.resource.id"},
                posture=Posture.Reactive,
                threshold=1,
                within=timedelta(0),
            ),
            actions=[CallWebhook(block_document_id=block, payload=_ABOUT_RUN)],
        ),
        Automation(
            name=_GATE,
            description="Made by digit-tc: calls the webhook digit-tc-alerts.",
            trigger=EventTrigger(
                expect={GATE_FAILED},
                match={"prefect.resource.id": "digit-tc.run.*"},
                for_each={"prefect.resource.id"},
                posture=Posture.Reactive,
                threshold=1,
                within=timedelta(0),
            ),
            actions=[CallWebhook(block_document_id=block, payload=_ABOUT_GATE)],
        ),
    ]
    for one in made:
        one.create()
    return [one.name for one in made]


def clear_alerts() -> bool:
    """Take the alerts away; whether there were any."""
    there = False
    with get_client(sync_client=True) as client:
        for name in (_RUN, _GATE):
            for one in client.read_automations_by_name(name):
                client.delete_automation(one.id)
                there = True
        try:
            block = client.read_block_document_by_name(_BLOCK, "webhook")
        except ObjectNotFound:
            return there
        client.delete_block_document(block.id)
    return True


def _body(**fields: str) -> str:
    """A JSON template in which the server puts each value escaped."""
    parts = (
        f"{json.dumps(name)}: {{{{ ({value}) | string | tojson }}}}"
        for name, value in fields.items()
    )
    return "{" + ", ".join(parts) + "}"


_ABOUT_RUN = _body(
    text="'digit-tc: ' ~ flow_run.name ~ ' ' ~ flow_run.state.name | lower ~ ': '"
    " ~ (flow_run.state.message or '')",
    run="flow_run.name",
    state="flow_run.state.name",
    told="flow_run.state.message or ''",
    page="flow_run | ui_url",
)
_ABOUT_GATE = _body(
    text="'digit-tc: the quality gate of ' ~ event.resource.name ~ ' failed: '"
    " ~ event.payload.told",
    run="event.resource.name",
    state="'Gate failed'",
    told="event.payload.told",
    page="event.payload.page",
)
