"""What the starter pack promises to those who fill its phrases and answers without a model."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import yaml

from digit_tc.data import read_text, starter_files
from digit_tc.semantics import profile_of
from digit_tc.specs import load_tools

Entry = dict[str, Any]
PACK: dict[str, Entry] = {
    f"{name.rpartition('/')[2].removesuffix('.yaml')}::{entry['name']}": entry
    for name in starter_files()
    for entry in yaml.safe_load(read_text(name))
}
SLOT = re.compile(r"\{([^{}]*)\}")
FIELDS = {
    "name", "description", "parameters", "returns", "x-requires", "x-effect", "x-entity", "x-key",
    "x-phrases", "x-answers",
}  # fmt: skip
OPTIONAL = {"x-requires", "x-effect", "x-entity", "x-key"}
PROFILES = {tool.key: profile_of(tool) for tool in load_tools(["starter"]).tools}
UNITS = {
    "in euros": "eur", "degrees celsius": "celsius", "kilobytes": "kb", "kilograms": "kg",
    "kilowatt-hours": "kwh", "square metres": "m2", "minutes": "minutes", "percent": "percent",
    "working days": "working_days",
}  # fmt: skip
each_tool = pytest.mark.parametrize("key", PACK)


def objects(schema: Entry, path: str = "") -> Iterator[tuple[str, Entry]]:
    """Every object schema below a schema, itself included, with its path."""
    if schema.get("type") == "object":
        yield path, schema
        for name, inner in schema["properties"].items():
            yield from objects(inner, f"{path}.{name}" if path else name)
    elif schema.get("type") == "array":
        yield from objects(schema["items"], f"{path}[]")


def scalars(schema: Entry, path: str = "") -> Iterator[tuple[str, Entry]]:
    """Every scalar place below a schema, with its path."""
    kind = schema["type"]
    if kind == "object":
        for name, inner in schema["properties"].items():
            yield from scalars(inner, f"{path}.{name}" if path else name)
    elif kind == "array":
        yield from scalars(schema["items"], f"{path}[]")
    else:
        yield path, schema


def at(schema: Entry, path: str) -> Entry | None:
    """The schema at a path such as `hotels[0].name` or `items[].quantity`; None without one."""
    here: Entry | None = schema
    for step in re.findall(r"[^.\[\]]+|\[\d*\]", path):
        if here is None:
            return None
        if step.startswith("["):
            position = int(step[1:-1] or 0)
            inside = here.get("type") == "array" and position < here.get("maxItems", 1)
            here = here["items"] if inside else None
        else:
            here = (here.get("properties") or {}).get(step)
    return here


def always_there(schema: Entry, path: str) -> bool:
    """Whether every result that fits the schema has a value at the path."""
    here = schema
    for step in re.findall(r"[^.\[\]]+|\[\d+\]", path):
        if step.startswith("["):
            if int(step[1:-1]) >= here.get("minItems", 0):
                return False
            here = here["items"]
        else:
            if step not in here.get("required", []):
                return False
            here = here["properties"][step]
    return True


def thing_of(name: str) -> str:
    """What an id parameter names, as phrases call it: `file_ids[]` → "files"; else empty."""
    found = re.fullmatch(r"(\w+)_id(s)?(?:\[\])?", name.rpartition(".")[2])
    return f"{found[1]}{found[2] or ''}" if found else ""


def plain_id(name: str) -> str:
    """The id that a parameter takes: `from_account_id` → `account_id`, `file_ids[]` → `file_id`."""
    return re.sub(r"^(?:from|to)_|s?(?:\[\])?$", "", name.rpartition(".")[2])


def lists(key: str) -> bool:
    """Whether a tool gives rows."""
    return PROFILES[key].effect in ("list", "search")


def rows(key: str) -> Entry:
    """The schema of a row of a listing."""
    (found,) = [one for one in PACK[key]["returns"]["properties"].values() if "items" in one]
    row: Entry = found["items"]
    return row


def test_pack_holds_about_seventy_tools_in_six_domains() -> None:
    domains = Counter(key.partition("::")[0] for key in PACK)
    assert len(domains) == 6
    assert min(domains.values()) >= 10
    assert 66 <= len(PACK) <= 80


@each_tool
def test_a_world_can_hold_what_a_tool_speaks_of(key: str) -> None:
    assert PROFILES[key].tier == "A"


@pytest.mark.parametrize("key", [key for key in PACK if lists(key)])
def test_rows_have_attributes_by_which_people_tell_things_apart(key: str) -> None:
    row = rows(key)
    told = [name for name in row["properties"] if not name.endswith("_id")]
    assert 3 <= len(told) <= 9
    assert row["required"] == list(row["properties"])
    filters = [one.attribute for one in PROFILES[key].filters]
    for name in filters:
        assert [one for one in row["properties"] if one == name or one.endswith(f"_{name}")
                or one.startswith(f"{name}_")], name  # fmt: skip


@each_tool
@pytest.mark.parametrize("part", ["parameters", "returns"])
def test_a_unit_stands_in_the_name(key: str, part: str) -> None:
    for path, schema in scalars(PACK[key][part]):
        if schema["type"] in ("integer", "number"):
            said = schema["description"].lower()
            for words, unit in UNITS.items():
                if words in said:
                    assert unit in path, f"{path}: {said}"


@each_tool
def test_a_state_that_a_call_asks_for_or_leaves_is_told(key: str) -> None:
    profile, entry = PROFILES[key], PACK[key]
    if profile.reads or profile.effect == "session":
        return
    said = entry["description"].lower()
    status = entry["returns"]["properties"].get("status", {})
    known = next(
        (rows(one)["properties"]["status"]["enum"] for one, other in PROFILES.items()
         if lists(one) and other.entity == profile.entity
         and "status" in rows(one)["properties"]), []
    )  # fmt: skip
    if profile.effect == "act":
        assert status["enum"] == [profile.state_after]
        assert f"its status becomes {profile.state_after}." in said
    if status and profile.effect != "delete":
        assert set(status["enum"]) <= set(known or status["enum"])
    if profile.effect != "create" and set(known) - set(profile.states):
        for state in profile.states:
            assert f" {state} {profile.entity}" in said


def test_what_one_entity_has_is_described_alike_by_all_its_tools() -> None:
    found: dict[tuple[str, str], set[str]] = {}
    for key, entry in PACK.items():
        holder = rows(key) if lists(key) else entry["returns"]
        for name, schema in holder["properties"].items():
            if len(schema.get("enum", ())) > 1:
                place = (PROFILES[key].entity, name)
                found.setdefault(place, set()).add(str(schema["enum"]))
    assert {place for place, enums in found.items() if len(enums) > 1} == set()


def test_tool_names_are_unique_over_the_whole_pack() -> None:
    names = Counter(entry["name"] for entry in PACK.values())
    assert [name for name, count in names.items() if count > 1] == []


def test_unknown_file_name_opens_nothing() -> None:
    with pytest.raises(KeyError, match="no packaged file"):
        read_text("../errors.py")


@each_tool
def test_entry_has_the_known_fields_only(key: str) -> None:
    entry = PACK[key]
    assert set(entry) <= FIELDS
    # Rows are told as they come: no sentence of ours would fit every number of them.
    assert FIELDS - set(entry) <= OPTIONAL | ({"x-answers"} if lists(key) else set())
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", entry["name"])
    assert re.fullmatch(r"[A-Z][^.!?]*\.( [A-Z][^.!?]*\.){0,3}", entry["description"])
    assert not entry["description"].split()[0].endswith("s")


@each_tool
@pytest.mark.parametrize("part", ["parameters", "returns"])
def test_schemas_are_valid_and_describe_every_property(key: str, part: str) -> None:
    schema = PACK[key][part]
    jsonschema_rs.meta.validate(schema)
    assert schema["type"] == "object"
    for path, found in objects(schema):
        assert set(found["required"]) <= set(found["properties"]), path
        for name, inner in found["properties"].items():
            assert inner.get("type"), f"{path}.{name} has no type"
            assert inner.get("description"), f"{path}.{name} has no description"


@each_tool
@pytest.mark.parametrize("part", ["parameters", "returns"])
def test_patterns_compile_and_use_plain_features_only(key: str, part: str) -> None:
    for path, schema in scalars(PACK[key][part]):
        if "pattern" in schema:
            re.compile(schema["pattern"])
            plain = r"\^([A-Za-z0-9:-]|\[[0-9A-Z-]+\](\{\d+\})?)+\$"
            assert re.fullmatch(plain, schema["pattern"]), path


@each_tool
@pytest.mark.parametrize("part", ["parameters", "returns"])
def test_scalar_examples_and_defaults_fit_their_own_schema(key: str, part: str) -> None:
    for path, schema in scalars(PACK[key][part]):
        validator = jsonschema_rs.validator_for(schema, validate_formats=True)
        examples = schema.get("examples", [])
        assert len(examples) == len({str(value) for value in examples}), path
        for value in (*examples, *([schema["default"]] if "default" in schema else [])):
            assert validator.is_valid(value), f"{path}: {value!r}"


@each_tool
def test_free_text_parameters_have_at_least_eight_examples(key: str) -> None:
    for path, schema in scalars(PACK[key]["parameters"]):
        free = schema["type"] == "string" and not {"enum", "pattern", "format"} & set(schema)
        if free:
            least = 4 if path.endswith(".city") else 8
            assert len(schema.get("examples", [])) >= least, path


@each_tool
@pytest.mark.parametrize("part", ["parameters", "returns"])
def test_object_examples_fit_and_leave_ids_out(key: str, part: str) -> None:
    for path, schema in objects(PACK[key][part]):
        examples = schema.get("examples", [])
        for example in examples:
            assert set(example) <= set(schema["properties"]), f"{path}: {example}"
            assert not [name for name in example if name.endswith("_id")], f"{path}: {example}"
            for name, value in example.items():
                inner = jsonschema_rs.validator_for(
                    schema["properties"][name], validate_formats=True
                )
                assert inner.is_valid(value), f"{path}.{name}: {value!r}"
        assert len({str(example) for example in examples}) == len(examples), path


@each_tool
def test_free_text_of_results_has_examples_that_belong_together(key: str) -> None:
    for path, schema in objects(PACK[key]["returns"]):
        examples = schema.get("examples", [])
        for name, inner in schema["properties"].items():
            free = inner["type"] == "string" and not {"enum", "pattern", "format"} & set(inner)
            given = inner.get("examples") or name in PACK[key]["parameters"]["properties"]
            if free and not given:
                told = {str(example[name]) for example in examples}
                assert len(told) >= (3 if name in ("carrier", "airline", "city") else 8), path
        assert len({frozenset(example) for example in examples}) <= 1, path
        assert len(examples) in (0, *range(8, 40)), path


@each_tool
def test_enum_filters_leave_enough_examples(key: str) -> None:
    if lists(key):
        examples = rows(key).get("examples", [])
        for name, parameter in PACK[key]["parameters"]["properties"].items():
            for value in parameter.get("enum", []):
                told = [found for found in examples if name in found]
                assert not told or sum(found[name] == value for found in told) >= 3, value


@each_tool
def test_fields_that_repeat_an_argument_admit_every_argument(key: str) -> None:
    entry = PACK[key]
    for name, echoed in entry["returns"]["properties"].items():
        given = entry["parameters"]["properties"].get(name)
        if given is not None:
            assert echoed["type"] == given["type"], name
            for limit in ("pattern", "enum", "format"):
                assert echoed.get(limit) in (None, given.get(limit)), name


@each_tool
def test_phrases_are_plain_imperatives_or_whole_sentences(key: str) -> None:
    phrases = PACK[key]["x-phrases"]
    assert 5 <= len(phrases) <= 15
    assert len(set(phrases)) == len(phrases)
    for phrase in phrases:
        words = SLOT.sub("X", phrase)
        if words.endswith((".", "!", "?")):
            assert re.match(r"\W?[A-Z]", words), phrase
        else:
            assert re.match(r"[a-z]+ ", words), phrase
            assert not re.search(r"[;?!.]", words), phrase
        assert "_" not in words, phrase
        assert not re.search(r"[<>\[\]{}]| please |parameter", words), phrase


@each_tool
def test_slots_of_phrases_are_parameters_and_no_flags(key: str) -> None:
    entry = PACK[key]
    for phrase in entry["x-phrases"]:
        slots = SLOT.findall(phrase)
        assert len(slots) == len(set(slots)), phrase
        for slot in slots:
            if slot in map(thing_of, entry["parameters"]["properties"]):
                continue
            found = at(entry["parameters"], slot)
            assert found is not None, f"{{{slot}}} in {phrase!r} is no parameter"
            assert not thing_of(slot), f"{phrase!r} names an id"
            kind = found["items"]["type"] if found["type"] == "array" else found["type"]
            assert kind in ("string", "integer", "number"), phrase


@each_tool
def test_a_phrase_covers_all_that_is_required(key: str) -> None:
    entry = PACK[key]
    required = {
        thing_of(path) or path.removesuffix("[]")
        for path, _ in scalars(entry["parameters"])
        if path.partition(".")[0].removesuffix("[]") in entry["parameters"]["required"]
    }
    slots = [set(SLOT.findall(phrase)) for phrase in entry["x-phrases"]]
    assert any(required <= found for found in slots), "no phrase covers all that is required"


@each_tool
def test_words_that_point_back_stand_only_where_a_thing_is_left_out(key: str) -> None:
    things = {thing_of(path) for path, _ in scalars(PACK[key]["parameters"])} - {""}
    for phrase in PACK[key]["x-phrases"]:
        words = SLOT.sub("x", phrase)
        assert not re.search(r"\bthe (first|last|second|top)\b", words), phrase
        # "Block the card, since somebody has it" names what "it" is.
        if re.search(r"\b(that|those|this|these|it|them)\b", SLOT.split(phrase)[0]):
            assert things - set(SLOT.findall(phrase)), phrase


@each_tool
def test_slots_of_answers_are_always_in_the_result(key: str) -> None:
    entry = PACK[key]
    answers = entry.get("x-answers", [])
    assert lists(key) == (not answers)
    assert len(answers) in (0, 3, 4, 5)
    assert len(set(answers)) == len(answers)
    for answer in answers:
        for slot in SLOT.findall(answer):
            part, path = "returns", slot
            if slot.startswith("args."):
                part, path = "parameters", slot.removeprefix("args.")
            found = at(entry[part], path)
            assert found is not None, f"{{{slot}}} in {answer!r} is not in the result"
            assert always_there(entry[part], path), f"{{{slot}}} may be missing"
            assert found["type"] not in ("object", "array", "boolean"), answer


@each_tool
def test_answers_state_and_do_not_ask(key: str) -> None:
    names = {entry["name"] for entry in PACK.values()}
    for answer in PACK[key].get("x-answers", []):
        words = SLOT.sub("x", answer)
        assert "?" not in words, answer
        assert not re.search(r"[.!] ", words), f"{answer!r} is more than one sentence"
        assert words.endswith((".", '"')), answer
        assert len(words.split()) <= 32, answer
        assert "_" not in words, answer
        assert not names & set(words.split()), answer
        assert words[0].isupper() or SLOT.match(answer) or answer[0] == '"', answer


def test_every_id_parameter_has_a_producer_with_the_same_pattern() -> None:
    made: dict[str, set[str | None]] = {}
    for entry in PACK.values():
        echoed = {path for path, _ in scalars(entry["parameters"])}
        for path, schema in scalars(entry["returns"]):
            if path not in echoed:
                made.setdefault(path.rpartition(".")[2], set()).add(schema.get("pattern"))
    for key, entry in PACK.items():
        for path, schema in scalars(entry["parameters"]):
            name = plain_id(path) if thing_of(path) else path
            if thing_of(path) or name == "email_address":
                assert made.get(name) == {schema.get("pattern")}, f"{key} {path}"


def test_one_id_name_has_one_pattern_everywhere() -> None:
    patterns: dict[str, set[str | None]] = {}
    for entry in PACK.values():
        for part in ("parameters", "returns"):
            for path, schema in scalars(entry[part]):
                if thing_of(path):
                    name = plain_id(path)
                    patterns.setdefault(name, set()).add(schema.get("pattern"))
    assert {name for name, found in patterns.items() if len(found) != 1 or None in found} == set()
    forms = [next(iter(found)) for found in patterns.values()]
    assert len(forms) == len(set(forms)), "two kinds of id look alike"


def test_at_least_25_tools_can_be_fed_by_another_tool() -> None:
    fed = 0
    for key, entry in PACK.items():
        wanted = {plain_id(path) for path, _ in scalars(entry["parameters"]) if thing_of(path)}
        others = {
            path.rpartition(".")[2]
            for other, found in PACK.items()
            if other != key
            for path, _ in scalars(found["returns"])
        }
        fed += bool(wanted & others)
    assert fed >= 25


@each_tool
def test_required_tools_exist_and_need_nothing_said(key: str) -> None:
    namespace = key.partition("::")[0]
    for target in PACK[key].get("x-requires", []):
        wanted = target if "::" in target else f"{namespace}::{target}"
        assert wanted in PACK
        assert PACK[wanted]["parameters"]["required"] == []


def test_some_preconditions_are_declared() -> None:
    asked = {target for entry in PACK.values() for target in entry.get("x-requires", [])}
    assert {"verify_identity", "unlock_controls"} <= asked
    for key, entry in PACK.items():
        for target in entry.get("x-requires", []):
            assert target in entry["description"], f"{key} does not tell of {target}"
