"""Known faults to plant in an accepted conversation, each with the check that must name it.

Each `plant` takes a conversation that every check accepts and returns it with exactly one fault,
or None where the conversation offers no place for that fault. It needs no tools and no randomness,
so that the same table can be run over conversations by hand and over generated ones.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from digit_tc_test_support.editing import edited, mistake_before

from digit_tc.language.locate import places
from digit_tc.records import (
    Ask,
    Assistant,
    Binding,
    Call,
    Condition,
    Conversation,
    Leaf,
    Mistake,
    Pick,
    PlannedCall,
    Provenance,
    Reference,
    ToolResult,
    Turn,
    User,
    scalars_of,
)
from digit_tc.records.paths import find
from digit_tc.world.picks import list_candidates


class Mutation(NamedTuple):
    """One fault."""

    name: str
    check: str
    """The check that must fail."""
    mention: str
    """A pattern that its reason must hold."""
    plant: Callable[[Conversation], Conversation | None]
    others: frozenset[str] = frozenset()
    """Checks that may fail besides, because the fault touches their rule too."""


MUTATIONS: list[Mutation] = []
"""All faults, in the order of their definition."""


def _mutation(check: str, mention: str, *others: str) -> Callable[..., Any]:
    def register(
        plant: Callable[[Conversation], Conversation | None],
    ) -> Callable[[Conversation], Conversation | None]:
        MUTATIONS.append(Mutation(plant.__name__, check, mention, plant, frozenset(others)))
        return plant

    return register


# --- plan_valid -------------------------------------------------------------------------------


@_mutation("plan_valid", "nowhere::do_nothing", "arguments_valid", "summary")
def unknown_tool(conversation: Conversation) -> Conversation | None:
    return _edit_call(
        conversation, conversation.calls[-1].id, tool="nowhere::do_nothing", planned=True
    )


@_mutation("plan_valid", "not among the tools offered", "summary")
def tool_not_offered(conversation: Conversation) -> Conversation | None:
    last = conversation.calls[-1].tool
    return _copy(conversation, tools=tuple(key for key in conversation.tools if key != last))


@_mutation("plan_valid", "no earlier call", "grounded")
def forward_reference(conversation: Conversation) -> Conversation | None:
    for call, binding in _references(conversation):
        forward = Reference(call=call.id, path=binding.value.path)
        return _rebind(conversation, call.id, binding.path, forward)
    return None


@_mutation("plan_valid", "no_such_field", "grounded")
def path_that_the_tool_does_not_return(conversation: Conversation) -> Conversation | None:
    for call, binding in _references(conversation):
        missing = Reference(call=binding.value.call, path="no_such_field")
        return _rebind(conversation, call.id, binding.path, missing)
    return None


@_mutation("plan_valid", "identical|are the same", "distinct", "shape", "ledger", "hiding")
def identical_calls_in_a_turn(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[-1]
    last = turn.calls[-1]
    number = len(conversation.calls) + 1
    planned = next(call for call in turn.plan.calls if call.id == last.id)
    return _edit_turn(
        conversation,
        turn.index,
        calls=(*turn.calls, last.model_copy(update={"id": number})),
        planned=(*turn.plan.calls, planned.model_copy(update={"id": number})),
    )


@_mutation("plan_valid", "are the same", "protocol")
def all_leaves_the_same(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        leaves = [b for c in turn.plan.calls for b in c.bindings if isinstance(b.value, Leaf)]
        if len(leaves) > 2:
            same = tuple(
                call.model_copy(
                    update={
                        "bindings": tuple(
                            binding.model_copy(update={"value": Leaf(value="Lisbon")})
                            if isinstance(binding.value, Leaf)
                            else binding
                            for binding in call.bindings
                        )
                    }
                )
                for call in turn.plan.calls
            )
            return _edit_turn(conversation, turn.index, planned=same)
    return None


@_mutation(
    "plan_valid",
    "placeholder 'your_name'",
    "no_leak",
    "summary",
    "ledger",
    "arguments_valid",
    "results_valid",
)
def placeholder_instead_of_a_value(conversation: Conversation) -> Conversation | None:
    return _other_word(conversation, "your_name")


@_mutation(
    "plan_valid", "placeholder 'string'", "summary", "ledger", "arguments_valid", "results_valid"
)
def name_of_a_type_instead_of_a_value(conversation: Conversation) -> Conversation | None:
    return _other_word(conversation, "string")


@_mutation(
    "plan_valid",
    "placeholder '<city>'",
    "english",
    "summary",
    "ledger",
    "arguments_valid",
    "results_valid",
)
def slot_instead_of_a_value(conversation: Conversation) -> Conversation | None:
    return _other_word(conversation, "<city>")


# --- arguments_valid and results_valid --------------------------------------------------------


@_mutation("arguments_valid", "undeclared argument verbosity_level", "grounded")
def undeclared_argument(conversation: Conversation) -> Conversation | None:
    call = conversation.calls[-1]
    return _edit_call(
        conversation, call.id, arguments={**call.arguments, "verbosity_level": "high"}
    )


@_mutation("arguments_valid", "breaks the parameters", "grounded", "protocol")
def argument_of_the_wrong_type(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        for name, value in call.arguments.items():
            if not isinstance(value, dict | list):
                wrong = {**call.arguments, name: [{"value": value}]}
                return _edit_call(conversation, call.id, arguments=wrong)
    return None


@_mutation("results_valid", "breaks what", "summary", "ledger", "grounded")
def result_that_breaks_its_schema(conversation: Conversation) -> Conversation | None:
    for call in reversed(conversation.calls):
        for name, value in call.result.items():
            if call.status == "ok" and not isinstance(value, dict):
                return _edit_call(
                    conversation, call.id, result={**call.result, name: {"wrong": "kind"}}
                )
    return None


@_mutation("results_valid", r"control character: U\+202E", "grounded", "ledger", "summary")
def control_character_in_a_result(conversation: Conversation) -> Conversation | None:
    return _show_last(conversation, "\u202e")


@_mutation("results_valid", "holds markup", "grounded", "ledger", "summary")
def markup_in_a_result(conversation: Conversation) -> Conversation | None:
    return _show_last(conversation, '<script>document.title = "No"</script>')


# --- replay -----------------------------------------------------------------------------------


@_mutation("replay", r"was told, and the world answers", "grounded", "ledger", "summary")
def result_that_the_world_does_not_give(conversation: Conversation) -> Conversation | None:
    return _show_last(conversation, " or so")


@_mutation("replay", r"was told, and the world answers", "grounded", "ledger", "summary")
def fields_of_a_result_in_another_order(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        if len(call.result) > 1:
            turned = dict(reversed(call.result.items()))
            return _edit_call(conversation, call.id, result=turned)
    return None


def _show_last(conversation: Conversation, text: str) -> Conversation | None:
    """With more text behind the last text that a result shows and no argument holds."""
    sent = {
        value
        for call in conversation.calls
        for _path, value in scalars_of(call.arguments)
        if isinstance(value, str)
    }
    for call in reversed(conversation.calls):
        for name, value in call.result.items():
            if isinstance(value, str) and value not in sent:
                return _edit_call(conversation, call.id, result={**call.result, name: value + text})
    return None


# --- protocol ---------------------------------------------------------------------------------


@_mutation("protocol", "has no result", "results_valid", "summary", "grounded")
def call_without_a_result(conversation: Conversation) -> Conversation | None:
    return _edit_call(conversation, conversation.calls[-1].id, result={})


@_mutation(
    "protocol", r"control character: U\+0007", "arguments_valid", "grounded", "ledger", "summary"
)
def control_character_in_an_argument(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        for name, value in call.arguments.items():
            if isinstance(value, str):
                return _revalue(conversation, call.id, name, f"{value}\a")
    return None


@_mutation("protocol", "stands where call", "plan_valid")
def gap_in_call_ids(conversation: Conversation) -> Conversation | None:
    number = len(conversation.calls)
    return _edit_call(conversation, number, id=number + 1, planned=True)


@_mutation(
    "protocol",
    "stands where call 2 belongs",
    "grounded",
    "shape",
    "ledger",
    "hiding",
    "messages",
    "results_valid",
)
def call_id_used_twice(conversation: Conversation) -> Conversation | None:
    return _edit_call(conversation, 2, id=1) if len(conversation.calls) > 1 else None


@_mutation("protocol", "does not stand in a later message", "messages")
def consumer_in_the_group_of_its_producer(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        ids = {call.id for call in turn.calls}
        if any(source.call in ids for call in turn.calls for source in call.provenance):
            calls = tuple(call.model_copy(update={"group": 0}) for call in turn.calls)
            return _edit_turn(conversation, turn.index, calls=calls)
    return None


@_mutation("protocol", "not planned", "plan_valid", "shape", "hiding", "messages")
def call_that_was_not_planned(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[-1]
    return _edit_turn(conversation, turn.index, planned=turn.plan.calls[:-1])


@_mutation("protocol", "hidden in the plan or in the calls", "goal_first", "hiding")
def hidden_in_the_plan_only(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        if call.hidden:
            return _edit_call(conversation, call.id, hidden=False)
    return None


@_mutation(
    "protocol",
    "planned but not made",
    "shape",
    "summary",
    "hiding",
    "grounded",
    "no_leak",
    "messages",
)
def planned_call_that_was_not_made(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[-1]
    if len(turn.calls) < 2:
        return None
    return _edit_turn(conversation, turn.index, calls=turn.calls[:-1])


@_mutation(
    "protocol", "says that it is turn", "grounded", "goal_first", "no_leak", "english", "messages"
)
def turns_out_of_order(conversation: Conversation) -> Conversation | None:
    if len(conversation.turns) < 2:
        return None
    turns = list(conversation.turns)
    turns[-1] = turns[-1].model_copy(update={"index": 0})
    return _copy(conversation, turns=tuple(turns))


# --- messages ---------------------------------------------------------------------------------


@_mutation("messages", "Two messages have the id")
def message_id_used_twice(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[0]
    last = turn.messages[-1].model_copy(update={"id": turn.messages[-2].id})
    return _edit_turn(conversation, 0, messages=(*turn.messages[:-1], last))


@_mutation("messages", "stands in turn")
def message_of_another_turn(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[0]
    last = turn.messages[-1].model_copy(update={"id": "t99.0"})
    return _edit_turn(conversation, 0, messages=(*turn.messages[:-1], last))


@_mutation(
    "messages",
    "is not answered",
    "protocol",
    "summary",
    "ledger",
    "grounded",
    "results_valid",
)
def call_without_an_answer(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[-1]
    answers = [one for one in turn.messages if isinstance(one, ToolResult)]
    left = tuple(one for one in turn.messages if one is not answers[-1])
    return _edit_turn(conversation, turn.index, messages=left)


@_mutation("messages", "out of its place")
def answers_in_another_order(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        for place, (one, other) in enumerate(pairwise(turn.messages)):
            if isinstance(one, ToolResult) and isinstance(other, ToolResult):
                before, after = turn.messages[:place], turn.messages[place + 2 :]
                swapped = (*before, other, one, *after)
                return _edit_turn(conversation, turn.index, messages=swapped)
    return None


@_mutation("messages", "acts? and", "summary")
def message_without_an_act(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[0]
    asks = Assistant(id="t0.98", text="Shall I look for flights on March 12?")
    yes = User(id="t0.99", text="Yes, please do.")
    first, *rest = turn.messages
    return _edit_turn(conversation, 0, messages=(first, asks, yes, *rest))


@_mutation(
    "messages",
    "could ask",
    "plan_valid",
    "shape",
    "grounded",
    "protocol",
    "hiding",
    "arguments_valid",
)
def act_of_another_kind(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[0]
    acts = (turn.plan.acts[0], Ask(), *turn.plan.acts[2:])
    return _edit_turn(conversation, 0, plan=turn.plan.model_copy(update={"acts": acts}))


@_mutation("messages", "is a mistake to be learnt", "wrong_calls")
def mistake_that_is_to_be_learnt(conversation: Conversation) -> Conversation | None:
    return _remark(_erring(conversation), train=True)


@_mutation("messages", "is not put right")
def mistake_behind_the_right_call(conversation: Conversation) -> Conversation | None:
    erring = _erring(conversation)
    turn = erring.turns[-1]
    place = next(at for at, one in enumerate(turn.messages) if getattr(one, "mistake", None))
    shown, rest = turn.messages[place : place + 2], turn.messages[place + 2 :]
    after = next(at for at, one in enumerate(rest) if getattr(one, "text", None))
    messages = (*turn.messages[:place], *rest[:after], *shown, *rest[after:])
    return _edit_turn(erring, turn.index, messages=messages)


# --- grounded ---------------------------------------------------------------------------------


@_mutation("grounded", "has no source", "shape", "hiding", "no_leak", "english")
def argument_without_a_source(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        if call.provenance:
            return _edit_call(conversation, call.id, provenance=call.provenance[1:])
    return None


@_mutation("grounded", "two sources")
def argument_with_two_sources(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        if call.provenance:
            twice = (*call.provenance, call.provenance[0])
            return _edit_call(conversation, call.id, provenance=twice)
    return None


@_mutation("grounded", "its source", "no_leak", "english", "goal_first")
def span_beside_the_value(conversation: Conversation) -> Conversation | None:
    for call, source in _said(conversation):
        moved = {"start": source.start + 1, "end": source.end + 1}
        if source.end < len(conversation.turns[source.turn or 0].request):
            return _resource(conversation, call, source, **moved)
    return None


@_mutation("grounded", "lies outside the text", "no_leak", "english", "goal_first")
def span_outside_the_text(conversation: Conversation) -> Conversation | None:
    for call, source in _said(conversation):
        return _resource(conversation, call, source, start=9_000, end=9_005)
    return None


@_mutation("grounded", "after the call", "no_leak", "english", "goal_first")
def span_in_a_later_turn(conversation: Conversation) -> Conversation | None:
    for call, source in _said(conversation):
        if call.turn + 1 < len(conversation.turns):
            return _resource(conversation, call, source, message=f"t{call.turn + 1}.0")
    return None


@_mutation("grounded", "Zanzibar Bay", "ledger", "summary", "arguments_valid")
def value_that_the_user_never_said(conversation: Conversation) -> Conversation | None:
    for call, source in _said(conversation):
        if source.transform == "verbatim" and "." not in source.path and "[" not in source.path:
            return _revalue(conversation, call.id, source.path, "Zanzibar Bay")
    return None


@_mutation("grounded", "cannot be read as|reads", "no_leak", "english", "goal_first")
def transform_that_does_not_fit(conversation: Conversation) -> Conversation | None:
    for call, source in _said(conversation):
        if source.transform == "verbatim":
            return _resource(conversation, call, source, transform="date_long")
    return None


@_mutation("grounded", "has no no_such_field|elsewhere")
def source_path_that_the_result_lacks(conversation: Conversation) -> Conversation | None:
    for call, source in _taken(conversation):
        return _resource(conversation, call, source, result_path="no_such_field")
    return None


@_mutation("grounded", "no earlier call", "protocol", "shape", "hiding")
def source_in_a_later_result(conversation: Conversation) -> Conversation | None:
    for call, source in _taken(conversation):
        return _resource(conversation, call, source, call=len(conversation.calls) + 1)
    return None


@_mutation("grounded", "no such default", "no_leak", "english", "goal_first")
def default_that_the_schema_lacks(conversation: Conversation) -> Conversation | None:
    for call, source in _said(conversation):
        # Another kind of value might be the default by chance.
        if source.transform == "date_long" or source.path.endswith("name"):
            return _resource(
                conversation, call, source, kind="default", message=None, start=None, end=None
            )
    return None


@_mutation("grounded", "cannot be read again", "no_leak", "english", "goal_first")
def source_that_nobody_can_read(conversation: Conversation) -> Conversation | None:
    for call, source in _said(conversation):
        return _resource(
            conversation, call, source, kind="profile", message=None, start=None, end=None
        )
    return None


# --- hiding -----------------------------------------------------------------------------------


@_mutation("hiding", "Every call", "goal_first")
def everything_hidden(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        if any(call.hidden for call in turn.calls):
            shown = [call.id for call in turn.calls if not call.hidden]
            changed = conversation
            for number in shown:
                changed = _edit_call(changed, number, hidden=True, planned=True)
            return changed
    return _edit_all_hidden(conversation)


@_mutation("hiding", "no call of the turn uses", "goal_first")
def hidden_call_that_serves_nothing(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        used = {source.call for call in turn.calls for source in call.provenance}
        used |= {other for call in turn.plan.calls for other in call.after}
        waiting = {call.id for call in turn.plan.calls if call.after}
        idle = [call for call in turn.wanted if call.id not in used and not call.hidden]
        if len(idle) > 1 and idle[-1].id not in waiting and not _uses_within(turn, idle[-1]):
            return _edit_call(conversation, idle[-1].id, hidden=True, planned=True)
    return None


@_mutation("hiding", "which it builds on, is not", "goal_first")
def consumer_hidden_without_its_producer(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        for call in turn.calls:
            for number in _uses_within(turn, call):
                changed = _edit_call(conversation, number, hidden=False, planned=True)
                changed = _edit_call(changed, call.id, hidden=True, planned=True)
                left = changed.turns[turn.index].calls
                if not all(other.hidden for other in left):
                    return changed
    return None


@_mutation("hiding", "asks for call", "english", "goal_first", "no_leak")
def hidden_call_asked_for(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        asked = {
            word.rstrip("s")
            for call in turn.calls
            if not call.hidden
            for word in _name_words(call.tool)
        }
        for call in turn.calls:
            words = _name_words(call.tool)
            if call.hidden and len(words) == 2 and words[1].rstrip("s") not in asked:
                return _say_last(conversation, turn.index, f"{' '.join(words).capitalize()} now.")
    return None


# --- determined -------------------------------------------------------------------------------


@_mutation("determined", r"row \d+ of the .* no word of the user says which", "ledger", "summary")
def row_that_no_word_singles_out(conversation: Conversation) -> Conversation | None:
    said = " ".join(turn.request for turn in conversation.turns)
    for user, source in _taken(conversation):
        lender = next(call for call in conversation.calls if call.id == source.call)
        head, index, tail = source.result_path.partition("[0]")
        rows = find(lender.result, head)
        if not index or not isinstance(rows, list) or len(rows) < 2 or "." in source.path:
            continue
        value = find(rows[1], tail.removeprefix(".")) if tail else rows[1]
        if any(
            str(one).lower() in said.lower() or places(one, said, {}, today=conversation.today)
            for one in _scalars(rows[1])
        ):
            continue  # a day may be said in other words than it is written
        path = f"{head}[1]{tail}"
        changed = _resource(conversation, user, source, result_path=path, pick=None)
        changed = _edit_call(changed, user.id, arguments={**user.arguments, source.path: value})
        return _rebind(changed, user.id, source.path, Reference(call=lender.id, path=path))
    return None


@_mutation("determined", r"The pick of .* gives .*\[1\], and", "ledger", "summary")
def pick_of_another_row(conversation: Conversation) -> Conversation | None:
    for user, source, rows in _out_of_lists(conversation):
        pick = Pick(kind="ordinal", call=source.call or 0, rows=rows, place=1)
        return _resource(conversation, user, source, pick=pick)
    return None


@_mutation("determined", r"is no way to say \w+ ", "ledger", "summary")
def pick_by_words_that_say_something_else(conversation: Conversation) -> Conversation | None:
    results = {call.id: call.result for call in conversation.calls}
    for user, source, rows in _out_of_lists(conversation):
        found = list_candidates(results[source.call or 0], rows)
        for field, value in found[0].fields.items():
            if all(row.fields.get(field) != value for row in found[1:]):
                said = {"message": f"t{user.turn}.0", "start": 0, "end": 3}
                condition = Condition(field=field, value=value, **said)
                pick = Pick(kind="named", call=source.call or 0, rows=rows, conditions=(condition,))
                return _resource(conversation, user, source, pick=pick)
    return None


@_mutation("determined", "Nobody says by which", "ledger", "summary")
def pick_that_nobody_says(conversation: Conversation) -> Conversation | None:
    changed = pick_by_words_that_say_something_else(conversation)
    for user, source in _taken(changed) if changed else ():
        if source.pick is not None and source.pick.conditions[:1]:
            unsaid = [one.model_copy(update={"message": None}) for one in source.pick.conditions]
            pick = source.pick.model_copy(update={"conditions": tuple(unsaid)})
            return _resource(changed, user, source, pick=pick)
    return None


def _out_of_lists(conversation: Conversation) -> Iterator[tuple[Call, Provenance, str]]:
    results = {call.id: call.result for call in conversation.calls}
    for user, source in _taken(conversation):
        head, index, _ = source.result_path.partition("[0]")
        rows = find(results.get(source.call or 0), head)
        if index and isinstance(rows, list) and len(rows) > 1 and isinstance(rows[1], dict):
            yield user, source, f"{head}[]"


# --- query ------------------------------------------------------------------------------------


@_mutation("query", "asks for .* and a row has", "results_valid", "ledger", "summary")
def row_that_its_call_did_not_ask_for(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        for name, rows in call.fields.items():
            said = next((key for key in ("cabin", "category", "status", "cuisine", "city", "origin")
                         if key in call.arguments), None)  # fmt: skip
            if said and isinstance(rows, list) and rows and isinstance(rows[-1], dict):
                other = [*rows[:-1], {**rows[-1], said: "something else"}]
                return _edit_call(conversation, call.id, result={**call.fields, name: other})
    return None


# --- needed -----------------------------------------------------------------------------------


@_mutation("needed", "its result changes nothing", "grounded", "shape", "hiding", "protocol")
def hidden_read_that_nothing_uses(conversation: Conversation) -> Conversation | None:
    for hidden in conversation.calls:
        reads = _name_words(hidden.tool)[0] in ("find", "get", "list", "search")
        if not hidden.hidden or not reads or hidden.status != "ok":
            continue
        changed = conversation
        for call in conversation.calls:
            kept = tuple(one for one in call.provenance if one.call != hidden.id)
            changed = _edit_call(changed, call.id, provenance=kept)
        given = set(map(str, _scalars(hidden.arguments)))
        told = {str(value) for value in _scalars(hidden.result)} - given
        if not any(one in conversation.turns[hidden.turn].summary for one in told):
            return changed
    return None


# --- referent ---------------------------------------------------------------------------------


@_mutation(
    "referent",
    r"means BK-\d+, which call 3 made. Take \$3.booking_id",
    "plan_valid",
    "grounded",
    "results_valid",
    "arguments_valid",
    "distinct",
    "shape",
    "ledger",
    "hiding",
)
def other_thing_than_the_one_made_before(conversation: Conversation) -> Conversation | None:
    listing = next((key for key in conversation.tools if _name_words(key)[0] == "list"), None)
    last, number = conversation.turns[-1], len(conversation.calls)
    user = last.calls[-1]
    if listing is None or "city_id" not in user.arguments:
        return None
    hidden = Call(
        id=number + 1,
        turn=last.index + 1,
        group=0,
        step=0,
        tool=listing,
        arguments={},
        provenance=(),
        hidden=True,
        result={"bookings": [{"booking_id": "BK-99999"}]},
    )
    place = "bookings[0].booking_id"
    source = Provenance(path="city_id", kind="result", call=hidden.id, result_path=place)
    other = [one for one in user.provenance if one.path != "city_id"]
    call = user.model_copy(
        update={
            "id": number + 2,
            "turn": last.index + 1,
            "group": 1,
            "step": 1,
            "arguments": {**user.arguments, "city_id": "BK-99999"},
            "provenance": (source, *other),
        }
    )
    steps = [
        PlannedCall(id=hidden.id, step=0, tool=listing, bindings=(), hidden=True),
        PlannedCall(
            id=call.id,
            step=1,
            tool=call.tool,
            bindings=(
                Binding(path="city_id", value=Reference(call=hidden.id, path=place)),
                *(Binding(path=one.path, value=Leaf(value=call.arguments[one.path]))
                  for one in other),
            ),
            hidden=False,
        ),
    ]  # fmt: skip
    turn = edited(
        last.model_copy(update={"index": last.index + 1}),
        shape="linear",
        request="And the weather for the booking too, please.",
        planned=tuple(steps),
        calls=(hidden, call),
        summary="It is cloudy, at 14.5 degrees.",
    )
    return _copy(conversation, turns=(*conversation.turns, turn))


# --- no_leak ----------------------------------------------------------------------------------


@_mutation("no_leak", "names a tool", "english")
def tool_name_in_the_request(conversation: Conversation) -> Conversation | None:
    for key in conversation.tools:
        words = _name_words(key)
        if len(words) > 1:
            return _say_last(conversation, 0, f"Use {'_'.join(words)} for that.")
    return None


@_mutation("no_leak", "names a tool", "english")
def tool_name_in_camel_case(conversation: Conversation) -> Conversation | None:
    for key in conversation.tools:
        first, *rest = _name_words(key)
        if rest:
            name = first + "".join(word.capitalize() for word in rest)
            return _say_last(conversation, 0, f"Use {name} for that.")
    return None


@_mutation("no_leak", "names a tool")
def tool_name_with_hyphens(conversation: Conversation) -> Conversation | None:
    for key in conversation.tools:
        words = _name_words(key)
        if len(words) > 1 and words[0] not in {"check", "log", "sign", "set", "pick", "follow"}:
            return _say_last(conversation, 0, f"Use {'-'.join(words)} for that.")
    return None


@_mutation("no_leak", "names a parameter", "english")
def parameter_name_in_the_request(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        for name, value in call.arguments.items():
            if "_" in name.strip("_") and not isinstance(value, dict | list):
                return _say_last(conversation, 0, f"The {name} is up to you.")
    return None


@_mutation("no_leak", "holds JSON", "english")
def json_in_the_request(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, 'Take {"sort": "price"} as well.')


@_mutation("no_leak", r"\$1\.", "english")
def reference_in_the_request(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "Take it from $1.items if need be.")


@_mutation("no_leak", r'"\$1"', "english")
def call_id_in_the_request(conversation: Conversation) -> Conversation | None:
    if any(str(value) == "1" for call in conversation.turns[0].calls for value in
           _scalars(call.arguments)):  # fmt: skip
        return None
    return _say_last(conversation, 0, "Take what $1 gave.")


@_mutation("no_leak", "call 1")
def call_number_in_the_request(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "Take what call 1 gave.")


@_mutation("no_leak", "only the result of call", "english")
def result_foretold_in_the_request(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[-1]
    before = repr([(t.request, t.summary, [c.result for c in t.calls])
                   for t in conversation.turns[:-1]])  # fmt: skip
    given = repr([call.arguments for call in turn.calls]) + turn.request + conversation.system
    for call in turn.calls:
        for value in _scalars(call.result):
            text = str(value)
            if re.fullmatch(r"[A-Z]\w*-\d{3,}", text) and text not in before + given:
                return _say_last(conversation, turn.index, f"I mean {text} here.")
    return None


# --- goal_first and english -------------------------------------------------------------------


@_mutation("goal_first", "comes before the goal", "hiding", "english", "no_leak")
def hidden_leaf_before_the_goal(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        said = {
            call.id: {
                turn.request[source.start : source.end]
                for source in call.provenance
                if source.kind == "user" and source.turn == turn.index
            }
            for call in turn.calls
        }
        explicit = {leaf for call in turn.calls if not call.hidden for leaf in said[call.id]}
        taken: set[int | None] = set()
        for call in turn.calls:
            if call.hidden:
                continue
            sources = {source.call for source in call.provenance if source.kind == "result"} - taken
            taken |= sources
            if not said[call.id]:
                continue
            served = [one.id for one in turn.calls if one.hidden and one.id in sources]
            hidden = sorted({leaf for one in served for leaf in said[one]} - explicit)
            if hidden:
                return _say_first(conversation, turn.index, f"Think of {'; '.join(hidden)}. ")
    return None


@_mutation("english", "snake_case")
def snake_case_in_the_request(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "The best_possible_one is fine.")


@_mutation("english", "camelCase")
def camel_case_in_the_request(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "The bestPossible one is fine.")


@_mutation("english", "doubles a word")
def doubled_word(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "That is the the main thing.")


@_mutation("english", "slot")
def slot_that_was_not_filled(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "Mind the {budget} please.")


@_mutation("english", "parameters")
def talk_of_parameters(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "Choose the other parameters yourself.")


@_mutation("english", "sets a parameter")
def with_something_set_to_something(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "Do it with the order set to rising.")


@_mutation("english", "quotation")
def quotation_without_an_end(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, 'Make it "nice.')


@_mutation("english", "doubles a punctuation mark")
def doubled_punctuation(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "Thanks,, that is all.")


@_mutation("english", "programs write", "no_leak")
def list_as_programs_write_it(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, 'I like ["red", "blue"] most.')


@_mutation("english", r"control character: U\+202E")
def control_character_in_the_request(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "That is \u202eall.")


@_mutation("english", "markup")
def markup_in_the_request(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "That is all.</request>")


@_mutation("english", "speaks as an assistant")
def user_who_speaks_as_an_assistant(conversation: Conversation) -> Conversation | None:
    return _say_last(
        conversation, 0, "I'm sorry, but as an AI language model I cannot help with that."
    )


@_mutation("english", "words; 3 to 120")
def request_without_an_end(conversation: Conversation) -> Conversation | None:
    return _say_last(conversation, 0, "I talk and talk today. " * 30 + "That is all.")


# --- ledger -----------------------------------------------------------------------------------


@_mutation("ledger", "was given .* and its result says", "summary", "grounded", "results_valid")
def result_that_does_not_repeat_its_argument(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        for name, value in call.arguments.items():
            if isinstance(value, str) and call.result.get(name) == value:
                other = {**call.result, name: value[::-1] + "x"}
                return _edit_call(conversation, call.id, result=other)
    return None


@_mutation("ledger", "and as", "summary")
def one_entity_twice_with_two_values(conversation: Conversation) -> Conversation | None:
    for call in conversation.calls:
        for name, value in call.result.items():
            if not (isinstance(value, list) and value and isinstance(value[0], dict)):
                continue
            keys = [key for key in value[0] if key == "id" or key == f"{name.rstrip('s')}_id"]
            for key, item in value[0].items():
                if keys and key not in keys and key == "price" and isinstance(item, float):
                    twin = {**value[0], key: item + 1}
                    return _edit_call(
                        conversation, call.id, result={**call.result, name: [*value, twin]}
                    )
    return None


@_mutation(
    "ledger", r"name of \w+ \S+ is .* in call \d+ and 'Zanzibar Bay' in call", "protocol",
    "arguments_valid", "results_valid", "grounded", "summary",
)  # fmt: skip
def known_entity_read_otherwise_without_its_id(conversation: Conversation) -> Conversation | None:
    last = conversation.calls[-1]
    for call in conversation.calls[:-1]:
        named = re.search(r"::(?:get|find|retrieve)_([a-z]+)$", call.tool)
        key = f"{named[1]}_id" if named else ""
        later = conversation.calls[conversation.calls.index(call) + 1 : -1]
        writes = [
            one for one in later
            if _name_words(one.tool)[0] not in ("find", "get", "list", "search")
        ]  # fmt: skip
        if any(call.fields.get(key) in _scalars(one.arguments) for one in writes):
            continue  # what a write names it may have changed
        if key in call.result and isinstance(call.result.get("name"), str):
            asked = {key: call.result[key]}
            other = {"name": "Zanzibar Bay"}
            return _edit_call(
                conversation, last.id, tool=call.tool, arguments=asked, result=other, status="ok"
            )
    return None


# --- summary ----------------------------------------------------------------------------------


@_mutation("summary", "983,417")
def invented_number(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "It costs 983,417 in all.")


@_mutation("summary", "February 29, 2088")
def invented_date(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "It is due on February 29, 2088.")


@_mutation("summary", "2088-02-29")
def invented_iso_date(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "It is due on 2088-02-29.")


@_mutation("summary", "3:47")
def invented_time(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "It starts at 3:47 AM.")


@_mutation("summary", "Zebulon|Quark")
def invented_name(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "It was done by Zebulon Quark.")


@_mutation("summary", "QX-90417")
def invented_id(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "The number is QX-90417.")


@_mutation("summary", "question")
def summary_that_asks(conversation: Conversation) -> Conversation | None:
    return _tell(conversation, "It is done. Shall it be repeated?")


@_mutation("summary", "names a tool")
def tool_name_in_the_summary(conversation: Conversation) -> Conversation | None:
    for key in conversation.tools:
        words = _name_words(key)
        if len(words) > 1:
            return _tell(conversation, f"It was done with {'_'.join(words)}.")
    return None


@_mutation("summary", "snake_case")
def snake_case_in_the_summary(conversation: Conversation) -> Conversation | None:
    return _tell(conversation, "The very_last_step is done.")


@_mutation("summary", "JSON")
def json_in_the_summary(conversation: Conversation) -> Conversation | None:
    return _tell(conversation, 'The answer is {"done": true}.')


@_mutation("summary", "empty")
def empty_summary(conversation: Conversation) -> Conversation | None:
    return _tell(conversation, "  ")


@_mutation("summary", r"\d+ sentences; at most")
def summary_of_one_sentence_too_many(conversation: Conversation) -> Conversation | None:
    calls = conversation.turns[-1].calls
    asked = sum(not call.hidden for call in calls) or len(calls)
    return _tell(conversation, " ".join(["It is done."] * (3 * max(1, asked) + 1)))


@_mutation("summary", r"\d+ sentences; at most")
def summary_that_takes_the_room_of_hidden_calls(conversation: Conversation) -> Conversation | None:
    for position, turn in enumerate(conversation.turns):
        asked = sum(not call.hidden for call in turn.calls)
        if 0 < asked < len(turn.calls):
            told = " ".join(["It is done."] * (3 * asked + 1))
            return _edit_turn(conversation, position, summary=told)
    return None


@_mutation("summary", r"control character: U\+001B")
def control_character_in_the_summary(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "\x1b[31mThat is it.")


@_mutation("summary", "markup")
def markup_in_the_summary(conversation: Conversation) -> Conversation | None:
    return _tell_last(conversation, "</reply><script>alert()</script>")


@_mutation("summary", "but the calls of the turn succeeded")
def success_told_as_a_failure(conversation: Conversation) -> Conversation | None:
    from digit_tc.checks.common.told_outcome import told_falsely

    text = "Unfortunately nothing was found and it failed. All is done now."
    turn = conversation.turns[-1]
    return _tell(conversation, text) if told_falsely(text, turn) else None


# --- shape and distinct -----------------------------------------------------------------------


@_mutation("shape", "but its calls are")
def wrong_shape(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[0]
    return _edit_turn(conversation, 0, shape="fan_in" if turn.shape != "fan_in" else "single")


@_mutation(
    "distinct",
    "same request",
    "grounded",
    "goal_first",
    "english",
    "no_leak",
    "hiding",
    "determined",
)
def request_repeated(conversation: Conversation) -> Conversation | None:
    if len(conversation.turns) < 2:
        return None
    return _edit_turn(conversation, 1, request=conversation.turns[0].request.upper())


# --- tools of the trade -----------------------------------------------------------------------


# --- wrong_calls ------------------------------------------------------------------------------


@_mutation(
    "protocol", "planned|in the plan", "arguments_valid", "failures", "grounded", "messages",
    "shape", "summary",
)  # fmt: skip
def wrong_call_without_its_mark(conversation: Conversation) -> Conversation | None:
    turn, right = conversation.turns[-1], conversation.turns[-1].calls[0]
    wrong = Call(
        id=right.id,
        turn=right.turn,
        group=0,
        step=right.step,
        tool=right.tool,
        arguments={},
        provenance=(),
        hidden=False,
        result={"error": "Missing required argument."},
        status="error",
    )
    later = tuple(
        call.model_copy(update={"id": call.id + 1, "group": call.group + 1}) for call in turn.calls
    )
    return _edit_turn(conversation, turn.index, calls=(wrong, *later))


@_mutation("wrong_calls", "no error")
def marked_call_with_a_good_result(conversation: Conversation) -> Conversation | None:
    first = conversation.turns[-1].calls[0]
    return _erring(conversation, result=first.result) if first.status == "ok" else None


@_mutation("wrong_calls", "no error")
def marked_call_with_more_than_an_error(conversation: Conversation) -> Conversation | None:
    return _erring(conversation, result={"error": "Not possible.", "id": "X-1"})


@_mutation("wrong_calls", "gives .* away")
def error_that_gives_the_right_value_away(conversation: Conversation) -> Conversation | None:
    for _path, value in scalars_of(conversation.turns[-1].calls[0].arguments):
        if isinstance(value, str) and len(value) > 2:
            return _erring(conversation, result={"error": f"Did you mean {value}?"})
    return None


@_mutation("wrong_calls", "which is right")
def marked_call_that_is_the_right_one(conversation: Conversation) -> Conversation | None:
    return _erring(conversation, arguments=conversation.turns[-1].calls[0].arguments)


@_mutation("wrong_calls", "contradicts no value|which is right")
def marked_call_that_only_says_less(conversation: Conversation) -> Conversation | None:
    for turn in conversation.turns:
        for call in turn.calls:
            for source in call.provenance:
                if source.kind == "default":
                    less = {k: v for k, v in call.arguments.items() if k != source.path}
                    return _erring(
                        conversation, turn.index, call.id, tool=call.tool, arguments=less
                    )
    return None


@_mutation("wrong_calls", "which is not made", "messages")
def marked_call_without_the_right_one(conversation: Conversation) -> Conversation | None:
    other = Mistake(instead_of=99, fault="missing", origin="planted")
    return _remark(_erring(conversation), mistake=other)


@_mutation("wrong_calls", "not among the tools offered")
def marked_call_of_an_unknown_tool(conversation: Conversation) -> Conversation | None:
    return _erring(conversation, tool="nowhere::do_nothing")


@_mutation("wrong_calls", "2 wrong calls", "messages")
def two_marked_calls_in_a_turn(conversation: Conversation) -> Conversation | None:
    erring = _erring(conversation)
    turn = erring.turns[-1]
    again = turn.mistakes[0].model_copy(update={"id": turn.mistakes[0].id + 1})
    return _edit_turn(erring, turn.index, mistakes=(*turn.mistakes, again))


# --- failures ---------------------------------------------------------------------------------


@_mutation("failures", "failed, which was not planned", "summary", "results_valid", "ledger")
def call_that_fails_unplanned(conversation: Conversation) -> Conversation | None:
    last = conversation.calls[-1]
    if last.status == "error":
        return None
    return _edit_call(conversation, last.id, status="error", result={"error": "It is broken."})


@_mutation("failures", "succeeded, which was not planned", "plan_valid")
def planned_failure_that_did_not_happen(conversation: Conversation) -> Conversation | None:
    turn = conversation.turns[-1]
    if turn.calls[-1].status == "error":
        return None
    planned = [
        one.model_copy(update={"fault": "unknown"}) if one.id == turn.calls[-1].id else one
        for one in turn.plan.calls
    ]
    return _edit_turn(conversation, turn.index, planned=tuple(planned))


def _erring(
    conversation: Conversation, turn: int = -1, call: int | None = None, **changes: Any
) -> Conversation:
    """With a wrong call in a turn that is as it should be but for the changes."""
    chosen = conversation.turns[turn]
    right = next(one for one in chosen.calls if call in (None, one.id))
    wrong = mistake_before(right, **changes)
    return _edit_turn(conversation, chosen.index, mistakes=(wrong,))


def _remark(conversation: Conversation, **changes: Any) -> Conversation:
    """Change the message of the mistake in the last turn."""
    turn = conversation.turns[-1]
    messages = tuple(
        one.model_copy(update=changes) if getattr(one, "mistake", None) else one
        for one in turn.messages
    )
    return _edit_turn(conversation, turn.index, messages=messages)


def _copy(conversation: Conversation, **changes: Any) -> Conversation:
    return conversation.model_copy(update=changes)


def _edit_turn(conversation: Conversation, index: int, **changes: Any) -> Conversation:
    turns = list(conversation.turns)
    turns[index] = edited(turns[index], **changes)
    return _copy(conversation, turns=tuple(turns))


def _edit_call(
    conversation: Conversation, number: int, *, planned: bool = False, **changes: Any
) -> Conversation:
    """Change a call, and with `planned` its planned call in the same way."""
    turns = []
    for turn in conversation.turns:
        calls = tuple(
            call.model_copy(update=changes) if call.id == number else call for call in turn.calls
        )
        steps = tuple(
            step.model_copy(update=changes) if planned and step.id == number else step
            for step in turn.plan.calls
        )
        here = any(call.id == number for call in turn.calls)
        turns.append(edited(turn, calls=calls, planned=steps) if here else turn)
    return _copy(conversation, turns=tuple(turns))


def _edit_all_hidden(conversation: Conversation) -> Conversation:
    changed = conversation
    for call in conversation.turns[0].calls:
        changed = _edit_call(changed, call.id, hidden=True, planned=True)
    return changed


def _rebind(
    conversation: Conversation, number: int, path: str, value: Leaf | Reference
) -> Conversation:
    turns = []
    for turn in conversation.turns:
        steps = tuple(
            step.model_copy(
                update={
                    "bindings": tuple(
                        binding.model_copy(update={"value": value})
                        if binding.path == path
                        else binding
                        for binding in step.bindings
                    )
                }
            )
            if step.id == number
            else step
            for step in turn.plan.calls
        )
        turns.append(turn.model_copy(update={"plan": turn.plan.replace_calls(steps)}))
    return _copy(conversation, turns=tuple(turns))


def _revalue(conversation: Conversation, number: int, path: str, value: Any) -> Conversation:
    """Give an argument at the top level another value, in the plan and in the call."""
    call = next(call for call in conversation.calls if call.id == number)
    changed = _rebind(conversation, number, path, Leaf(value=value))
    return _edit_call(changed, number, arguments={**call.arguments, path: value})


def _resource(
    conversation: Conversation, user: Call, source: Provenance, **changes: Any
) -> Conversation:
    sources = tuple(
        other.model_copy(update=changes) if other is source else other for other in user.provenance
    )
    return _edit_call(conversation, user.id, provenance=sources)


def _replace_text(
    conversation: Conversation, index: int, start: int, end: int, text: str
) -> Conversation:
    """Put another text in place of a part of a request, and move the spans behind it."""
    turn = conversation.turns[index]
    shift = len(text) - (end - start)

    def moved(source: Provenance) -> Provenance:
        if source.message != f"t{index}.0" or source.start is None:
            return source
        if source.start == start and source.end == end and end > start:
            return source.model_copy(update={"end": end + shift})
        if source.start >= end:
            update = {"start": source.start + shift, "end": (source.end or 0) + shift}
            return source.model_copy(update=update)
        return source

    changed = conversation
    for call in conversation.calls:
        changed = _edit_call(changed, call.id, provenance=tuple(map(moved, call.provenance)))
    request = turn.request[:start] + text + turn.request[end:]
    return _edit_turn(changed, index, request=request)


def _say_last(conversation: Conversation, index: int, text: str) -> Conversation:
    request = conversation.turns[index].request
    end = "" if request.endswith((".", "?", "!")) else "."
    return _replace_text(conversation, index, len(request), len(request), f"{end} {text}")


def _say_first(conversation: Conversation, index: int, text: str) -> Conversation:
    return _replace_text(conversation, index, 0, 0, text)


def _tell(conversation: Conversation, text: str) -> Conversation:
    return _edit_turn(conversation, len(conversation.turns) - 1, summary=text)


def _tell_last(conversation: Conversation, text: str) -> Conversation:
    return _tell(conversation, f"All is done now. {text}")


def _other_word(conversation: Conversation, word: str) -> Conversation | None:
    """Let the user say another word for a value, and plan and call take it over."""
    for call, source in _said(conversation):
        shared = [
            other
            for each in conversation.calls
            for other in each.provenance
            if other is not source and other.turn == source.turn and other.kind == "user"
            and (other.start or 0) < (source.end or 0) and (source.start or 0) < (other.end or 0)
        ]  # fmt: skip
        simple = "." not in source.path and "[" not in source.path
        if source.transform == "verbatim" and simple and not shared:
            result = {
                name: word if value == call.arguments[source.path] else value
                for name, value in call.result.items()
            }
            changed = _edit_call(conversation, call.id, result=result)
            changed = _revalue(changed, call.id, source.path, word)
            return _replace_text(
                changed, source.turn or 0, source.start or 0, source.end or 0, word
            )
    return None


def _references(conversation: Conversation) -> Iterator[tuple[PlannedCall, Binding]]:
    for turn in conversation.turns:
        for call in turn.plan.calls:
            for binding in call.bindings:
                if isinstance(binding.value, Reference):
                    yield call, binding


def _said(conversation: Conversation) -> Iterator[tuple[Call, Any]]:
    for call in conversation.calls:
        for source in call.provenance:
            if source.kind == "user":
                yield call, source


def _taken(conversation: Conversation) -> Iterator[tuple[Call, Provenance]]:
    for call in conversation.calls:
        for source in call.provenance:
            if source.kind == "result":
                yield call, source


def _uses_within(turn: Turn, call: Call) -> list[int]:
    ids = {other.id for other in turn.calls}
    return [source.call for source in call.provenance if source.call in ids and source.call]


def _name_words(key: str) -> list[str]:
    name = key.partition("::")[2]
    return [word.lower() for word in re.split(r"[_\-.]|(?<=[a-z])(?=[A-Z])", name) if word]


def _scalars(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for item in value.values():
            yield from _scalars(item)
    elif isinstance(value, list):
        for item in value:
            yield from _scalars(item)
    else:
        yield value
