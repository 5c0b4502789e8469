"""Conversations that were kept as requests, calls and summaries, kept as messages from here on."""

# ruff: noqa: S608  (names of columns are ours; values go in as parameters)

from __future__ import annotations

from itertools import groupby
from typing import Any

import orjson

_PAGE = 256
_OLD_MISTAKES = 1000
"""A mistake's number was so much more than that of the right call."""

Fields = dict[str, Any]


def migrate(connection: Any) -> None:
    """Rewrite the record of every conversation, and the numbers of mistakes in the other tables."""
    ids = connection.execute("SELECT run_id, id FROM conversations ORDER BY ALL").fetchall()
    for start in range(0, len(ids), _PAGE):
        _migrate_page(connection, ids[start], ids[min(start + _PAGE, len(ids)) - 1])


def _migrate_page(connection: Any, first: tuple[str, str], last: tuple[str, str]) -> None:
    import pyarrow as pa

    found = connection.execute(
        "SELECT c.run_id, c.id, c.record, s.record FROM conversations AS c"
        " LEFT JOIN scenarios AS s ON s.run_id = c.run_id AND s.id = c.scenario"
        " WHERE (c.run_id, c.id) BETWEEN (?, ?) AND (?, ?)",
        [*first, *last],
    ).fetchall()
    written: list[tuple[str, str, str]] = []
    numbers: list[tuple[str, str, int, int]] = []
    for run_id, identity, record, scenario in found:
        conversation = orjson.loads(record)
        specs = orjson.loads(scenario)["turns"] if scenario else []
        renumbered = _renumbered(conversation)
        numbers += [(run_id, identity, old, new) for old, new in renumbered.items()]
        written.append((run_id, identity, orjson.dumps(convert(conversation, specs)).decode()))
    names = ("run_id", "id", "record")
    table = pa.table(dict(zip(names, map(list, zip(*written, strict=True)), strict=True)))
    connection.register("migrated", table)
    connection.execute(
        "UPDATE conversations SET record = migrated.record FROM migrated"
        " WHERE conversations.run_id = migrated.run_id AND conversations.id = migrated.id"
    )
    connection.unregister("migrated")
    for run_id, identity, old, new in numbers:
        place = {"run_id": run_id, "id": identity, "old": old, "new": new}
        for change in _CHANGES:
            connection.execute(change, place)


_HERE = "run_id = $run_id AND conversation = $id"
_CHANGES = (
    f"UPDATE calls SET call = $new WHERE {_HERE} AND call = $old",
    f"UPDATE messages SET answers = $new WHERE {_HERE} AND answers = $old",
    "UPDATE messages SET calls = list_transform(calls,"
    f" lambda one: CASE WHEN one = $old THEN $new ELSE one END) WHERE {_HERE}",
)


def convert(conversation: Fields, specs: list[Fields]) -> Fields:
    """The record of a conversation as it is now; `specs` are the turns of its scenario."""
    numbers = _renumbered(conversation)
    turns = [_turn(turn, specs, numbers) for turn in conversation["turns"]]
    return conversation | {"turns": turns}


def _renumbered(conversation: Fields) -> dict[int, int]:
    """Old number → new number of each mistake: behind all right calls, in order."""
    last = max((call["id"] for turn in conversation["turns"] for call in turn["calls"]), default=0)
    wrong = (one["id"] for turn in conversation["turns"] for one in turn.get("wrong", ()))
    return {old: last + place for place, old in enumerate(wrong, 1)}


def _turn(turn: Fields, specs: list[Fields], numbers: dict[int, int]) -> Fields:
    groups = [
        list(same) for _group, same in groupby(turn["calls"], lambda call: int(call["group"]))
    ]
    planned = {call["id"]: call for call in turn["plan"]["calls"]}
    acts: list[Fields] = [{"act": "say"}]
    acts += [{"act": "calls", "calls": [planned[call["id"]] for call in group]} for group in groups]
    acts.append({"act": "answer"})
    messages: list[Fields] = [{"role": "user", "text": turn["request"]}]
    for group in groups:
        made = {call["id"]: call["step"] for call in group}
        for wrong in turn.get("wrong", ()):
            if wrong["instead_of"] in made:
                step = made[wrong["instead_of"]]
                messages += _mistake(wrong | {"id": numbers[wrong["id"]], "step": step})
        messages.append({"role": "assistant", "calls": [_call(call) for call in group]})
        messages += [_result(call) for call in group]
    messages.append({"role": "assistant", "text": turn["summary"]})
    index = turn["index"]
    return {
        "index": index,
        "spec": _spec(turn, specs),
        "plan": {"turn": index, "acts": acts},
        "messages": [one | {"id": f"t{index}.{place}"} for place, one in enumerate(messages)],
    }


def _spec(turn: Fields, specs: list[Fields]) -> Fields:
    """What the turn was to do. Of a plan that a model wrote, only what its calls tell is known."""
    index = turn["index"]
    if index < len(specs) and (specs[index].get("chain") or {}).get("id") == turn["chain"]:
        return specs[index]
    steps = [call["tool"] for call in sorted(turn["calls"], key=lambda call: int(call["step"]))]
    chain = {"id": turn["chain"], "shape": turn["shape"], "steps": steps, "links": []}
    hidden = sorted(call["step"] for call in turn["calls"] if call["hidden"])
    return {"kind": turn["kind"], "chain": chain, "carries": [], "hidden": hidden}


def _mistake(wrong: Fields) -> list[Fields]:
    call = {name: wrong[name] for name in ("id", "step", "tool", "arguments")}
    said = {name: wrong[name] for name in ("instead_of", "fault", "origin")}
    made = {"role": "assistant", "calls": [call], "train": False, "mistake": said}
    return [made, _result(wrong | {"status": "error"})]


def _call(call: Fields) -> Fields:
    kept = ("id", "step", "tool", "arguments", "hidden")
    sources = [_source(source) for source in call["provenance"]]
    return {name: call[name] for name in kept} | {"provenance": sources}


def _source(source: Fields) -> Fields:
    turn = source.pop("turn", None)
    if source["kind"] == "user":
        return source | {"message": f"t{turn}.0"}
    return source | ({"message": "system"} if source["kind"] == "context" else {})


def _result(call: Fields) -> Fields:
    status = call.get("status", "ok")
    return {"role": "tool", "call": call["id"], "content": call["result"], "status": status}
