"""What the acts say that the assistant should do, against what it does.

The gold of a conversation is the acts of the assistant in their order. Each must be a
message, and each call that is to be learnt must be made by the act that names it, no sooner than
the user agreed where it was proposed.
"""

from __future__ import annotations

from .acts import Alignment, Step, find_malformed, list_calls
from .rows import Row
from .tally import Tally

WITHOUT_ACTS = "openai/1"
"""The format of 0.1, the last one that had no acts."""


def judge_gold(row: Row, alignment: Alignment | None, tally: Tally) -> None:
    """Count what departs from the acts; an export of 0.1 has none to depart from."""
    if "acts" not in row.metadata:
        if row.metadata.get("versions", {}).get("export") != WITHOUT_ACTS:
            tally.offend("acts_missing", row.place, "there are no acts")
        return
    if alignment is None:
        tally.offend("acts_unreadable", row.place, find_malformed(row.metadata["acts"]))
        return
    if alignment.fault:
        tally.offend("acts_out_of_order", row.place, alignment.fault)
    tally.counts["gold_steps"] += sum(step.is_gold for step in alignment.steps)
    _judge_calls(row, alignment, tally)
    _judge_names(row, alignment, tally)
    for step in alignment.steps:
        if step.act["act"] == "propose":
            _judge_consent(row, step, alignment.steps, tally)


def _judge_calls(row: Row, alignment: Alignment, tally: Tally) -> None:
    """Every act of calls makes exactly those that it names, in this order."""
    for step in alignment.steps:
        if step.act["act"] != "calls":
            continue
        wanted = list_calls(step.act)
        made = [str(call.get("id")) for call in row.messages[step.position]["tool_calls"]]
        if made != wanted:
            detail = f"message {step.position} calls {', '.join(made)}, not {', '.join(wanted)}"
            tally.offend("calls_beside_acts", row.place, detail)


def _judge_names(row: Row, alignment: Alignment, tally: Tally) -> None:
    """Acts name calls that are made, and to be learnt; mistakes are no act."""
    mistakes = {call.id for turn in row.turns for call in turn.mistakes}
    for step in alignment.steps:
        name = step.act["act"]
        for call in list_calls(step.act):
            if call in mistakes:
                tally.offend("acts_name_mistakes", row.place, f"{name} names {call}")
            elif call not in row.calls and name != "calls":
                tally.offend("acts_name_no_call", row.place, f"{name} names {call}")


def _judge_consent(row: Row, proposal: Step, steps: list[Step], tally: Tally) -> None:
    """A proposed call waits for the user's word, and that word is not no."""
    for call in list_calls(proposal.act):
        if call not in row.calls:
            continue
        asked_at = row.calls[call].asked_at
        heard = [
            step
            for step in steps
            if proposal.position < step.position < asked_at and not step.is_gold
        ]
        if not heard:
            detail = f"{call} does not wait for the user after message {proposal.position}"
            tally.offend("calls_without_consent", row.place, detail)
        elif heard[-1].act.get("answer") == "no":
            detail = f"{call} is made although message {heard[-1].position} says no"
            tally.offend("calls_without_consent", row.place, detail)
