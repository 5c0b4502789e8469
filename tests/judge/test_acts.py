"""The acts of an export tell what the assistant should do and when; messages must follow them."""

from __future__ import annotations

import copy
import json

import pytest
from digit_tc_test_support.judging import judged

TOOLS = ("list_notes", "clear_notes", "print_notes")
SPEAKERS = {"say": "user", "give": "user", "revise": "user", "offer": "user"}


def write(*turns):
    """An example in which each act has its text, or the calls that it names."""
    example = {
        "messages": [{"role": "system", "content": "Today is Tuesday, March 10, 2026."}],
        "tools": [
            {"type": "function", "function": {"name": name, "description": "", "parameters": {
                "type": "object", "properties": {}, "additionalProperties": False}}}
            for name in TOOLS
        ],
        "metadata": {"acts": [[act for act, _ in turn] for turn in turns]},
    }  # fmt: skip
    for turn in turns:
        for act, done in turn:
            example["messages"] += perform(act, done)
    return example


def perform(act, done):
    """The messages of one act: a text, or calls by their ids and tools with their results."""
    if isinstance(done, str):
        speaker = "system" if act.get("tools") else SPEAKERS.get(act["act"], "assistant")
        return [{"role": speaker, "content": done}]
    made = [
        {"id": call, "type": "function", "function": {"name": tool, "arguments": "{}"}}
        for call, tool in done.items()
    ]
    results = [
        {"role": "tool", "tool_call_id": call, "content": json.dumps({"done": tool})}
        for call, tool in done.items()
    ]
    return [{"role": "assistant", "content": None, "tool_calls": made}, *results]


@pytest.fixture
def talk():
    """Every act there is: proposed, changed half-way, refused, offered, asked, and only talked."""
    return write(
        [
            ({"act": "say"}, "Do away with my notes."),
            ({"act": "calls", "calls": ["call_1"]}, {"call_1": "list_notes"}),
            ({"act": "propose", "calls": ["call_2"]}, "I would clear all three. Shall I?"),
            ({"act": "give", "answer": "yes"}, "Yes."),
            ({"act": "calls", "calls": ["call_2"]}, {"call_2": "clear_notes"}),
            ({"act": "revise", "call": "call_3"}, "Wait, what is left?"),
            ({"act": "calls", "calls": ["call_3", "call_4"]},
             {"call_3": "list_notes", "call_4": "list_notes"}),
            ({"act": "answer"}, "Nothing is left."),
        ],
        [
            ({"act": "say"}, "Print them."),
            ({"act": "refuse", "reason": "no tool"}, "I cannot print."),
            ({"act": "offer", "tools": ["p"]}, "From here on there are also: print_notes."),
            ({"act": "calls", "calls": ["call_5"]}, {"call_5": "print_notes"}),
            ({"act": "answer"}, "Printed."),
        ],
        [
            ({"act": "say"}, "And one thing more."),
            ({"act": "ask"}, "What is it?"),
            ({"act": "give"}, "How are you?"),
            ({"act": "answer"}, "Very well."),
        ],
        [({"act": "offer"}, "You may use all of it."), ({"act": "answer"}, "Thank you.")],
    )  # fmt: skip


def offences(*examples):
    return set(judged(*examples).tally.offences)


def test_conversations_of_all_acts_are_legal_and_their_gold_is_counted(talk):
    judge = judged(talk)
    assert not judge.tally.offences
    assert not judge.failures(implicit=0, tolerance=0, multi_call=0)
    figures = judge.figures()
    assert figures["gold_steps"] == 11
    assert figures["turns_per_conversation"] == 4
    assert figures["calls_per_tool_turn"] == 2.5


def test_a_conversation_without_any_call_fails_nothing():
    judge = judged(write([({"act": "say"}, "Hello."), ({"act": "answer"}, "Good day.")]))
    assert not judge.failures(implicit=0.15, tolerance=0.05, multi_call=0.45)


def test_what_the_user_says_later_in_a_turn_does_not_ground_a_call_before_it(talk):
    tool, call = talk["tools"][0]["function"], talk["messages"][2]["tool_calls"][0]["function"]
    tool["parameters"]["properties"]["about"] = {"type": "string"}
    call["arguments"] = json.dumps({"about": "left"})
    assert judged(talk).figures()["grounded_share"] == 0
    call["arguments"] = json.dumps({"about": "my notes"})
    assert judged(talk).figures()["grounded_share"] == 1


def at(example, text):
    return next(n for n, one in enumerate(example["messages"]) if one["content"] == text)


def act_of(example, turn, number):
    return example["metadata"]["acts"][turn][number]


def forget_a_message(example):
    del example["messages"][at(example, "What is it?")]


def say_more(example):
    example["messages"].insert(at(example, "What is it?"), {"role": "user", "content": "So?"})


def say_more_at_the_end(example):
    example["messages"] += [{"role": "user", "content": "x"}, {"role": "assistant", "content": "y"}]


def let_the_other_speak(example):
    example["messages"][at(example, "Yes.")]["role"] = "assistant"


def talk_instead_of_calling(example):
    place = at(example, "From here on there are also: print_notes.") + 1
    example["messages"][place : place + 2] = [{"role": "assistant", "content": "There."}]


def swap_acts(example):
    acts = example["metadata"]["acts"][0]
    acts[2], acts[3] = acts[3], acts[2]


def forget_an_act(example):
    del example["metadata"]["acts"][2][1]


def forget_a_turn(example):
    del example["metadata"]["acts"][3]


def train_on_nothing(example):
    example["messages"][at(example, "Very well.")]["train"] = False


@pytest.mark.parametrize(
    "plant",
    [
        forget_a_message, say_more, say_more_at_the_end, let_the_other_speak,
        talk_instead_of_calling, swap_acts, forget_an_act, forget_a_turn, train_on_nothing,
    ],
    ids=lambda plant: plant.__name__,
)  # fmt: skip
def test_messages_in_another_order_than_the_acts_are_named(talk, plant):
    plant(talk)
    assert "acts_out_of_order" in offences(talk)


@pytest.mark.parametrize("called", [["call_2"], ["call_4", "call_3"], ["call_3"], ["call_99"]])
def test_calls_that_their_act_does_not_name_are_named(talk, called):
    act_of(talk, 0, 6)["calls"] = called
    assert offences(talk) == {"calls_beside_acts"}


def test_an_act_about_a_call_that_is_never_made_is_named(talk):
    act_of(talk, 0, 5)["call"] = "call_99"
    assert offences(talk) == {"acts_name_no_call"}


def test_an_act_about_a_mistake_is_named(talk):
    wrong = perform({"act": "calls"}, {"call_9": "print_notes"})
    wrong[0] |= {"train": False, "weight": 0}
    wrong[1]["content"] = '{"error": "Locked."}'
    talk["messages"][2:2] = wrong
    talk["metadata"]["wrong_calls"] = ["call_9"]
    assert offences(talk) == set()
    act_of(talk, 0, 5)["call"] = "call_9"
    assert offences(talk) == {"acts_name_mistakes"}


@pytest.mark.parametrize(
    ("turn", "number", "change"),
    [
        (0, 3, {"answer": "no"}),
        (0, 2, {"calls": ["call_1"]}),
        (0, 2, {"calls": ["call_2", "call_1"]}),
    ],
)
def test_a_proposed_call_that_does_not_wait_for_a_yes_is_named(talk, turn, number, change):
    act_of(talk, turn, number).update(change)
    assert offences(talk) == {"calls_without_consent"}


def test_a_call_that_the_user_wants_after_a_no_may_be_made(talk):
    act_of(talk, 0, 2)["calls"] = ["call_3"]
    act_of(talk, 0, 3)["answer"] = "no"
    assert offences(talk) == set()


def test_a_call_before_its_tool_is_offered_is_named(talk):
    talk["messages"][2]["tool_calls"][0]["function"]["name"] = "print_notes"
    assert offences(talk) == {"calls_before_offer"}


def test_an_offer_of_no_tool_is_named(talk):
    place = at(talk, "From here on there are also: print_notes.")
    talk["messages"][place]["content"] = "From here on there are also: print_notes_twice."
    assert offences(talk) == {"offers_of_no_tool"}


@pytest.mark.parametrize(
    "acts",
    [
        None, {}, [{}], [[{}]], [[{"act": "shout"}]], [["say"]], [[{"act": "calls", "calls": []}]],
        [[{"act": "calls", "calls": [1]}]], [[{"act": "ask", "call": 3}]],
        [[{"act": "give", "answer": "perhaps"}]],
    ],
)  # fmt: skip
def test_acts_that_cannot_be_read_are_named(talk, acts):
    talk["metadata"]["acts"] = acts
    assert "acts_unreadable" in offences(talk)
    assert "acts_unreadable" in judged(talk).failures(implicit=0, tolerance=0, multi_call=0)


def test_only_an_export_of_before_may_have_no_acts(talk):
    bare = copy.deepcopy(talk)
    del bare["metadata"]["acts"]
    assert judged(talk).figures()["acts_missing"] == 0
    assert judged(bare, talk).figures()["acts_missing"] == 1
    bare["metadata"]["versions"] = {"export": "openai/1"}
    assert judged(bare).figures()["acts_missing"] == 0


def test_a_turn_that_another_follows_before_the_assistant_spoke_is_named(talk):
    last = talk["metadata"]["acts"][0].pop()
    talk["messages"].pop(at(talk, "Nothing is left."))
    assert last == {"act": "answer"}
    assert offences(talk) == {"protocol_errors"}


def test_an_unanswered_call_is_named_whatever_the_acts_say(talk):
    del talk["messages"][3]
    assert offences(talk) == {"protocol_errors"}
