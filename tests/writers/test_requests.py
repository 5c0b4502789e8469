"""Requests say every value where it can be read again, the goal first, in a person's words."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from digit_tc.chains import ScenarioSampler
from digit_tc.config import GraphConfig, SampleConfig, SynthesisConfig
from digit_tc.graph import build_graph
from digit_tc.language import transforms
from digit_tc.records import Conversation, Tool, ToolSource, content_id
from digit_tc.specs import load_tools
from digit_tc.synthesis import converse
from digit_tc.values.fields import field_of
from digit_tc.writers.grammar.asking import goal
from digit_tc.writers.grammar.attaching import details
from digit_tc.writers.grammar.phrasing import stated
from digit_tc.writers.grammar.spoken_tool import spoken_tool
from digit_tc.writers.grammar.text import LeafKey, joined
from digit_tc.writers.grammar.voice import Ask, Group, Voice
from digit_tc.writers.grammar.writer import count_ids


@pytest.fixture(scope="module")
def conversations() -> list[Conversation]:
    tools = load_tools(["starter"]).tools
    graph = build_graph(tools, GraphConfig(embeddings="none"))
    scenarios = ScenarioSampler(graph, SampleConfig(), 3).take(60)
    outcomes = [converse(one, graph.by_key, SynthesisConfig()) for one in scenarios]
    return [one.conversation for one in outcomes if one.conversation is not None]


def asked(
    description: str,
    properties: dict[str, Any],
    values: dict[str, Any],
    fed: dict[str, str] | None = None,
    seed: int = 0,
) -> tuple[str, list[str]]:
    """The imperative, and the sentences that follow it."""
    parameters = {"type": "object", "properties": properties}
    source = ToolSource(label="test", reader="starter")
    tool = Tool(
        namespace="test", name="do_it", description=description, parameters=parameters,
        returns=None, source=source, fingerprint=content_id("tool", parameters, description),
    )  # fmt: skip
    groups = [
        Group(field_of(properties[name], name, name), [(LeafKey(1, name), value)])
        for name, value in values.items()
    ]
    voice = Voice(random.Random(seed), False, "plain")
    wanted = goal(Ask(1, spoken_tool(tool), groups, fed or {}), voice)
    behind = [joined(pieces)[0] for pieces in details(wanted.left, voice)]
    return joined(wanted.imperative)[0], behind


TEXT = {"type": "string"}
NUMBER = {"type": "integer"}


@pytest.mark.parametrize(
    ("description", "properties", "values", "wanted"),
    [
        ("Checks if a number is prime.", {"num": NUMBER}, {"num": 7}, "check if 7 is prime"),
        ("Check if a username is available on 9gag.", {"username": TEXT}, {"username": "rexc90"},
         "check if the username rexc90 is available on 9gag"),
        ("Calculates the sum of two numbers.", {"a": NUMBER, "b": NUMBER}, {"a": 3, "b": 4},
         "the sum of 3 and 4"),
        ("Delete a flow run by id", {"id": {**TEXT, "description": "The flow run id"}},
         {"id": "FR-12"}, "flow run FR-12"),
        ("Get app reviews.", {"country_code": TEXT}, {"country_code": "HU"},
         "app reviews with HU as the country code"),
        ("Retrieve information about a given ZIP code.", {"zip": TEXT}, {"zip": "80202"},
         "information about the ZIP code 80202"),
        ("Get the weather for a given city.", {"city": TEXT}, {"city": "Oslo"},
         "the weather for Oslo"),
    ],
)  # fmt: skip
def test_value_stands_where_the_description_speaks_of_it(
    description: str, properties: dict[str, Any], values: dict[str, Any], wanted: str
) -> None:
    assert asked(description, properties, values)[0].endswith(wanted)


def test_no_more_than_three_values_stand_in_one_sentence() -> None:
    names = ["size", "color", "brand", "material", "rating", "weight"]
    values = dict.fromkeys(names, "plain")
    imperative, behind = asked("Find shoes.", dict.fromkeys(names, TEXT), values)
    assert imperative.count("plain") == 3
    assert " ".join(behind).count("plain") == 3


@pytest.mark.parametrize(
    ("source", "words"), [("earlier", "that deployment"), ("hidden", "the deployment")]
)
def test_earlier_result_is_pointed_at(source: str, words: str) -> None:
    schema = {**TEXT, "description": "The deployment id"}
    imperative, _ = asked("Pause a deployment.", {"id": schema}, {}, {"id": source})
    assert imperative == f"pause {words}"


def moved(values: dict[str, Any], fed: dict[str, str]) -> set[str]:
    """All requests for a tool with phrases that have entity slots."""
    ids = {"file_id": TEXT, "folder_id": TEXT, "tag": TEXT}
    tool = Tool(
        namespace="test", name="move_file", description="Move a file.",
        parameters={"type": "object", "properties": ids}, returns=None,
        phrases=("move {file} into {folder}", "move {file} and tag it {tag}", "tidy up"),
        source=ToolSource(label="test", reader="starter"), fingerprint="tool-move",
    )  # fmt: skip
    groups = [
        Group(field_of(ids[name], name, name), [(LeafKey(1, name), value)])
        for name, value in values.items()
    ]
    said = set()
    for seed in range(20):
        voice = Voice(random.Random(seed), False, "plain")
        pieces = goal(Ask(1, spoken_tool(tool), groups, fed), voice).imperative
        said.add(joined(pieces)[0])
    return said


def test_a_thing_in_a_phrase_is_said_by_its_id_or_as_one_that_is_known() -> None:
    file, folder = {"file_id": "F-1"}, {"folder_id": "D-2"}
    known = {"file_id": "hidden", "folder_id": "hidden"}
    assert moved({**file, **folder}, {}) == {"move file F-1 into folder D-2"}
    assert moved(folder, {"file_id": "hidden"}) == {"move the file into folder D-2"}
    assert moved({}, known) == {"move the file into the folder"}
    # What nothing gives is not spoken of.
    assert moved({}, {}) == {"tidy up"}


def test_two_things_of_one_kind_are_not_both_the_thing() -> None:
    phrases = ("move {amount} from {from_account} to {to_account}", "move {amount}")
    names = ("amount", "from_account_id", "to_account_id")
    tool = Tool(
        namespace="test", name="move_money", description="Move money.",
        parameters={"type": "object", "properties": dict.fromkeys(names, TEXT)}, returns=None,
        phrases=phrases, source=ToolSource(label="test", reader="starter"), fingerprint="tool-two",
    )  # fmt: skip
    templates = spoken_tool(tool).phrases
    assert {one.things for one in templates} == {(), ("from_account_id",), ("to_account_id",)}
    assert len(templates) == 4


def test_hidden_value_is_given_as_a_fact() -> None:
    field = field_of(TEXT, "booking_id", "booking_id")
    said = {stated(field, "BK-1", random.Random(seed)) for seed in range(30)}
    assert "the booking ID is {v}" in said
    assert not any(re.search(r"\b(?:get|find|look)\b", one) for one in said)


def test_every_leaf_can_be_read_again(conversations: list[Conversation]) -> None:
    tools = {tool.key: tool for tool in load_tools(["starter"]).tools}
    read = 0
    for conversation in conversations:
        for call in conversation.calls:
            for source in call.provenance:
                if source.kind != "user":
                    continue
                assert source.turn is not None
                text = conversation.turns[source.turn].request[source.start : source.end]
                field = spoken_tool(tools[call.tool]).fields[re.sub(r"\[\d+\]", "[]", source.path)]
                value = transforms.read(
                    source.transform, text, today=conversation.today, choices=field.choices
                )
                assert value is not None
                read += 1
    assert read > 200


def test_what_only_hidden_calls_need_is_seldom_a_sentence_of_its_own(
    conversations: list[Conversation],
) -> None:
    alone, within = 0, 0
    for conversation in conversations:
        for turn in conversation.turns:
            for call in turn.calls:
                for source in call.provenance if call.hidden else ():
                    if source.kind == "user" and source.turn == turn.index and source.start:
                        before = turn.request[: source.start]
                        bare = re.search(r"(?:^|[.!?] )The [\w ]+ (?:is|are) \W?$", before)
                        alone += bare is not None
                        within += bare is None
    assert within > 20
    assert alone < within / 4


def test_a_phrase_with_a_mark_at_its_end_is_a_sentence_of_its_own(
    conversations: list[Conversation],
) -> None:
    whole = re.compile(r"\b(?:How|Which|Where|What|Who|When)\b[^.]*\?")
    found = 0
    for conversation in conversations:
        for turn in conversation.turns:
            found += whole.search(turn.request) is not None
            outside = re.sub(r'"[^"]*"', '""', turn.request)
            assert not re.search(r"\?,? [a-z]", outside), turn.request
    assert found > 5


def test_an_id_that_was_said_is_said_again_while_the_turn_names_another_of_its_kind() -> None:
    tools = {one.name: one for one in load_tools(["starter"]).tools}
    spoken = spoken_tool(tools["cancel_order"])
    keys = [LeafKey(call, "order_id") for call in (1, 2)]
    groups = [Group(spoken.fields["order_id"], [(key, value)])
              for key, value in zip(keys, ("ORD-000001", "ORD-000002"), strict=True)]  # fmt: skip
    assert count_ids(groups) == {"order": 2}


def test_requests_are_different_and_of_a_readable_length(
    conversations: list[Conversation],
) -> None:
    first = [one.turns[0].request for one in conversations]
    lengths = [len(turn.request.split()) for one in conversations for turn in one.turns]
    assert len(set(first)) >= 0.95 * len(first)
    assert 15 <= sum(lengths) / len(lengths) <= 45
    assert min(lengths) >= 3


def test_nothing_of_the_machinery_shows(conversations: list[Conversation]) -> None:
    for conversation in conversations:
        for turn in conversation.turns:
            assert not re.search(r"[a-z]_[a-z]|[{}]|\bparameter", turn.request)


def test_no_small_talk_is_said_twice(conversations: list[Conversation]) -> None:
    for conversation in conversations:
        told = [
            sentence
            for turn in conversation.turns
            for sentence in re.findall(r"(?:My|It's for|I promised) [^.?!]{20,}[.]", turn.request)
        ]
        assert len(told) == len(set(told))
