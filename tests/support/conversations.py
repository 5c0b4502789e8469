"""A small travel world by hand: tools, edges, scenarios and conversations that are right.

`build_conversation(3)` and `build_conversation(4)` differ in city, traveller, day and results, and
each of them passes every rule of the method: valid calls, a source for every argument, the goal
before the context of the hidden call, a summary that says only what results say. Tests plant their
own faults with `replaced(conversation, ...)`, which also gives the new content its own id.

Turn 0 is a linear chain whose first call is hidden: find_city → search_flights.
Turn 1 books the flight found in turn 0 and asks for the weather at the same time (parallel).
Together the arguments come from the user (verbatim, date_long, number_word, enum_label,
boolean_affirmed), from results, from the system message, and from a default.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from digit_tc_test_support.editing import edited, plan_of

from digit_tc.records import (
    Assessment,
    Binding,
    Call,
    Carry,
    Chain,
    ConditionState,
    Conversation,
    Edge,
    EntityState,
    Leaf,
    Link,
    ListingState,
    Persona,
    PlannedCall,
    Provenance,
    Reference,
    Rejection,
    Scenario,
    StoredWorld,
    Tool,
    ToolGraph,
    ToolSource,
    Turn,
    TurnSpec,
    Verdict,
    canonical_json,
    compose_turn,
    content_id,
)

CITIES: Final = ("Lisbon", "Porto", "Oslo", "Athens", "Dublin", "Vienna", "Prague", "Kyoto")
TRAVELLERS: Final = ("Ana Duarte", "Li Wei", "Tom Okafor", "Mara Lindqvist", "Yusuf Demir")
NUMBER_WORDS: Final = ("one", "two", "three", "four", "five", "six", "seven")
PERSONA: Final = Persona(id="plain-1", manner="plain", description="Says what is needed.")

FIND_CITY: Final = "travel::find_city"
SEARCH_FLIGHTS: Final = "travel::search_flights"
BOOK_FLIGHT: Final = "travel::book_flight"
GET_WEATHER: Final = "weather::get_weather"
LIST_CURRENCIES: Final = "money::list_currencies"


def build_tools() -> tuple[Tool, ...]:
    """Five tools sorted by key; `money::list_currencies` takes no argument and is a distractor."""
    tools = (
        _tool(
            FIND_CITY,
            "Find a city by its name.",
            {"name": {"type": "string", "description": "Name of the city."}},
            ["name"],
            {"city_id": {"type": "string"}, "name": {"type": "string"}},
        ),
        _tool(
            SEARCH_FLIGHTS,
            "Search flights to a city on a day.",
            {
                "cabin": {"type": "string", "enum": ["economy", "premium_economy", "business"]},
                "city_id": {"type": "string", "description": "Id of the city to fly to."},
                "currency": {"type": "string", "default": "EUR"},
                "date": {"type": "string", "format": "date"},
                "passengers": {"type": "integer", "minimum": 1, "maximum": 9},
            },
            ["city_id", "date", "passengers"],
            {
                "flights": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {
                            "departs": {"type": "string"},
                            "flight_id": {"type": "string"},
                            "price": {"type": "number"},
                        },
                        "required": ["departs", "flight_id", "price"],
                    },
                }
            },
        ),
        _tool(
            BOOK_FLIGHT,
            "Book a flight for a passenger.",
            {
                "flight_id": {"type": "string"},
                "insurance": {"type": "boolean"},
                "passenger": {
                    "type": "object",
                    "properties": {"name": {"type": "string"}},
                    "required": ["name"],
                    "additionalProperties": False,
                },
            },
            ["flight_id", "passenger"],
            {"booking_id": {"type": "string"}, "status": {"type": "string"}},
        ),
        _tool(
            GET_WEATHER,
            "Get the weather in a city on a day.",
            {"city_id": {"type": "string"}, "date": {"type": "string", "format": "date"}},
            ["city_id", "date"],
            {"sky": {"type": "string"}, "temperature": {"type": "number"}},
        ),
        _tool(
            LIST_CURRENCIES,
            "List the currencies that prices can be shown in.",
            {},
            [],
            {"currencies": {"type": "array", "items": {"type": "string"}}},
        ),
    )
    return tuple(sorted(tools, key=lambda tool: tool.key))


def build_edges() -> tuple[Edge, ...]:
    """The three dataflow edges that the conversations walk, sorted by id."""
    edges = (
        _edge(FIND_CITY, "city_id", SEARCH_FLIGHTS, "city_id"),
        _edge(FIND_CITY, "city_id", GET_WEATHER, "city_id"),
        _edge(SEARCH_FLIGHTS, "flights[].flight_id", BOOK_FLIGHT, "flight_id"),
    )
    return tuple(sorted(edges, key=lambda edge: edge.id))


def build_graph() -> ToolGraph:
    """The tools with their edges."""
    return ToolGraph(tools=build_tools(), edges=build_edges())


def build_chains() -> tuple[Chain, Chain]:
    """The chain of turn 0 (linear) and of turn 1 (parallel)."""
    edge = _edge(FIND_CITY, "city_id", SEARCH_FLIGHTS, "city_id")
    link = Link(source=0, source_path="city_id", target=1, target_path="city_id", edge=edge.id)
    return (
        _chain("linear", (FIND_CITY, SEARCH_FLIGHTS), (link,)),
        _chain("parallel", (BOOK_FLIGHT, GET_WEATHER), ()),
    )


def build_scenario(index: int = 0) -> Scenario:
    """The scenario that `build_conversation(index)` grows from."""
    linear, parallel = build_chains()
    booking = _edge(SEARCH_FLIGHTS, "flights[].flight_id", BOOK_FLIGHT, "flight_id")
    weather = _edge(FIND_CITY, "city_id", GET_WEATHER, "city_id")
    carries = (
        Carry(turn=0, step=1, source_path=booking.source_path, target=0,
              target_path="flight_id", edge=booking.id),
        Carry(turn=0, step=0, source_path="city_id", target=1,
              target_path="city_id", edge=weather.id),
    )  # fmt: skip
    content: dict[str, Any] = {
        "index": index,
        "seed": 1000 + index,
        "today": _today(index),
        "tools": tuple(tool.key for tool in build_tools()),
        "turns": (
            TurnSpec(kind="fulfil", chain=linear, hidden=(0,)),
            TurnSpec(kind="fulfil", chain=parallel, carries=carries),
        ),
        "persona": PERSONA,
    }
    draft = Scenario(id="", **content)
    return Scenario(id=content_id("scn", draft.model_dump(mode="json", exclude={"id"})), **content)


def build_conversation(index: int = 0) -> Conversation:
    """A right conversation of two turns and four calls; another index gives other content."""
    scenario = build_scenario(index)
    today = _today(index)
    travel = today + dt.timedelta(days=10 + index % 11)
    city, name = CITIES[index % len(CITIES)], TRAVELLERS[index % len(TRAVELLERS)]
    people = 2 + index % 5
    city_id, flight_id, booking_id = f"CTY-{index + 10}", f"FL-{index + 100}", f"BK-{index + 500}"
    price = round(99.5 + index % 400, 2)
    system = f"You are a travel assistant. Today is {_long(today)}."
    first = (
        f"Please look for flights for {NUMBER_WORDS[people - 1]} people on {_long(travel)} in "
        f"premium economy. We would like to go to {city}."
    )
    second = f"Book the first one for {name}, with insurance, and tell me the weather there today."
    linear, parallel = build_chains()
    turn_0 = _turn(
        0, linear, first,
        (
            _call(1, 0, 0, 0, FIND_CITY, hidden=True,
                  result={"city_id": city_id, "name": city},
                  sources=[("name", city, _said(0, first, city))]),
            _call(2, 0, 1, 1, SEARCH_FLIGHTS,
                  result={"flights": [
                      {"departs": "08:15", "flight_id": flight_id, "price": price},
                      {"departs": "17:40", "flight_id": flight_id + "B", "price": price + 21},
                  ]},
                  sources=[
                      ("cabin", "premium_economy",
                       _said(0, first, "premium economy", "enum_label")),
                      ("city_id", city_id, {"kind": "result", "call": 1, "result_path": "city_id"}),
                      ("currency", "EUR", {"kind": "default"}),
                      ("date", travel.isoformat(), _said(0, first, _long(travel), "date_long")),
                      ("passengers", people,
                       _said(0, first, NUMBER_WORDS[people - 1], "number_word")),
                  ]),
        ),
        f"There is a flight to {city} at 08:15 for {price} EUR, and another one at 17:40.",
    )  # fmt: skip
    turn_1 = _turn(
        1, parallel, second,
        (
            _call(3, 1, 0, 0, BOOK_FLIGHT,
                  result={"booking_id": booking_id, "status": "confirmed"},
                  sources=[
                      ("flight_id", flight_id,
                       {"kind": "result", "call": 2, "result_path": "flights[0].flight_id"}),
                      ("insurance", True, _said(1, second, "with insurance", "boolean_affirmed")),
                      ("passenger.name", name, _said(1, second, name)),
                  ]),
            _call(4, 1, 0, 1, GET_WEATHER,
                  result={"sky": "cloudy", "temperature": 14.5},
                  sources=[
                      ("city_id", city_id, {"kind": "result", "call": 1, "result_path": "city_id"}),
                      ("date", today.isoformat(),
                       _said(None, system, _long(today), "date_long") | {"kind": "context"}),
                  ]),
        ),
        f"Booking {booking_id} for {name} is confirmed. {city} is cloudy today, at 14.5 degrees.",
    )  # fmt: skip
    return _identified(
        index=index,
        scenario=scenario.id,
        seed=scenario.seed,
        today=today,
        persona=PERSONA.id,
        system=system,
        tools=scenario.tools,
        turns=(turn_0, turn_1),
        writer="grammar/1",
    )


def build_world(conversation: Conversation) -> StoredWorld:
    """The world that gives the results of `build_conversation(...)`."""
    find, search, book, weather = conversation.calls
    city = EntityState(kind="city", id=find.result["city_id"],
                       attributes={"name": find.arguments["name"]})  # fmt: skip
    flights = [
        EntityState(kind="flight", id=row["flight_id"],
                    attributes={**search.arguments, "departs": row["departs"],
                                "price": row["price"]})
        for row in search.result["flights"]
    ]  # fmt: skip
    sky = EntityState(kind="weather", id="#1",
                      attributes={"date": weather.arguments["date"], **weather.result})  # fmt: skip
    listing = ListingState(
        kind="flight",
        conditions=tuple(
            ConditionState(attribute=name, operator="=", value=value)
            for name, value in sorted(search.arguments.items())
        ),
        members=tuple((one.kind, one.id) for one in flights),
    )
    booked = f"{BOOK_FLIGHT} {canonical_json(book.arguments).decode()}@0"
    return StoredWorld(
        seed=conversation.seed,
        today=conversation.today,
        place="Lisbon",
        entities=(city, *flights, sky),
        listings={f"{SEARCH_FLIGHTS} {canonical_json(search.arguments).decode()}": listing},
        answers={f"{booked} {name}": value for name, value in book.result.items()},
    )


def build_assessment(conversation: Conversation, *, accepted: bool = True) -> Assessment:
    """Two verdicts; with `accepted=False` the second one fails."""
    return Assessment(
        conversation=conversation.id,
        accepted=accepted,
        verdicts=(
            Verdict(check="grounded", passed=True, score=1.0, reason="All values have a source."),
            Verdict(
                check="no_tool_names",
                passed=accepted,
                score=float(accepted),
                reason="No tool is named." if accepted else "The user names book_flight.",
                turn=1,
            ),
        ),
    )


def build_rejection(index: int = 0, reason: str = "exact-duplicate") -> Rejection:
    """A scenario that was dropped by the synthesis."""
    return Rejection(
        stage="synthesize",
        subject=build_scenario(index).id,
        reason=reason,
        detail="The same request was made before.",
        cost_in_ms=1.5,
    )


def replaced(conversation: Conversation, **changes: Any) -> Conversation:
    """The conversation with other fields, checked as a record and under its own new id."""
    content = {
        name: getattr(conversation, name) for name in Conversation.model_fields if name != "id"
    }
    return _identified(**(content | changes))


def with_turn(conversation: Conversation, index: int, **changes: Any) -> Conversation:
    """The conversation with something else in one turn: `with_turn(c, 0, request="...")`."""
    turns = list(conversation.turns)
    turns[index] = edited(turns[index], **changes)
    return replaced(conversation, turns=tuple(turns))


def with_call(conversation: Conversation, call_id: int, **changes: Any) -> Conversation:
    """The conversation with other fields in one call: `with_call(c, 3, arguments={...})`."""
    turns = tuple(
        edited(
            turn,
            calls=tuple(
                call.model_copy(update=changes) if call.id == call_id else call
                for call in turn.calls
            ),
        )
        if any(call.id == call_id for call in turn.calls)
        else turn
        for turn in conversation.turns
    )
    return replaced(conversation, turns=turns)


def _identified(**content: Any) -> Conversation:
    draft = Conversation(id="", **content)
    identity = content_id("conv", draft.model_dump(mode="json", exclude={"id"}))
    return Conversation(id=identity, **content)


def _tool(
    key: str,
    description: str,
    properties: dict[str, Any],
    required: list[str],
    returns: dict[str, Any],
) -> Tool:
    namespace, name = key.split("::")
    parameters = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    returned = {"type": "object", "properties": returns, "required": list(returns)}
    return Tool(
        namespace=namespace,
        name=name,
        description=description,
        parameters=parameters,
        returns=returned,
        returns_origin="declared",
        source=ToolSource(label="travel.json", reader="openai", item=name),
        fingerprint=content_id("tool", name, description, parameters, returned),
    )


def _edge(source: str, source_path: str, target: str, target_path: str) -> Edge:
    return Edge(
        id=content_id("edge", source, source_path, target, target_path),
        source=source,
        source_path=source_path,
        target=target,
        target_path=target_path,
        score=0.95,
        kind="identity",
        evidence="The same id name.",
    )


def _chain(shape: Any, steps: tuple[str, ...], links: tuple[Link, ...]) -> Chain:
    identity = content_id("chain", shape, steps, [link.model_dump(mode="json") for link in links])
    return Chain(id=identity, shape=shape, steps=steps, links=links)


def _turn(index: int, chain: Chain, request: str, calls: tuple[Call, ...], summary: str) -> Turn:
    planned = tuple(_planned(call) for call in calls)
    return compose_turn(
        index,
        TurnSpec(kind="fulfil", chain=chain),
        plan_of(index, planned, calls),
        request=request,
        calls=calls,
        summary=summary,
    )


def _planned(call: Call) -> PlannedCall:
    bindings = []
    for source in call.provenance:
        value: Any = call.arguments
        for part in source.path.split("."):
            value = value[part]
        if source.call is not None:
            bound: Leaf | Reference = Reference(call=source.call, path=source.result_path)
        else:
            bound = Leaf(value=value)
        bindings.append(Binding(path=source.path, value=bound))
    return PlannedCall(
        id=call.id, step=call.step, tool=call.tool, bindings=tuple(bindings), hidden=call.hidden
    )


def _call(
    identity: int,
    turn: int,
    group: int,
    step: int,
    tool: str,
    *,
    result: dict[str, Any],
    sources: list[tuple[str, Any, dict[str, Any]]],
    hidden: bool = False,
) -> Call:
    arguments: dict[str, Any] = {}
    for path, value, _ in sources:
        *outer, last = path.split(".")
        place = arguments
        for part in outer:
            place = place.setdefault(part, {})
        place[last] = value
    return Call(
        id=identity,
        turn=turn,
        group=group,
        step=step,
        tool=tool,
        arguments=arguments,
        provenance=tuple(Provenance(path=path, **source) for path, _, source in sources),
        hidden=hidden,
        result=result,
    )


def _said(turn: int | None, text: str, part: str, transform: str = "verbatim") -> dict[str, Any]:
    start = text.index(part)
    return {
        "kind": "user",
        "message": "system" if turn is None else f"t{turn}.0",
        "start": start,
        "end": start + len(part),
        "transform": transform,
    }


def _today(index: int) -> dt.date:
    return dt.date(2026, 1, 5) + dt.timedelta(days=index % 300)


def _long(day: dt.date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
