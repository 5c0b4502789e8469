"""Results inferred for tools that declare none: sensible keys, valid schemas, true arithmetic."""

from __future__ import annotations

import datetime as dt
import os
import time
from pathlib import Path

import jsonschema
import pytest
import yaml
from digit_tc_test_support.answering import answer_all
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.records import Tool, ToolSource
from digit_tc.returns import infer_all, infer_returns, with_returns
from digit_tc.returns.arithmetic import compute
from digit_tc.values.setting import email_of

CASES = Path(__file__).parents[1] / "cases"
RETURNS = yaml.safe_load((CASES / "returns.yml").read_text(encoding="utf-8"))
CALCULATORS = yaml.safe_load((CASES / "calculators.yml").read_text(encoding="utf-8"))
TODAY = dt.date(2026, 3, 4)


def tool(name, description, parameters=None, returns=None):
    properties = {
        key: kind if isinstance(kind, dict) else {"type": kind}
        for key, kind in (parameters or {}).items()
    }
    return Tool(
        namespace="t",
        name=name,
        description=description,
        parameters={"type": "object", "properties": properties, "required": list(properties)},
        returns=returns,
        returns_origin="declared" if returns else "none",
        source=ToolSource(label="t", reader="openai"),
        fingerprint=f"{name}|{description}|{properties}",
    )


def schema_of(value):
    if isinstance(value, list):
        return {"type": "array", "items": schema_of(value[0])}
    return {"type": "string" if isinstance(value, str) else "number"}


def shared_tools():
    here = Path(__file__).parents[2].parent / "shared" / "data"
    folder = Path(os.environ.get("DIGIT_TC_SHARED_DATA", here)) / "toolmind"
    files = sorted(folder.glob("*-query_tools.yaml"))
    if not files:
        pytest.skip("the shared tool files are not here")
    from digit_tc.specs import load_tools

    return [one for file in files for one in load_tools([str(file)]).tools]


def simulated(given_tool, arguments, seed=1):
    return answer_all([(given_tool, arguments)], TODAY, seed)[0]


@pytest.mark.parametrize("case", RETURNS, ids=[case["name"] for case in RETURNS])
def test_inferred_result_has_the_keys_that_a_reader_expects(case):
    found = infer_returns(tool(case["name"], case["description"], case["parameters"]))
    assert sorted(found["properties"]) == sorted(case["keys"])
    assert found["required"] == list(found["properties"])
    if "items" in case:
        items = found["properties"][case["keys"][0]]["items"]
        assert sorted(items["properties"]) == sorted(case["items"])


@pytest.mark.parametrize("case", CALCULATORS, ids=[case["name"] for case in CALCULATORS])
def test_known_calculators_give_the_true_result(case):
    parameters = {name: schema_of(value) for name, value in case["arguments"].items()}
    calculator = tool(case["name"], case["description"], parameters)
    assert compute(calculator, case["arguments"], TODAY) == case["result"]
    if case["result"]:
        inferred = infer_returns(calculator)
        assert list(inferred["properties"]) == list(case["result"])
        jsonschema.validate(case["result"], inferred)


def test_the_simulator_tells_the_true_result_of_a_calculator():
    calculator = with_returns(tool("add", "Add two numbers", {"a": "number", "b": "number"}))
    assert simulated(calculator, {"a": 2, "b": 40}) == {"sum": 42}


def test_a_result_repeats_the_argument_that_it_is_about():
    price = with_returns(tool("get_stock_price", "Get the stock price", {"symbol": "string"}))
    assert simulated(price, {"symbol": "HRBR"})["symbol"] == "HRBR"


ORDER = {
    "type": "object",
    "properties": {
        "order_id": {"type": "string"},
        "customer_id": {"type": "string"},
        "status": {"type": "string", "enum": ["queued", "fired", "shipped"]},
        "pieces": {"type": "integer"},
    },
}
WITHOUT_ID = {
    **ORDER,
    "properties": {k: v for k, v in ORDER["properties"].items() if k != "order_id"},
}
NESTED = {"type": "object", "properties": {"order": WITHOUT_ID}, "required": ["order"]}


def test_the_id_that_was_asked_for_is_never_left_out():
    read = tool("get_order", "Get an order", {"order_id": "string"}, ORDER)
    for seed in range(60):
        assert simulated(read, {"order_id": "ORD-1"}, seed)["order_id"] == "ORD-1"


def test_the_one_object_of_a_result_has_the_id_that_was_asked_for():
    fields = {name: {"type": "string"} for name in ("id", "status", "customer_id")}
    order = {"type": "object", "properties": fields}
    held = {"type": "object", "properties": {"order": order, "customer": order},
            "required": ["order", "customer"]}  # fmt: skip
    read = tool("get_order", "Get an order", {"order_id": "string"}, held)
    for seed in range(40):
        found = simulated(read, {"order_id": "ORD-1"}, seed)
        assert found["order"]["id"] == "ORD-1"
        assert found["customer"].get("id") != "ORD-1"


@pytest.mark.parametrize("returned", [ORDER, WITHOUT_ID, NESTED], ids=["id", "no id", "nested"])
def test_what_is_read_again_by_id_is_what_was_known_of_it(returned):
    first = tool("get_order", "Get an order", {"order_id": "string"}, ORDER)
    again = tool("show_order", "Show an order", {"order_id": "string"}, returned)
    update = tool("update_order", "Update an order", {"order_id": "string"}, WITHOUT_ID)
    asked = {"order_id": "ORD-1"}
    restated = 0
    for seed in range(40):
        steps = [(first, asked), (update, asked), (again, asked)]
        told, changed, found = answer_all(steps, TODAY, seed)
        told |= changed
        found = found.get("order", found)
        restated += len(found.keys() & told.keys())
        assert {key: told[key] for key in found if key in told} == {
            key: value for key, value in found.items() if key in told
        }
    assert restated > 80


def test_two_things_that_are_asked_for_by_id_are_kept_apart():
    read = tool("get_order", "Get an order", {"order_id": "string"}, WITHOUT_ID)
    found = answer_all([(read, {"order_id": f"O{n}"}) for n in range(8)], TODAY, 3)
    assert len({one.get("customer_id") for one in found}) > 3


def test_rows_of_a_list_are_coherent_and_different():
    recipes = with_returns(tool("search_recipes", "Search recipes", {"query": "string"}))
    rows = {
        row["name"]: row for row in recipes.returns["properties"]["recipes"]["items"]["examples"]
    }
    for seed in range(20):
        found = simulated(recipes, {"query": "soup"}, seed)["recipes"]
        assert len({one["name"] for one in found}) == len(found)
        for one in found:
            assert {key: one[key] for key in rows[one["name"]]} == rows[one["name"]]


def test_declared_returns_are_left_alone():
    declared = tool("get_user", "Get a user", {}, {"type": "object", "properties": {"x": {}}})
    assert with_returns(declared) is declared
    assert infer_all([declared]) == [declared]


def test_inferred_returns_say_so_and_keep_the_fingerprint():
    bare = tool("get_user", "Get a user", {"user_id": "string"})
    full = with_returns(bare)
    assert full.returns_origin == "inferred"
    assert full.fingerprint == bare.fingerprint
    assert bare.returns is None


def test_ids_take_the_form_that_parameters_of_the_same_tools_want():
    found = infer_all(
        [
            tool("search_recipes", "Search for recipes", {"query": "string"}),
            tool("recipe", "Fetches a recipe", {"recipeid": "integer"}),
            tool(
                "similar",
                "Fetches similar recipes",
                {"is_id": {"type": "integer", "description": "The ID of the recipe."}},
            ),
            tool("list_orders", "List all orders", {}),
            tool(
                "get_order",
                "Get an order",
                {"order_id": {"type": "string", "pattern": "^O[0-9]+$"}},
            ),
        ]
    )
    recipes = found[0].returns["properties"]["recipes"]["items"]["properties"]
    orders = found[3].returns["properties"]["orders"]["items"]["properties"]
    assert recipes["recipe_id"] == {"type": "integer"}
    assert orders["order_id"] == {"type": "string", "pattern": "^O[0-9]+$"}


def test_a_listed_id_feeds_the_tool_that_takes_it():
    from digit_tc.config import GraphConfig
    from digit_tc.graph import build_graph

    tools = infer_all(
        [
            tool("search_recipes", "Search for recipes", {"query": "string"}),
            tool("get_recipe", "Get the details of a recipe", {"recipe_id": "string"}),
        ]
    )
    edges = build_graph(tools, GraphConfig()).edges
    assert any(edge.target_path == "recipe_id" for edge in edges)


NAMES = st.lists(
    st.sampled_from(
        "get list find check create delete convert the all order user price of by id data v2 xq "
        "weather result number detail zork score add".split()
    ),
    max_size=5,
)


@settings(max_examples=150, deadline=None)
@given(NAMES, NAMES, st.dictionaries(
    st.sampled_from("id name user_id city q limit tags is_id x amount".split()),
    st.sampled_from(["string", "integer", "number", "boolean", "array"]), max_size=4))  # fmt: skip
def test_whatever_a_tool_is_called_its_inferred_result_is_a_valid_schema(name, said, parameters):
    made = tool("_".join(name) or "f", " ".join(said), parameters)
    schema = infer_returns(made)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    assert schema["properties"]
    assert infer_returns(made) == schema
    result = simulated(with_returns(made), {})
    jsonschema.Draft202012Validator(schema).validate(result)
    assert simulated(with_returns(made), {}) == result


def test_every_shared_tool_gets_a_result_that_the_simulator_fills():
    tools = shared_tools()
    started = time.process_time()
    full = infer_all(tools)
    assert time.process_time() - started < 10
    for before, after in zip(tools, full, strict=True):
        assert after.returns
        assert after.returns["properties"]
        if before.returns is None:
            jsonschema.Draft202012Validator.check_schema(after.returns)
    for one in full[::7]:
        if one.returns_origin == "inferred":
            jsonschema.Draft202012Validator(one.returns).validate(simulated(one, {}))
    assert infer_all(tools) == full


PERSON = {
    "type": "object",
    "properties": {"full_name": {"type": "string"}, "email": {"type": "string", "format": "email"}},
    "required": ["full_name", "email"],
}


def test_each_person_of_a_list_has_their_own_address():
    people = {"type": "array", "items": PERSON, "minItems": 3}
    listing = tool("list_guests", "List the guests", {}, {
        "type": "object", "properties": {"guests": people}, "required": ["guests"],
    })  # fmt: skip
    for seed in range(20):
        for row in simulated(listing, {}, seed)["guests"]:
            assert row["email"] == email_of(row["full_name"])


def test_what_a_later_call_reads_belongs_to_the_rest_of_the_example():
    examples = [{"full_name": "Ada Brook", "email": "ada@example.com"},
                {"full_name": "Bo Lind", "email": "bo@example.com"}]  # fmt: skip
    read = tool("get_guest", "Get the guest", {}, {
        "type": "object", "properties": {"guest": {**PERSON, "examples": examples}},
        "required": ["guest"],
    })  # fmt: skip
    for seed in range(10):
        (served,) = answer_all([(read, {})], TODAY, seed, {"guest.email": ({"type": "string"},)})
        assert served["guest"] in examples
    taken = {"guest.email": ({"type": "string", "enum": ["cy@example.com"]},)}
    (served,) = answer_all([(read, {})], TODAY, 1, taken)
    assert served["guest"]["email"] == "cy@example.com"


PLACES = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            "place_id": {"type": "string"},
            "name": {"type": "string"},
            "cuisine": {"type": "string"},
            "rating": {"type": "number"},
        },
        "required": ["place_id", "name", "cuisine", "rating"],
        "examples": [{"name": name} for name in ("Luna Verde", "Casa Brisa", "Noodle Lane")],
    },
}
FOUND = {"type": "object", "properties": {"places": PLACES}, "required": ["places"]}
ONE = {"type": "object", "properties": {
    name: PLACES["items"]["properties"][name] for name in ("name", "cuisine", "rating")
}}  # fmt: skip


def talked(*steps, seed=1):
    return answer_all(steps, TODAY, seed)


def test_a_name_belongs_to_one_thing_through_a_conversation():
    find = tool("find_places", "Find places to eat", {}, FOUND)
    search = tool("search_places", "Search for places", {"cuisine": "string"}, FOUND)
    show = tool("get_place", "Get a place by its name", {"name": "string"}, ONE)
    again = 0
    for seed in range(40):
        first, second, pizza = talked(
            (find, {}), (find, {}), (search, {"cuisine": "pizza"}), seed=seed
        )
        rows = {row["name"]: row for row in first["places"]}
        for row in second["places"]:
            if row["name"] in rows:
                again += 1
                assert row == rows[row["name"]]
        # All places have been listed, so there may be none of that kind.
        assert {row["cuisine"] for row in pizza["places"]} <= {"pizza"}
        name, row = next(iter(rows.items()))
        _, shown = talked((find, {}), (show, {"name": name}), seed=seed)
        assert {field: row[field] for field in shown} == shown
    assert again > 20


def test_an_id_that_is_given_back_has_the_form_in_which_it_was_given():
    tools = infer_all([
        tool("track_order", "Track the status of an order", {"order_id": "string"}),
        tool("cancel_order", "Cancel an order", {"order_id": "integer"}),
        tool("get_order", "Get an order", {"order_id": "integer"}),
    ])  # fmt: skip
    for given_tool in tools:
        returns = given_tool.returns["properties"]
        if "order_id" in returns:
            wanted = given_tool.parameters["properties"]["order_id"]["type"]
            assert returns["order_id"]["type"] == wanted


def test_no_day_is_listed_twice():
    rows = {"type": "array", "minItems": 3, "items": {
        "type": "object", "required": ["date"],
        "properties": {"date": {"type": "string", "format": "date"}},
    }}  # fmt: skip
    listing = tool("get_holidays", "Get the holidays", {}, {
        "type": "object", "properties": {"holidays": rows}, "required": ["holidays"],
    })  # fmt: skip
    for seed in range(20):
        days = [row["date"] for row in simulated(listing, {}, seed)["holidays"]]
        assert len(set(days)) == len(days)


def test_a_result_that_can_be_worked_out_is_so_though_a_later_call_reads_it():
    add = with_returns(tool("add", "Add two numbers", {"a": "number", "b": "number"}))
    (name,) = (key for key in add.returns["properties"] if key not in ("a", "b"))
    serving = {name: ({"type": "number"},)}
    assert answer_all([(add, {"a": 2, "b": 3})], TODAY, 2, serving)[0][name] == 5


LOAN = {"type": "object", "properties": {
    name: {"type": "string"} for name in ("loan_id", "book_id", "member_id", "status")
}, "required": ["loan_id", "book_id", "member_id", "status"]}  # fmt: skip


@pytest.mark.parametrize("container", ["loans", "result", "data"])
def test_an_update_changes_neither_what_else_a_thing_belongs_to_nor_its_name(container):
    rows = {"type": "array", "items": LOAN, "minItems": 2}
    listing = tool("list_loans", "List the loans", {}, {
        "type": "object", "properties": {container: rows}, "required": [container],
    })  # fmt: skip
    extend = tool("update_loan", "Update a loan", {"loan_id": "string", "weeks": "integer"}, LOAN)
    pass_on = tool("update_loan", "Give a loan to another member",
                   {"loan_id": "string", "member_id": "string"}, LOAN)  # fmt: skip
    for seed in range(20):
        (found,) = talked((listing, {}), seed=seed)
        loan = found[container][0]
        asked = {"loan_id": loan["loan_id"]}
        _, longer, other = talked(
            (listing, {}), (extend, {**asked, "weeks": 2}),
            (pass_on, {**asked, "member_id": "MBR-1"}), seed=seed,
        )  # fmt: skip
        assert (longer["book_id"], longer["member_id"]) == (loan["book_id"], loan["member_id"])
        assert (other["book_id"], other["member_id"]) == (loan["book_id"], "MBR-1")
        assert longer["status"] == loan["status"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [("created", "updated"), ("created_at", "updated_at"), ("start_time", "end_time"),
     ("expected_start_time", "expected_end_time")],
)  # fmt: skip
def test_records_are_made_before_they_are_changed(earlier, later):
    moment = {"type": "string", "format": "date-time"}
    run = {"type": "object", "required": [later, earlier],
           "properties": {later: moment, earlier: moment}}  # fmt: skip
    read = tool("get_run", "Get a run", {}, run)
    for seed in range(40):
        found = simulated(read, {}, seed)
        assert found[earlier] <= found[later]


def test_moments_that_were_given_stay_where_they_were_given():
    moment = {"type": "string", "format": "date"}
    run = {"type": "object", "required": ["start", "end"],
           "properties": {"start": moment, "end": moment}}  # fmt: skip
    read = tool("get_run", "Get a run", {"start": moment}, run)
    assert simulated(read, {"start": "2031-01-01"})["start"] == "2031-01-01"


def test_what_went_well_reports_no_error():
    text = {"type": "string"}
    run = {"type": "object", "required": ["name"],
           "properties": {"name": text, "error": text, "error_message": text}}  # fmt: skip
    read = tool("get_run", "Get a run", {}, run)
    assert not any("error" in key for seed in range(30) for key in simulated(read, {}, seed))


def test_what_is_made_from_a_thing_has_an_id_of_its_own():
    uuid = {"type": "string", "format": "uuid"}
    made = {"type": "object", "required": ["id"], "properties": {"id": uuid}}
    run = tool("create_flow_run_from_deployment", "Create a flow run from a deployment",
               {"id": uuid}, made)  # fmt: skip
    shown = tool("read_deployment", "Read a deployment", {"id": uuid}, made)
    given_id = "17bedd7c-0000-4000-8000-000000000000"
    assert simulated(run, {"id": given_id})["id"] != given_id
    assert simulated(shown, {"id": given_id})["id"] == given_id


def test_what_was_booked_is_listed_as_what_it_is():
    text = {"type": "string"}
    made = {"type": "object", "required": ["booking_id"], "properties": {"booking_id": text}}
    book = tool("book_hotel", "Book a hotel", {"hotel_id": "string"}, made)
    row = {"type": "object", "required": ["booking_id", "kind"],
           "properties": {"booking_id": text, "kind": {"enum": ["hotel", "table"], **text}},
           "examples": [{"kind": "table"}]}  # fmt: skip
    listing = tool("list_bookings", "List the bookings", {}, {
        "type": "object", "required": ["bookings"],
        "properties": {"bookings": {"type": "array", "items": row}},
    })  # fmt: skip
    for seed in range(20):
        booked, listed = talked((book, {"hotel_id": "HT-1"}), (listing, {}), seed=seed)
        shown = {one["booking_id"]: one["kind"] for one in listed["bookings"]}
        assert shown[booked["booking_id"]] == "hotel"
