"""Tools that are added in the course of a conversation, and calls that come too soon."""

from __future__ import annotations

import re

from .acts import Alignment
from .rows import Row
from .tally import Tally


def judge_offers(row: Row, alignment: Alignment | None, tally: Tally) -> None:
    """Count messages that add no tool, and calls to a tool before the message that adds it."""
    for step in alignment.steps if alignment else ():
        if step.act["act"] != "offer" or not step.act.get("tools"):
            continue
        text = str(row.messages[step.position].get("content"))
        added = {name for name in row.tools if _names(text, name)}
        if not added:
            tally.offend("offers_of_no_tool", row.place, f"message {step.position}: {text!r}")
        for call in row.calls.values():
            if call.name in added and call.asked_at < step.position:
                detail = f"message {step.position} offers it"
                tally.offend("calls_before_offer", row.locate(call), detail)


def _names(text: str, tool: str) -> bool:
    return re.search(rf"(?<![\w.-]){re.escape(tool)}(?!\.?[\w-])", text) is not None
