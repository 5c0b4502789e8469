"""Turns are messages; what was asked, called and told are views of them."""

from __future__ import annotations

import pickle
from types import ModuleType

import pytest
from digit_tc_test_support.editing import mistake_before
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.records import (
    SYSTEM_MESSAGE,
    Answer,
    Ask,
    Assistant,
    Calls,
    Conversation,
    Give,
    Offer,
    Plan,
    Propose,
    Refuse,
    Revise,
    Say,
    ToolResult,
    ToolsOffered,
    Turn,
    TurnSpec,
    User,
    insert_mistake,
    message_id,
    realise,
    turn_of_message,
)

TALK = TurnSpec(kind="talk")
WORDS = {
    "say": Say, "ask": Ask, "give": Give, "propose": Propose, "revise": Revise,
    "refuse": Refuse, "answer": Answer,
}  # fmt: skip


def test_views_of_a_turn_are_what_its_messages_say(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    turn: Turn = conversation.turns[0]
    assert [one.role for one in turn.messages] == [
        "user", "assistant", "tool", "assistant", "tool", "assistant"
    ]  # fmt: skip
    assert turn.request == turn.messages[0].text
    assert turn.summary == turn.messages[-1].text
    assert [call.id for call in turn.calls] == [1, 2]
    assert [call.group for call in turn.calls] == [0, 1]
    assert [call.result for call in turn.calls] == [
        one.content for one in turn.messages if isinstance(one, ToolResult)
    ]


def test_ids_of_messages_stay_when_others_are_put_in(samples: ModuleType) -> None:
    turn: Turn = samples.build_conversation(0).turns[0]
    erring = insert_mistake(turn, mistake_before(turn.calls[1]))
    before = [one.id for one in turn.messages]
    assert [one.id for one in erring.messages if one.id in before] == before
    assert len({one.id for one in erring.messages}) == len(erring.messages)
    assert erring.calls == turn.calls
    (wrong,) = erring.mistakes
    assert wrong.mistake is not None
    assert (wrong.status, wrong.mistake.instead_of) == ("error", turn.calls[1].id)


def test_whether_a_call_failed_says_nothing_of_whether_it_is_learnt(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    failed = samples.with_call(conversation, 4, status="error", result={"error": "Try later."})
    assert [call.id for call in failed.calls] == [1, 2, 3, 4]
    assert failed.calls[-1].status == "error"
    assert not failed.mistakes


def test_a_mistake_needs_the_right_call(samples: ModuleType) -> None:
    turns = samples.build_conversation(0).turns
    with pytest.raises(ValueError, match="does not make call 3"):
        insert_mistake(turns[0], mistake_before(turns[1].calls[0]))
    with pytest.raises(ValueError, match="is no mistake"):
        insert_mistake(turns[0], turns[0].calls[0])


def test_a_copy_with_other_messages_has_other_views(samples: ModuleType) -> None:
    turn: Turn = samples.build_conversation(0).turns[0]
    assert turn.calls
    assert not turn.model_copy(update={"messages": turn.messages[:1]}).calls
    with pytest.raises(TypeError, match="Turn has no field calls"):
        turn.model_copy(update={"calls": ()})


def test_a_conversation_is_the_same_after_storing_and_sending(samples: ModuleType) -> None:
    conversation: Conversation = samples.build_conversation(0)
    assert conversation.calls
    assert Conversation.model_validate_json(conversation.model_dump_json()) == conversation
    assert pickle.loads(pickle.dumps(conversation)) == conversation  # noqa: S301


def test_provenance_reads_from_the_texts_by_id(samples: ModuleType) -> None:
    conversation: Conversation = samples.build_conversation(0)
    sources = [one for call in conversation.calls for one in call.provenance if one.message]
    assert {one.message for one in sources} == {"t0.0", "t1.0", SYSTEM_MESSAGE}
    assert all(conversation.texts[one.message or ""][one.start : one.end] for one in sources)


@given(st.integers(0, 99), st.integers(0, 99))
def test_the_id_of_a_message_tells_its_turn(turn: int, number: int) -> None:
    assert turn_of_message(message_id(turn, number)) == turn


@pytest.mark.parametrize("text", ["", None, SYSTEM_MESSAGE, "t1", "t1.", "t-1.0", "x1.2", "t1.2 "])
def test_what_is_no_id_of_a_message_tells_no_turn(text: str | None) -> None:
    assert turn_of_message(text) is None


@given(st.lists(st.sampled_from(sorted(WORDS)), max_size=8))
def test_each_act_becomes_a_message_of_who_does_it(names: list[str]) -> None:
    acts = tuple(WORDS[name](words=f"words {place}") for place, name in enumerate(names))
    turn = realise(3, TALK, Plan(turn=3, acts=acts), words={})
    assert [getattr(one, "text", None) for one in turn.messages] == [one.words for one in acts]
    assert [turn.acts[one.id] for one in turn.messages] == list(acts)
    by_user = {"say", "give", "revise"}
    for act, message in zip(acts, turn.messages, strict=True):
        assert isinstance(message, User if act.act in by_user else Assistant)
    assert (turn.shape, turn.chain, turn.calls) == ("none", "", ())


def test_tools_are_offered_by_a_message_of_their_own_or_by_the_user() -> None:
    acts = (Say(words="Dance."), Refuse(words="I cannot."), Offer(tools=("a::dance",)))
    turn = realise(0, TALK, Plan(turn=0, acts=acts), words={})
    assert turn.messages[-1] == ToolsOffered(id="t0.2", tools=("a::dance",))


def test_an_act_that_nobody_words_is_an_error() -> None:
    plan = Plan(turn=0, acts=(Say(words="Well?"), Answer()))
    with pytest.raises(ValueError, match="words of act 1"):
        realise(0, TALK, plan, words={})
    assert realise(0, TALK, plan, words={1: "Well."}).summary == "Well."


def test_calls_of_a_plan_stand_in_groups(samples: ModuleType) -> None:
    plan: Plan = samples.build_conversation(0).turns[0].plan
    assert [type(act) for act in plan.acts] == [Say, Calls, Calls, Answer]
    assert plan.groups == {1: 0, 2: 1}
    other = plan.calls[1].model_copy(update={"hidden": True})
    assert plan.replace_calls([other]).calls == (plan.calls[0], other)
