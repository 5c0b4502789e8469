"""The judge of exports names each planted fault, and only that."""

from __future__ import annotations

import ast
import copy
import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest
from digit_tc_test_support.editing import mistake_before

from digit_tc.export import line_of
from digit_tc.formats.openai import example_of

PROGRAM = Path(__file__).parents[2] / "benchmarks" / "judge_export.py"


@pytest.fixture(scope="module")
def judge_export():
    spec = importlib.util.spec_from_file_location("judge_export", PROGRAM)
    module = importlib.util.module_from_spec(spec)
    sys.modules["judge_export"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def example(samples):
    conversation = samples.build_conversation(0)
    return json.loads(line_of(example_of(conversation, samples.build_graph().by_key, "train")))


def judged(judge_export, *examples):
    judge = judge_export.Judge()
    for number, example in enumerate(examples, 1):
        judge.line(number, example if isinstance(example, str) else json.dumps(example))
    return judge


def failing(judge):
    return set(judge.failures(implicit=0.25, tolerance=0.05, multi_call=0.45))


def call_of(example, name):
    for message in example["messages"]:
        for call in message.get("tool_calls", ()):
            if call["id"] == name:
                return call["function"]
    raise LookupError(name)


def edit_arguments(example, name, **changes):
    function = call_of(example, name)
    arguments = json.loads(function["arguments"]) | changes
    function["arguments"] = json.dumps({k: v for k, v in arguments.items() if v is not ...})


def edit_result(example, name, **changes):
    for message in example["messages"]:
        if message.get("tool_call_id") == name:
            message["content"] = json.dumps(json.loads(message["content"]) | changes)


def source_of(example, name, path):
    for source in example["metadata"]["provenance"]:
        if (source["call"], source["path"]) == (name, path):
            return source
    raise LookupError(path)


def test_the_judge_shares_no_code_with_what_it_judges():
    imported = {
        name.name.split(".")[0] if isinstance(node, ast.Import) else node.module.split(".")[0]
        for node in ast.walk(ast.parse(PROGRAM.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in node.names
    }
    assert not imported & {"digit_tc", "flows", "tasks"}
    assert imported - set(sys.stdlib_module_names) == {"jsonschema_rs"}


def test_right_conversations_fail_nothing(judge_export, samples):
    tools = samples.build_graph().by_key
    judge = judged(
        judge_export,
        *(example_of(samples.build_conversation(index), tools, "train") for index in range(40)),
    )
    assert failing(judge) == set()
    figures = judge.figures()
    assert figures["provenance_share"] == figures["grounded_share"] == 1
    assert figures["implicit_share"] == 0.25
    assert figures["calls_needing_a_result"] == 0.75
    assert figures["calls_needing_a_result_of_same_turn"] == 0.25
    assert figures["calls_needing_a_result_of_earlier_turn"] == 0.5
    assert figures["later_turns_using_earlier_result"] == 1
    assert figures["tools_offered"] == 5
    assert not judge.offences


def drop_result(example):
    del example["messages"][3]


def swap_ids(example):
    example["messages"][3]["tool_call_id"] = "call_2"


def answer_twice(example):
    example["messages"].insert(4, copy.deepcopy(example["messages"][3]))


def drop_summary(example):
    del example["messages"][-1]


def drop_request(example):
    del example["messages"][7]


def use_an_id_twice(example):
    example["messages"][4]["tool_calls"][0]["id"] = "call_1"
    example["messages"][5]["tool_call_id"] = "call_1"


def call_what_is_not_offered(example):
    call_of(example, "call_1")["name"] = "find_town"


def break_arguments(example):
    call_of(example, "call_1")["arguments"] = '{"name": '


def break_result(example):
    example["messages"][3]["content"] = "done"


def empty_request(example):
    example["messages"][7]["content"] = " "


@pytest.mark.parametrize(
    "plant",
    [
        drop_result, swap_ids, answer_twice, drop_summary, drop_request, use_an_id_twice,
        call_what_is_not_offered, break_arguments, break_result, empty_request,
    ],
    ids=lambda plant: plant.__name__,
)  # fmt: skip
def test_a_breach_of_the_protocol_is_named(judge_export, example, plant):
    plant(example)
    assert "protocol_errors" in failing(judged(judge_export, example))


def test_a_line_that_is_no_example_is_a_breach_of_the_protocol(judge_export, example):
    judge = judged(judge_export, example, "{", "[]", '{"messages": 3, "metadata": {}, "tools": []}')
    assert judge.figures()["protocol_errors"] >= 3
    assert judge.figures()["conversations"] == 4


@pytest.mark.parametrize(
    ("change", "figure"),
    [
        ({"passengers": 12}, "schema_breaking_arguments"),
        ({"passengers": "2"}, "schema_breaking_arguments"),
        ({"date": "soon"}, "schema_breaking_arguments"),
        ({"city_id": ...}, "schema_breaking_arguments"),
        ({"cabin": "first"}, "schema_breaking_arguments"),
        ({"airline": "TAP"}, "undeclared_arguments"),
        ({"city_id": "CTY-99"}, "grounded_share"),
        ({"passengers": 7}, "grounded_share"),
        ({"date": "2026-01-16"}, "grounded_share"),
        ({"currency": "USD"}, "grounded_share"),
        ({"city_id": "<city_id>"}, "placeholders"),
        ({"city_id": "string"}, "placeholders"),
        ({"city_id": "CTY-99"}, "provenance_share"),
        ({"cabin": "business"}, "provenance_share"),
    ],
)
def test_a_wrong_argument_is_named(judge_export, example, change, figure):
    edit_arguments(example, "call_2", **change)
    assert figure in failing(judged(judge_export, example))


@pytest.mark.parametrize(
    ("value", "described", "counts"),
    [("text", "What it is, e.g. 'text'.", False), ("text", "The text of a city.", True),
     ("<city>", "Such as '<city>'.", True), ("text", "What it is (`text`, `html`).", False)],
)  # fmt: skip
def test_a_word_that_the_description_names_as_a_value_is_no_placeholder(
    judge_export, example, value, described, counts
):
    edit_arguments(example, "call_2", city_id=value)
    for tool in example["tools"]:
        for name, schema in tool["function"]["parameters"]["properties"].items():
            if name == "city_id":
                schema["description"] = described
    assert ("placeholders" in failing(judged(judge_export, example))) == counts


def test_undeclared_arguments_are_named_where_the_schema_itself_is_silent(judge_export, example):
    for tool in example["tools"]:
        tool["function"]["parameters"].pop("additionalProperties")
    edit_arguments(example, "call_2", airline="economy")
    assert "undeclared_arguments" in failing(judged(judge_export, example))


def test_a_value_that_only_a_later_result_gives_is_not_grounded(judge_export, example):
    edit_result(example, "call_4", city="CTY-77")
    edit_arguments(example, "call_2", city_id="CTY-77")
    assert "grounded_share" in failing(judged(judge_export, example))


def test_a_result_of_the_same_message_does_not_ground_a_call(judge_export, example):
    edit_result(example, "call_3", place="CTY-77")
    edit_arguments(example, "call_4", city_id="CTY-77")
    assert "grounded_share" in failing(judged(judge_export, example))


@pytest.mark.parametrize(
    ("place", "change"),
    [
        (("call_1", "name"), {"start": 0, "end": 4}),
        (("call_1", "name"), {"message": 7}),
        (("call_1", "name"), {"transform": "date_long"}),
        (("call_1", "name"), {"transform": "no_such_rule"}),
        (("call_2", "date"), {"transform": "verbatim"}),
        (("call_2", "city_id"), {"result_path": "name"}),
        (("call_2", "city_id"), {"result_path": "nothing[0]"}),
        (("call_2", "city_id"), {"from_call": "call_4"}),
        (("call_2", "city_id"), {"from_call": "call_2"}),
        (("call_2", "passengers"), {"kind": "default"}),
        (("call_2", "currency"), {"kind": "enum"}),
        (("call_2", "currency"), {"kind": "profile"}),
        (("call_3", "insurance"), {"transform": "boolean_negated"}),
        (("call_4", "date"), {"message": 1}),
        (("call_1", "name"), {"path": "title"}),
    ],
)
def test_provenance_that_cannot_be_read_again_is_named(judge_export, example, place, change):
    source_of(example, *place).update(change)
    assert failing(judged(judge_export, example)) == {"provenance_share"}


@pytest.mark.parametrize(
    ("said", "value", "transform"),
    [
        ("12,500", 12500, "integer"),
        ("3.5", 3.5, "number"),
        ("twelve", 12, "number_word"),
        ("March 12, 2026", "2026-03-12", "date_long"),
        ("12 March 2026", "2026-03-12", "date_day_first"),
        ("2:30 PM", "14:30", "time_12h"),
        ("12:05 AM", "00:05", "time_12h"),
        ("March 12, 2026 at 2:30 PM", "2026-03-12T14:30:00", "datetime_long"),
        ("March 12, 2026 at 2:30 PM UTC", "2026-03-12T14:30:00Z", "datetime_long_utc"),
        ("without insurance", False, "boolean_negated"),
        ("Ana’s place", "Ana’s place", "verbatim"),
    ],
)
def test_what_people_write_is_read_by_its_transform_and_grounds_the_value(
    judge_export, example, said, value, transform
):
    request = f"Look for this: {said} please."
    example["messages"][1]["content"] = request
    start = request.index(said)
    example["tools"] = [
        {"type": "function", "function": {"name": "find_it", "description": "", "parameters": {
            "type": "object", "properties": {"what": {}}}}}
    ]  # fmt: skip
    call_of(example, "call_1").update(name="find_it", arguments=json.dumps({"what": value}))
    example["messages"] = [*example["messages"][:4], example["messages"][-1]]
    example["metadata"]["provenance"] = [
        {"call": "call_1", "path": "what", "kind": "user", "message": 1,
         "start": start, "end": start + len(said), "transform": transform}
    ]  # fmt: skip
    judge = judged(judge_export, example)
    assert not {"provenance_share", "grounded_share"} & failing(judge)
    assert judge.figures()["provenance_share"] == 1


@pytest.mark.parametrize("text", ["Use find_city for Lisbon.", "Call Find_City, please."])
def test_a_tool_name_in_the_users_mouth_is_named(judge_export, example, text):
    example["messages"][7]["content"] += f" {text}"
    assert "tool_names_in_user_text" in failing(judged(judge_export, example))


def test_a_tools_words_in_plain_english_are_no_tool_name(judge_export, example):
    example["messages"][7]["content"] += " Did you find the city? Do book flight tickets."
    assert failing(judged(judge_export, example)) == set()


def test_a_fact_stated_otherwise_later_is_a_contradiction(judge_export, example):
    edit_result(example, "call_1", city={"city_id": "CTY-10", "country": "Portugal"})
    changed = copy.deepcopy(example)
    edit_result(example, "call_2", city={"id": "CTY-10", "country": "Portugal"})
    edit_result(changed, "call_2", city={"id": "CTY-10", "country": "Spain"})
    assert "ledger_contradictions" not in failing(judged(judge_export, example))
    assert "ledger_contradictions" in failing(judged(judge_export, changed))


def ask_again(example, asked, first, second):
    """Let calls 1 and 2 read something by `asked` = (tool, arguments), with these results."""
    for call, result in (("call_1", first), ("call_2", second)):
        call_of(example, call).update(name=asked[0], arguments=json.dumps(asked[1]))
        for message in example["messages"]:
            if message.get("tool_call_id") == call:
                message["content"] = json.dumps(result)


ORDER = {"order_id": "O1", "status": "queued"}


@pytest.mark.parametrize(("told", "contradicts"), [("completed", False), ("paused", True)])
def test_how_a_change_went_is_not_the_state_of_what_was_changed(
    judge_export, example, told, contradicts
):
    changed, read = {"order_id": "O1", "status": told}, {"order_id": "O1", "status": "READY"}
    ask_again(example, ("resume_order", {"order_id": "O1"}), changed, read)
    call_of(example, "call_2")["name"] = "get_order"
    assert ("ledger_contradictions" in failing(judged(judge_export, example))) == contradicts


@pytest.mark.parametrize(
    ("asked", "first", "second", "contradicts"),
    [
        (("get_order", {"order_id": "O1"}), ORDER, {**ORDER, "status": "fired"}, True),
        (("get_order", {"order_id": "O1"}), ORDER, {"status": "fired"}, True),
        (("get_order", {"order_id": "O1"}), ORDER, {"status": "queued"}, False),
        (("get_order", {"id": "O1", "full": True}), {"order": {"status": "queued"}},
         {"order": {"status": "fired"}}, True),
        (("get_quote", {"quote_id": "Q1", "currency": "EUR"}), {"price": 1}, {"price": 2}, False),
        (("get_order", {"customer_id": "C1"}), {"status": "queued"}, {"status": "fired"}, False),
        (("get_orders", {"order_id": "O1"}), {"orders": [], "total": 1}, {"orders": [], "total": 2},
         False),
        (("pack_order", {"order_id": "O1"}), {"status": "queued"}, {"status": "fired"}, False),
    ],
)  # fmt: skip
def test_a_result_without_its_id_speaks_of_what_was_asked_for(
    judge_export, example, asked, first, second, contradicts
):
    ask_again(example, asked, first, second)
    judge = judged(judge_export, example)
    assert ("ledger_contradictions" in failing(judge)) == contradicts


@pytest.mark.parametrize(
    ("name", "changes"),
    [("get_order", False), ("check_order", False), ("order_pizza", True), ("check_in", True),
     ("cancelOrder", True), ("listOrders", False), ("weather", False)],
)  # fmt: skip
def test_a_tool_that_reads_changes_nothing_whatever_its_noun(judge_export, name, changes):
    assert judge_export.may_change(name) == changes


def test_a_fact_may_change_by_a_call_that_changes_things(judge_export, example):
    edit_result(example, "call_1", flight={"flight_id": "FL-100", "seats": 5})
    edit_result(example, "call_4", flight={"flight_id": "FL-100", "seats": 3})
    # call_3 books a flight in between.
    assert "ledger_contradictions" not in failing(judged(judge_export, example))


def test_an_id_of_something_else_makes_no_entity(judge_export, example):
    edit_result(example, "call_1", trip={"city_id": "CTY-10", "price": 5})
    edit_result(example, "call_2", trip={"city_id": "CTY-10", "price": 9})
    assert "ledger_contradictions" not in failing(judged(judge_export, example))


def test_exact_duplicates_are_counted_whatever_their_ids(judge_export, example):
    twin = copy.deepcopy(example)
    twin["metadata"] |= {"id": "conv-2", "index": 1}
    judge = judged(judge_export, example, twin)
    assert judge.figures()["exact_duplicates"] == 1
    assert judge.figures()["distinct_first_request_share"] == 0.5


def test_a_dataflow_chain_in_both_parts_is_named(judge_export, example, samples):
    other = example_of(samples.build_conversation(1), samples.build_graph().by_key, "validation")
    assert failing(judged(judge_export, example, other)) == {"chains_in_both_parts"}


def test_shares_that_miss_what_was_configured_are_named(judge_export, example):
    judge = judged(judge_export, example)
    assert set(judge.failures(implicit=0.15, tolerance=0.05, multi_call=0.45)) == {"implicit_share"}
    example["messages"] = [*example["messages"][:4], example["messages"][-1]]
    assert "multi_call_turn_share" in failing(judged(judge_export, example))


def test_the_program_prints_a_table_or_json_and_tells_by_its_exit_code(tmp_path, example):
    path = tmp_path / "data.jsonl"

    def run(*options):
        path.write_text(json.dumps(example) + "\n", encoding="utf-8")
        return subprocess.run(
            [sys.executable, PROGRAM, path, "--implicit-share", "0.25", *options],
            capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert run().returncode == 0
    edit_arguments(example, "call_2", city_id="CTY-99")
    table = run("--show", "1")
    assert table.returncode == 1
    assert "FAILS: must be >= 0.99" in table.stdout
    assert "line 1 call_2 search_flights: city_id = 'CTY-99'" in table.stdout
    report = json.loads(run("--json").stdout)
    assert set(report["failures"]) == {"grounded_share", "provenance_share"}
    path.unlink()
    missing = subprocess.run(
        [sys.executable, PROGRAM, path], capture_output=True, text=True, check=False
    )
    assert missing.returncode == 2
    assert "cannot be read" in missing.stderr


def test_an_empty_file_does_not_pass(judge_export):
    assert "conversations" in failing(judged(judge_export))


@pytest.fixture
def erring(samples):
    """An example whose second turn makes a wrong call first."""
    conversation = samples.build_conversation(0)
    right = conversation.turns[1].calls[0]
    wrong = mistake_before(right)
    conversation = samples.with_turn(conversation, 1, mistakes=(wrong,))
    return json.loads(line_of(example_of(conversation, samples.build_graph().by_key, "train")))


def marked_in(example):
    return next(at for at, one in enumerate(example["messages"]) if one.get("train") is False)


def test_a_marked_wrong_call_is_counted_by_no_other_figure(judge_export, example, erring):
    plain, judge = judged(judge_export, example), judged(judge_export, erring)
    assert failing(judge) == failing(plain) == set()
    assert judge.figures() == plain.figures() | {"wrong_calls": 1}


def test_a_wrong_call_without_its_mark_is_named(judge_export, erring):
    message = erring["messages"][marked_in(erring)]
    del message["train"], message["weight"]
    found = failing(judged(judge_export, erring))
    assert {"undeclared_arguments", "wrong_call_errors"} <= found


@pytest.mark.parametrize("mark", ["train", "weight"])
def test_half_a_mark_is_named(judge_export, erring, mark):
    del erring["messages"][marked_in(erring)][mark]
    assert "protocol_errors" in failing(judged(judge_export, erring))


@pytest.mark.parametrize("result", ['{"ok": true}', '{"error": ""}', '{"error": "No.", "id": 1}'])
def test_a_marked_call_with_a_good_result_is_named(judge_export, erring, result):
    erring["messages"][marked_in(erring) + 1]["content"] = result
    assert failing(judged(judge_export, erring)) == {"wrong_call_errors"}


def test_an_error_that_gives_the_right_value_away_is_named(judge_export, erring):
    at = marked_in(erring)
    right = json.loads(erring["messages"][at + 2]["tool_calls"][0]["function"]["arguments"])
    value = next(one for one in right.values() if isinstance(one, str))
    erring["messages"][at + 1]["content"] = json.dumps({"error": f"Not {value}?"})
    assert failing(judged(judge_export, erring)) == {"wrong_call_errors"}


def test_a_marked_call_that_nothing_puts_right_is_named(judge_export, erring):
    at = marked_in(erring)
    messages = erring["messages"]
    calls = [one for one in range(at, len(messages)) if "tool_calls" in messages[one]]
    last = max(one for one in range(at, len(messages)) if messages[one]["role"] == "tool")
    assert len(calls) == 2
    erring["messages"] = [*messages[: at + 2], *messages[last + 1 :]]
    assert "wrong_call_errors" in failing(judged(judge_export, erring))
