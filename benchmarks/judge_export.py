"""Judges an exported dataset by reading only the export.

    python benchmarks/judge_export.py dataset.jsonl [--json] [--show 5] [--implicit-share 0.15]

It shares no code with what made the data: schemas, grounding, provenance, protocol and ledger are
read here a second time, from their definitions. Prints a table of figures; the exit code is 1
where a figure misses what the method promises, 2 where the file cannot be read.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import jsonschema_rs


def _words(text: str) -> list[str]:
    return text.split()


MONTHS = _words(
    """
    january february march april may june july august september october november december
    """
)
ONES = _words(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
    sixteen seventeen eighteen nineteen
    """
)
TENS = _words(
    """
    twenty thirty forty fifty sixty seventy eighty ninety
    """
)
NUMBER_WORDS = {word: number for number, word in enumerate(ONES)}
NUMBER_WORDS |= {word: 20 + 10 * number for number, word in enumerate(TENS)}
NUMBER_WORDS |= {
    f"{ten}{mark}{one}": NUMBER_WORDS[ten] + NUMBER_WORDS[one]
    for ten in TENS
    for one in ONES[1:10]
    for mark in "- "
}
NUMBER_WORDS |= {"a hundred": 100, "one hundred": 100, "a thousand": 1000, "one thousand": 1000}
NEGATION = re.compile(
    r"\b(no|not|without|don't|doesn't|skip|leave out|never|off|isn't|won't|false)\b", re.I
)
PLACEHOLDER = re.compile(
    r"(?i)(string|text|value|example( \w+)?|test|foo|bar|baz|lorem ipsum.*|n/?a|todo|tbd|x{3,}"
    r"|your[ _-].*|<[^>]*>|\{[^}]*\}|\[[^\]]*\]|placeholder|unknown|null|none|undefined"
    r"|sample|dummy|some[ _](value|text|string)|\.\.\.|\$\d+(\.\S+)?|)"
)
READING = frozenset(
    _words(
        """
    get list search find fetch show view read check retrieve lookup query browse describe count
    """
    )
)
MUTATING = frozenset(
    _words(
        """
    create add book reserve cancel delete remove update set change edit modify move rename send
    post pay transfer buy order purchase place submit start stop pause resume enable disable
    activate deactivate assign unassign approve reject close open reopen register unregister
    subscribe unsubscribe schedule reschedule upload write save store insert replace merge archive
    restore reset turn toggle lock unlock grant revoke invite accept decline complete finish mark
    rate like follow unfollow block refund return renew extend apply issue publish share upgrade
    downgrade adjust deploy restart check_in check_out log record put patch join leave confirm
    redeem charge withdraw deposit
    """
    )
)
OUTCOMES = frozenset(_words("ok done success successful succeeded completed accepted processed"))
CONTROL = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff"
    "\\ud800-\\udfff]"
)
"""What steers a display instead of being read; line breaks and tabs are not among it."""
JOINING_SHAPES = frozenset(("linear", "fan_out", "fan_in", "dag"))


class Judge:
    """Counts over all lines; `figures()` and `failures()` tell what they came to."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.offences: dict[str, list[str]] = defaultdict(list)
        self.words: list[int] = []
        self.openings: set[bytes] = set()
        self.bodies: set[bytes] = set()
        self.chain_parts: dict[str, set[str]] = defaultdict(set)

    def offend(self, figure: str, place: str, detail: str) -> None:
        self.counts[figure] += 1
        if len(self.offences[figure]) < 1000:
            self.offences[figure].append(f"{place}: {detail}")

    def line(self, number: int, text: str) -> None:
        """Judge one line of the export."""
        self.counts["conversations"] += 1
        place = f"line {number}"
        try:
            self._example(place, json.loads(text))
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            self.offend("protocol_errors", place, f"cannot be read to its end: {error!r}")

    def _example(self, place: str, example: dict[str, Any]) -> None:
        messages, metadata = example["messages"], example["metadata"]
        tools = {tool["function"]["name"]: tool["function"] for tool in example["tools"]}
        if len(tools) != len(example["tools"]):
            self.offend("protocol_errors", place, "two tools are offered under one name")
        self.counts["offered"] += len(tools)
        for position, text in texts_of(messages):
            found = CONTROL.search(text)
            if found:
                where = f"{place} message {position}"
                self.offend("control_characters", where, f"U+{ord(found[0]):04X}")
        errors, turns = read_turns(messages, tools)
        for breach in errors:
            self.offend("protocol_errors", place, breach)
        self._wrong_calls(place, turns, metadata)
        self.openings.add(digest(turns[0]["request"] if turns else ""))
        self._body(place, turns)
        self._parts(metadata)
        Conversation(self, place, messages, metadata, tools, turns).judge()

    def _wrong_calls(
        self, place: str, turns: list[dict[str, Any]], metadata: dict[str, Any]
    ) -> None:
        """Take the calls out that are not trained on, and judge them alone."""
        marked = []
        for turn in turns:
            wrong = [call for call in turn["calls"] if not call["train"]]
            turn["calls"] = [call for call in turn["calls"] if call["train"]]
            for call in wrong:
                marked.append(call["id"])
                problem = wrong_call_problem(call, turn["calls"])
                if problem:
                    self.offend("wrong_call_errors", f"{place} {call['id']}", problem)
        self.counts["wrong_calls"] += len(marked)
        if sorted(marked) != sorted(metadata.get("wrong_calls", ())):
            self.offend("wrong_call_errors", place, "metadata.wrong_calls lists other calls")

    def _body(self, place: str, turns: list[dict[str, Any]]) -> None:
        said = [
            (turn["request"], [(call["name"], call["arguments"]) for call in turn["calls"]])
            for turn in turns
        ]
        body = digest(json.dumps(said, sort_keys=True))
        if body in self.bodies:
            self.offend("exact_duplicates", place, turns[0]["request"] if turns else "")
        self.bodies.add(body)

    def _parts(self, metadata: dict[str, Any]) -> None:
        for chain, shape in zip(
            metadata.get("chains", ()), metadata.get("shapes", ()), strict=False
        ):
            if shape in JOINING_SHAPES:
                self.chain_parts[chain].add(metadata.get("split", ""))

    def figures(self) -> dict[str, float]:
        """Every figure by name; shares are in [0, 1]."""
        count = self.counts
        words = sorted(self.words) or [0]
        return {
            "conversations": count["conversations"],
            "schema_breaking_arguments": count["schema_breaking_arguments"],
            "undeclared_arguments": count["undeclared_arguments"],
            "protocol_errors": count["protocol_errors"],
            "wrong_calls": count["wrong_calls"],
            "wrong_call_errors": count["wrong_call_errors"],
            "grounded_share": share(count["grounded"], count["scalars"]),
            "grounded_strict_share": share(count["grounded_strict"], count["scalars"]),
            "placeholders": count["placeholders"],
            "control_characters": count["control_characters"],
            "tool_names_in_user_text": count["tool_names_in_user_text"],
            "snake_case_in_user_text": count["snake_case_in_user_text"],
            "provenance_share": share(count["provenance"], count["scalars"]),
            "ledger_contradictions": count["ledger_contradictions"],
            "facts_restated": count["facts_restated"],
            "exact_duplicates": count["exact_duplicates"],
            "chains_in_both_parts": sum(len(parts) > 1 for parts in self.chain_parts.values()),
            "multi_call_turn_share": share(count["multi_call_turns"], count["tool_turns"]),
            "implicit_share": share(count["hidden_calls"], count["calls"]),
            "distinct_first_request_share": share(len(self.openings), count["conversations"]),
            "words_per_user_turn": round(sum(words) / len(words), 2),
            "words_p10": words[len(words) // 10],
            "words_p90": words[len(words) * 9 // 10],
            "turns_per_conversation": share(count["turns"], count["conversations"]),
            "calls_per_tool_turn": share(count["calls"], count["tool_turns"]),
            "calls_needing_a_result": share(count["needs_result"], count["calls"]),
            "calls_needing_a_result_of_same_turn": share(count["needs_same"], count["calls"]),
            "calls_needing_a_result_of_earlier_turn": share(count["needs_earlier"], count["calls"]),
            "later_turns_using_earlier_result": share(
                count["later_turns_using"], count["later_turns"]
            ),
            "tools_offered": share(count["offered"], count["conversations"]),
            "zero_argument_call_share": share(count["zero_argument_calls"], count["calls"]),
        }

    def failures(self, implicit: float, tolerance: float, multi_call: float) -> dict[str, str]:
        """What is promised of each figure that misses it."""
        figures = self.figures()
        promised = {
            name: ("0", figures[name] == 0)
            for name in (
                "schema_breaking_arguments", "undeclared_arguments", "protocol_errors",
                "placeholders", "control_characters", "tool_names_in_user_text",
                "ledger_contradictions", "wrong_call_errors", "exact_duplicates",
                "chains_in_both_parts",
            )
        }  # fmt: skip
        promised["grounded_share"] = (">= 0.99", figures["grounded_share"] >= 0.99)
        unread = self.counts["scalars"] - self.counts["provenance"]
        promised["provenance_share"] = ("= 1", unread == 0)
        promised["multi_call_turn_share"] = (
            f">= {multi_call:g}", figures["multi_call_turn_share"] >= multi_call,
        )  # fmt: skip
        distance = abs(figures["implicit_share"] - implicit)
        promised["implicit_share"] = (f"{implicit:g} ± {tolerance:g}", distance <= tolerance)
        promised["conversations"] = (">= 1", figures["conversations"] >= 1)
        return {name: wanted for name, (wanted, kept) in promised.items() if not kept}


class Conversation:
    """One conversation while it is judged."""

    def __init__(
        self,
        judge: Judge,
        place: str,
        messages: list[dict[str, Any]],
        metadata: dict[str, Any],
        tools: dict[str, dict[str, Any]],
        turns: list[dict[str, Any]],
    ) -> None:
        self.count, self.offend, self.words = judge.counts, judge.offend, judge.words
        self.place, self.messages, self.metadata = place, messages, metadata
        self.tools, self.turns = tools, turns
        self.today = date_of(messages, metadata)
        self.sources = defaultdict(list)
        for source in metadata.get("provenance", ()):
            self.sources[source["call"], source["path"]].append(source)
        self.calls = {call["id"]: call for turn in turns for call in turn["calls"]}

    def judge(self) -> None:
        said = " ".join(
            str(message.get("content") or "")
            for message in self.messages[:1]
            if message.get("role") == "system"
        )
        hidden = set(self.metadata.get("hidden_calls", ()))
        for position, turn in enumerate(self.turns):
            self.count["turns"] += 1
            self.count["tool_turns"] += bool(turn["calls"])
            self.count["multi_call_turns"] += len(turn["calls"]) > 1
            self.words.append(len(turn["request"].split()))
            self._tool_names(turn["request"])
            said += "\n" + turn["request"]
            text = Text(said, self.today)
            needs_earlier = [self._call(call, text, position) for call in turn["calls"]]
            self.count["hidden_calls"] += sum(call["id"] in hidden for call in turn["calls"])
            if position and turn["calls"]:
                self.count["later_turns"] += 1
                self.count["later_turns_using"] += any(needs_earlier)
        self._ledger()

    def _call(self, call: dict[str, Any], text: Text, turn: int) -> bool:
        where = f"{self.place} {call['id']} {call['name']}"
        self.count["calls"] += 1
        if call["name"] not in self.tools:
            return False  # Already a protocol error.
        schema, arguments = self.tools[call["name"]]["parameters"], call["arguments"]
        self.count["zero_argument_calls"] += not arguments
        for error in schema_errors(json.dumps(schema), arguments):
            self.offend("schema_breaking_arguments", where, error)
        for path in undeclared(schema, arguments, schema, ""):
            self.offend("undeclared_arguments", where, path)
        same: list[Any] = []
        earlier: list[Any] = []
        for other in self.calls.values():
            if other["asked_at"] < call["asked_at"] and other["answered_at"] < call["asked_at"]:
                found = same if other["turn"] == turn else earlier
                found.extend(value for _, value in scalars(other["result"]))
        needs_same = needs_earlier = False
        for path, value in scalars(arguments):
            self.count["scalars"] += 1
            places = list(schemas_at(schema, parts_of(path), schema))
            choices = [choice for place in places for choice in choices_of(place)]
            default = any(holds_default(schema, path, value))
            in_text = text.says(value, choices)
            in_same = any(equal(value, other) for other in same)
            in_earlier = any(equal(value, other) for other in earlier)
            strict = in_text or in_same or in_earlier or default or value is None
            by_schema = isinstance(value, bool) or any(equal(value, item) for item in choices)
            self.count["grounded_strict"] += strict
            self.count["grounded"] += strict or by_schema
            if not (strict or by_schema):
                self.offend("ungrounded", where, f"{path} = {value!r}")
            if not (in_text or default or by_schema):
                needs_same |= in_same
                needs_earlier |= in_earlier and not in_same
            if is_placeholder(value) and not choices and not is_named(value, places):
                self.offend("placeholders", where, f"{path} = {value!r}")
            self._provenance(where, call, path, value, choices)
        self.count["needs_same"] += needs_same
        self.count["needs_earlier"] += needs_earlier
        self.count["needs_result"] += needs_same or needs_earlier
        return needs_earlier

    def _provenance(
        self, where: str, call: dict[str, Any], path: str, value: Any, choices: list[Any]
    ) -> None:
        found = self.sources[call["id"], path]
        problem = (
            f"{len(found)} records"
            if len(found) != 1
            else self._unread(call, found[0], value, choices)
        )
        if problem:
            self.offend("unread_provenance", where, f"{path} = {value!r}: {problem}")
        else:
            self.count["provenance"] += 1

    def _unread(
        self, call: dict[str, Any], source: dict[str, Any], value: Any, choices: list[Any]
    ) -> str:
        kind = source["kind"]
        if kind in {"user", "context"}:
            message = self.messages[source["message"]]
            role = "user" if kind == "user" else "system"
            if message["role"] != role or source["message"] >= call["asked_at"]:
                return f"message {source['message']} is not an earlier {role} message"
            part = message["content"][source["start"] : source["end"]]
            name = source["transform"]
            if name in FREELY:
                # The other way round than it was read: what a person who means the value may write.
                told = FREELY[name](part, value, choices, self.today)
                return "" if told else f"{part!r} does not say it as {name}"
            try:
                read = transformed(name, part, choices)
            except (ValueError, KeyError) as error:
                return f"{source['transform']} of {part!r}: {error}"
            return "" if equal(read, value) else f"{source['transform']} of {part!r} is {read!r}"
        if kind == "result":
            other = self.calls.get(source["from_call"])
            if other is None or other["answered_at"] >= call["asked_at"]:
                return f"{source['from_call']} was not answered before"
            try:
                read = at(other["result"], source["result_path"])
            except (KeyError, IndexError, TypeError):
                return f"{source['from_call']} has no {source['result_path']}"
            return "" if equal(read, value) else f"{source['result_path']} is {read!r}"
        schema = self.tools[call["name"]]["parameters"]
        if kind == "default":
            held = any(holds_default(schema, source["path"], value))
            return "" if held else "is not the default"
        if kind == "enum":
            return "" if any(equal(value, item) for item in choices) else "is not in the enum"
        return f"sources of kind {kind!r} cannot be read from the export"

    def _tool_names(self, request: str) -> None:
        for name in self.tools:
            looks_coded = re.search(r"[_\-.0-9]|[a-z][A-Z]", name)
            if looks_coded and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", request, re.I):
                self.offend("tool_names_in_user_text", self.place, f"{name!r} in {request!r}")
        values = " ".join(
            str(value) for call in self.calls.values() for _, value in scalars(call["arguments"])
        )
        for word in re.findall(r"\b[a-z]+(?:_[a-z0-9]+)+\b", request):
            if word not in values:
                self.offend("snake_case_in_user_text", self.place, f"{word!r} in {request!r}")

    def _ledger(self) -> None:
        facts: dict[tuple[str, str, str], tuple[Any, int, str]] = {}
        calls = sorted(self.calls.values(), key=lambda call: call["answered_at"])
        changed_at = [number for number, call in enumerate(calls) if may_change(call["name"])]
        for number, call in enumerate(calls):
            noun = noun_of(call["name"])
            result = with_id(call, noun)
            for entity, identity, attribute, value in stated(result, noun):
                if may_change(call["name"]) and is_outcome(attribute, value):
                    continue
                key = (entity, identity, attribute)
                if key in facts:
                    before, since, stater = facts[key]
                    self.count["facts_restated"] += 1
                    mended = any(since < changed <= number for changed in changed_at)
                    if not equal(before, value) and not mended:
                        self.offend(
                            "ledger_contradictions",
                            self.place,
                            f"{entity} {identity} {attribute}: {before!r} by {stater}, "
                            f"{value!r} by {call['id']} {call['name']}",
                        )
                facts[key] = (value, number, f"{call['id']} {call['name']}")


class Text:
    """Everything said so far, ready to be asked whether it says a value."""

    def __init__(self, text: str, today: dt.date) -> None:
        self.today = today
        self.plain = squeezed(text)
        self.folded = f" {folded(text)} "
        self.numbers = numbers_in(text)

    def says(self, value: Any, choices: list[Any]) -> bool:
        """Whether a person would find the value in the text."""
        if isinstance(value, bool) or value is None:
            return False
        if isinstance(value, int | float):
            return float(value) in self.numbers or any(map(self._holds, number_forms(value)))
        text = str(value)
        if not text.strip():
            return False
        if any(self._holds(form) for form in (text, *forms_of(text))):
            return True
        if any(equal(value, choice) for choice in choices):
            return f" {folded(text)} " in self.folded
        if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return float(text) in self.numbers or any(map(self._holds, number_forms(float(text))))
        return any(map(self._holds, self._freely(text)))

    def _freely(self, text: str) -> Iterator[str]:
        """Ways of writing a text that come up where nobody writes by rule."""
        day, time, _ending = moment_parts(text)
        days = day_forms(day, self.today) if day else set()
        if day and not time:
            yield from days
        elif time and not day:
            yield from hour_forms(time)
        elif day and time:
            if time in {"00:00:00", "23:59:59"}:
                yield from days
            for one in days:
                for hour in hour_forms(time):
                    yield from (f"{one}{join}{hour}" for join in JOINS)
                    yield from (f"{hour}{join}{one}" for join in (" ", ", ", " on ", " on the "))
        else:
            yield text.rstrip(".")
            yield text.replace("_", " ").replace("-", " ")
            yield text.replace("_", "-")
            yield from (sign for sign, code in MONEY.items() if code == text)

    def _holds(self, form: str) -> bool:
        wanted = squeezed(form)
        left = r"(?<!\w)" if wanted[:1].isalnum() else ""
        right = r"(?!\w)" if wanted[-1:].isalnum() else ""
        return bool(re.search(left + re.escape(wanted) + right, self.plain))


def wrong_call_problem(wrong: dict[str, Any], right: list[dict[str, Any]]) -> str:
    """What is not as it should be with a call that is not trained on; empty where it is right.

    Its result is an error alone, which tells no value of the calls that come later in its turn, and
    at least one does come: another call, of the same tool or instead of it.
    """
    result = wrong["result"]
    if not isinstance(result, dict) or list(result) != ["error"] or not result["error"]:
        return f"its result is no error: {str(result)[:80]}"
    later = [call for call in right if call["asked_at"] > wrong["answered_at"]]
    if not later:
        return "no right call follows in its turn"
    if any(
        call["name"] == wrong["name"] and call["arguments"] == wrong["arguments"] for call in right
    ):
        return "a right call of its turn is the same"
    first = min(call["asked_at"] for call in later)
    for call in later:
        for _, value in scalars(call["arguments"]) if call["asked_at"] == first else ():
            told = str(value)
            if (
                not isinstance(value, bool)
                and len(told) > 1
                and re.search(rf"(?<!\w){re.escape(told)}(?!\w)", str(result["error"]), re.I)
            ):
                return f"its error gives {told!r} away"
    return ""


def texts_of(messages: list[dict[str, Any]]) -> Iterator[tuple[int, str]]:
    """Position and text of all that is said, sent and shown, without the escapes of JSON."""
    for position, message in enumerate(messages):
        calls = message.get("tool_calls") or ()
        inner = [call["function"]["arguments"] for call in calls]
        if message.get("role") == "tool":
            inner.append(message.get("content"))
        else:
            yield position, str(message.get("content") or "")
        for text in inner:
            try:
                value = json.loads(str(text))
            except ValueError:
                value = text
            for path, each in scalars(value):
                yield position, path
                if isinstance(each, str):
                    yield position, each


def read_turns(
    messages: list[dict[str, Any]], tools: dict[str, Any]
) -> tuple[list[str], list[dict[str, Any]]]:
    """The turns with their calls and results, and every breach of the protocol."""
    errors: list[str] = []
    turns: list[dict[str, Any]] = []
    open_calls: dict[str, dict[str, Any]] = {}
    seen: set[str] = set()
    before = "start"
    for position, message in enumerate(messages):
        role = message.get("role")
        state = "calls" if role == "assistant" and message.get("tool_calls") else str(role)
        if state not in _AFTER.get(before, ()):
            errors.append(f"message {position}: {state} after {before}")
        if open_calls and state != "tool":
            errors.append(f"message {position}: no result yet for {', '.join(open_calls)}")
            open_calls = {}
        content = message.get("content")
        if state in {"system", "user", "assistant", "tool"} and not (
            isinstance(content, str) and content.strip()
        ):
            errors.append(f"message {position}: {state} without text")
        if state == "user":
            turns.append({"request": str(content), "calls": []})
        if state == "calls":
            for call in message["tool_calls"]:
                read, problem = read_call(call, position, len(turns) - 1, tools)
                read["train"] = message.get("train") is not False
                if read["train"] is not (message.get("weight", 1) != 0):
                    errors.append(f"message {position}: train and weight do not agree")
                errors += [f"message {position}: {problem}"] if problem else []
                if read["id"] in seen:
                    errors.append(f"message {position}: {read['id']} is used twice")
                seen.add(read["id"])
                open_calls[read["id"]] = read
                if turns:
                    turns[-1]["calls"].append(read)
        if state == "tool":
            call = open_calls.pop(str(message.get("tool_call_id")), None)
            if call is None:
                errors.append(f"message {position}: answers no open call")
            else:
                call["answered_at"] = position
                try:
                    call["result"] = json.loads(str(content))
                except ValueError:
                    errors.append(f"message {position}: its result is not JSON")
        before = state
    if before != "assistant":
        errors.append(f"ends with {before}, not with the assistant's text")
    return errors, turns


_AFTER = {
    "start": ("system", "user"),
    "system": ("user",),
    "user": ("calls", "assistant"),
    "calls": ("tool",),
    "tool": ("tool", "calls", "assistant"),
    "assistant": ("user",),
}


def read_call(
    call: dict[str, Any], position: int, turn: int, tools: dict[str, Any]
) -> tuple[dict[str, Any], str]:
    """A call as the judge keeps it, and what is wrong with its form."""
    function = call.get("function") or {}
    read: dict[str, Any] = {
        "id": str(call.get("id")), "name": str(function.get("name")), "arguments": {},
        "result": None, "turn": turn, "asked_at": position, "answered_at": sys.maxsize,
    }  # fmt: skip
    if call.get("type") != "function" or not call.get("id"):
        return read, "a call without type or id"
    try:
        arguments = json.loads(str(function.get("arguments")))
    except (ValueError, TypeError):
        return read, f"the arguments of {read['id']} are not JSON"
    if not isinstance(arguments, dict):
        return read, f"the arguments of {read['id']} are no object"
    read["arguments"] = arguments
    return read, "" if read["name"] in tools else f"{read['name']} is not offered"


def scalars(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every scalar with its path."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from scalars(item, inside(path, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from scalars(item, f"{path}[{position}]")
    else:
        yield path, value


def inside(path: str, key: str) -> str:
    """The place of a key: `order.id`, and `order["a.b"]` for a key that would be misread."""
    if not key or set(key) & set('.[]"\\'):
        return f"{path}[{json.dumps(key, ensure_ascii=False)}]"
    return f"{path}.{key}" if path else key


@lru_cache(maxsize=10_000)
def parts_of(path: str) -> tuple[str | int, ...]:
    """`items[0].id` as ("items", 0, "id")."""
    found = re.findall(r'\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([^.\[\]]+)', path)
    return tuple(
        int(index) if index else json.loads(quoted) if quoted else name
        for index, quoted, name in found
    )


def at(value: Any, path: str) -> Any:
    """What stands at a path. Keys that hold dots themselves are tried whole first."""
    if isinstance(value, dict) and path in value:
        return value[path]
    for part in parts_of(path):
        value = value[part]
    return value


def equal(left: Any, right: Any) -> bool:
    """3 equals 3.0; True does not equal 1; text is compared exactly."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) and isinstance(right, int | float):
        return float(left) == float(right)
    return type(left) is type(right) and left == right


def resolved(schema: Any, root: dict[str, Any]) -> dict[str, Any]:
    """A schema with its own local `$ref` followed."""
    for _ in range(20):
        if not isinstance(schema, dict) or not str(schema.get("$ref", "")).startswith("#/"):
            break
        target: Any = root
        for part in schema["$ref"][2:].split("/"):
            target = target.get(part.replace("~1", "/").replace("~0", "~"), {})
        schema = target
    return schema if isinstance(schema, dict) else {}


def alternatives(schema: Any, root: dict[str, Any], depth: int = 0) -> Iterator[dict[str, Any]]:
    """The schema and those that it is combined of."""
    schema = resolved(schema, root)
    yield schema
    if depth < 8:
        for word in ("anyOf", "oneOf", "allOf"):
            for inner in schema.get(word, ()):
                yield from alternatives(inner, root, depth + 1)


def schemas_at(
    schema: Any, parts: tuple[str | int, ...], root: dict[str, Any]
) -> Iterator[dict[str, Any]]:
    """Every schema that speaks about the place."""
    for one in alternatives(schema, root):
        if not parts:
            yield one
            continue
        first, rest = parts[0], parts[1:]
        if isinstance(first, int):
            prefix = one.get("prefixItems", [])
            inner = prefix[first] if first < len(prefix) else one.get("items")
        else:
            inner = one.get("properties", {}).get(first, one.get("additionalProperties"))
        if isinstance(inner, dict):
            yield from schemas_at(inner, rest, root)


def is_placeholder(value: Any) -> bool:
    """Whether a value stands where a real one should: `<city>`, `string`, nothing at all."""
    return isinstance(value, str) and PLACEHOLDER.fullmatch(value.strip()) is not None


def is_named(value: str, places: list[dict[str, Any]]) -> bool:
    """Whether a description names a plain word as a value: "the type of content (e.g., 'text')"."""
    told = " ".join(str(place.get("description", "")) for place in places)
    return value.isalpha() and any(f"{mark}{value}{mark}" in told for mark in "'\"`")


def choices_of(schema: dict[str, Any]) -> list[Any]:
    """The values that a schema lists."""
    return [*schema.get("enum", ()), *([schema["const"]] if "const" in schema else ())]


def holds_default(schema: dict[str, Any], path: str, value: Any) -> Iterator[bool]:
    """Whether the place, or a whole around it, has a default that gives the value."""
    parts = parts_of(path)
    for length in range(len(parts) + 1):
        for place in schemas_at(schema, parts[:length], schema):
            if "default" in place:
                held = place["default"]
                try:
                    for part in parts[length:]:
                        held = held[part]
                except (KeyError, IndexError, TypeError):
                    continue
                yield equal(held, value)


@lru_cache(maxsize=5_000)
def validator(schema: str) -> Any:
    return jsonschema_rs.validator_for(json.loads(schema), validate_formats=True)


def schema_errors(schema: str, arguments: dict[str, Any]) -> list[str]:
    """One sentence for each way in which the arguments break their schema."""
    try:
        return [error.message for error in validator(schema).iter_errors(arguments)]
    except (ValueError, jsonschema_rs.ReferencingError) as error:
        return [f"the schema itself cannot be used: {error}"]


def undeclared(schema: Any, value: Any, root: dict[str, Any], path: str) -> Iterator[str]:
    """Paths of the fields that no schema speaks about."""
    options = list(alternatives(schema, root))
    if isinstance(value, dict):
        declared = {
            name: inner for one in options for name, inner in one.get("properties", {}).items()
        }
        more = next(
            (one["additionalProperties"] for one in options if "additionalProperties" in one), None
        )
        free = not declared and more is None and bool(path)
        for key, item in value.items():
            here = f"{path}.{key}" if path else key
            if key in declared:
                yield from undeclared(declared[key], item, root, here)
            elif not (more is True or isinstance(more, dict) or free):
                yield here
    elif isinstance(value, list):
        listed = [one["items"] for one in options if isinstance(one.get("items"), dict)]
        for position, item in enumerate(value):
            yield from undeclared(listed[0] if listed else {}, item, root, f"{path}[{position}]")


def squeezed(text: str) -> str:
    return " ".join(text.replace("’", "'").split()).casefold()


def folded(text: str) -> str:
    """Letters and digits only, words parted by single spaces, camel case taken apart."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", text)
    return " ".join(re.findall(r"[^\W_]+", apart)).casefold()


def numbers_in(text: str) -> set[float]:
    """Every number that the text says, in digits or in words."""
    found = set()
    for token in re.findall(r"(?<![\w.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?", text):
        found.add(float(token.replace(",", "")))
        found.add(abs(float(token.replace(",", ""))))
    lowered = squeezed(text)
    for word, number in NUMBER_WORDS.items():
        if word in lowered and re.search(rf"\b{word}\b", lowered):
            found.add(float(number))
    return found


def forms_of(text: str) -> list[str]:
    """Other ways in which a person says a date, a time, or both."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)?[T ]?(?:(\d\d):(\d\d)(?::\d\d(?:\.\d+)?)?)?(Z|[+-]\d\d:?\d\d)?", text
    )
    if not found or not (found[1] or found[2]):
        return []
    dates, times = [""], [""]
    if found[1]:
        try:
            day = dt.date.fromisoformat(found[1])
        except ValueError:
            return []
        month = MONTHS[day.month - 1]
        dates = [found[1], f"{month} {day.day}, {day.year}", f"{day.day} {month} {day.year}"]
    if found[2]:
        hour, minute = int(found[2]), found[3]
        half = "pm" if hour >= 12 else "am"
        times = [f"{found[2]}:{minute}"]
        times += [f"{hour % 12 or 12}:{minute}{gap}{half}" for gap in (" ", "")]
        times += [f"{hour % 12 or 12}{gap}{half}" for gap in (" ", "")] if minute == "00" else []
    if found[1] and found[2]:
        return [
            f"{day}{join}{time}" for day in dates for join in (" at ", " ", "t") for time in times
        ]
    return dates if found[1] else times


def transformed(name: str, text: str, choices: list[Any]) -> Any:
    """The value that a transform reads from the text. Raises ValueError or KeyError."""
    if name == "verbatim":
        return text
    if name in {"integer", "number"}:
        plain = text.replace(",", "").strip()
        return int(plain) if name == "integer" or re.fullmatch(r"-?\d+", plain) else float(plain)
    if name == "number_word":
        return NUMBER_WORDS[squeezed(text)]
    if name in {"date_long", "date_day_first"}:
        return date_read(text, day_first=name == "date_day_first")
    if name == "time_12h":
        return time_read(text)
    if name == "time_12h_utc" and text.endswith(" UTC"):
        return f"{time_read(text.removesuffix(' UTC'))}:00Z"
    if name in {"datetime_long", "datetime_long_utc"}:
        date, at_word, time = text.removesuffix(" UTC").partition(" at ")
        if not at_word or text.endswith(" UTC") != (name == "datetime_long_utc"):
            raise ValueError("is no such moment")
        ending = "Z" if name == "datetime_long_utc" else ""
        return f"{date_read(date, day_first=False)}T{time_read(time)}:00{ending}"
    if name == "enum_label":
        for choice in choices:
            if isinstance(choice, str) and folded(choice).replace(" ", "") == folded(text).replace(
                " ", ""
            ):
                return choice
        raise ValueError("is none of the allowed values")
    if name == "boolean_affirmed" and text.strip() and not NEGATION.search(text):
        return True
    if name == "boolean_negated" and NEGATION.search(text):
        return False
    raise ValueError("cannot be read")


def date_read(text: str, *, day_first: bool) -> str:
    shape = r"(?P<d>\d{1,2}) (?P<m>[A-Za-z]+) (?P<y>\d{4})" if day_first else (
        r"(?P<m>[A-Za-z]+) (?P<d>\d{1,2}), (?P<y>\d{4})"
    )  # fmt: skip
    found = re.fullmatch(shape, text.strip())
    if not found:
        raise ValueError("is no such date")
    return dt.date(
        int(found["y"]), MONTHS.index(found["m"].lower()) + 1, int(found["d"])
    ).isoformat()


def time_read(text: str) -> str:
    found = re.fullmatch(r"(\d{1,2}):(\d\d) ?([ap])\.?m\.?", text.strip().lower())
    if not found or not 1 <= int(found[1]) <= 12:
        raise ValueError("is no such time")
    return f"{int(found[1]) % 12 + 12 * (found[3] == 'p'):02d}:{found[2]}"


JOINS = (" at ", " ", ", ", ", at ", " by ", " from ", " around ", "t", " @ ")
MONEY = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "dollars": "USD", "us dollars": "USD",
    "€": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "pounds": "GBP",
    "pounds sterling": "GBP", "¥": "JPY", "yen": "JPY", "₹": "INR", "rupees": "INR",
    "swiss francs": "CHF",
}  # fmt: skip
RANKS = _words("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
NEAR_DAYS = {
    "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "day after tomorrow": 2,
    "the day after tomorrow": 2, "the day before yesterday": -2,
}  # fmt: skip
DENIAL = re.compile(
    r"(?i)\b(no|not|without|cannot|\w+n't|skip|leave out|never|off|nor|none|neither|exclud\w+"
    r"|omit\w*|disabl\w+|declin\w+|avoid\w*|free of|non-)"
)


def date_of(messages: list[dict[str, Any]], metadata: dict[str, Any]) -> dt.date:
    """The day of a conversation: as its system message says, else as its metadata do."""
    for message in messages[:1]:
        found = re.search(r"([A-Z][a-z]+) (\d{1,2}), (\d{4})", str(message.get("content") or ""))
        if found and found[1].lower() in MONTHS:
            return dt.date(int(found[3]), MONTHS.index(found[1].lower()) + 1, int(found[2]))
    return dt.date.fromisoformat(metadata.get("today") or "2000-01-01")


def plain_marks(text: str) -> str:
    for typed, marks in (("'", "’‘‛"), ('"', "“”„"), ("-", "–‑−"), (" ", "\u00a0\u202f\u2009\n\t")):
        for mark in marks:
            text = text.replace(mark, typed)
    return text


def day_forms(value: str, today: dt.date) -> set[str]:
    """What a person who means a date may write, in small letters, for this year and any other."""
    return dated_forms(value) | undated_forms(value) | near_forms(value, today)


def names_of_day(value: str) -> tuple[list[str], list[str], int]:
    day = dt.date.fromisoformat(value)
    name = MONTHS[day.month - 1]
    months = [name, name[:3], f"{name[:3]}."] + (["sept", "sept."] if day.month == 9 else [])
    tail = "th" if day.day in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    return months, [str(day.day), f"{day.day:02d}", f"{day.day}{tail}"], day.year


def undated_forms(value: str) -> set[str]:
    """The same without a year."""
    months, days, _year = names_of_day(value)
    forms = {f"{month}{the}{day}" for month in months for day in days for the in (" ", " the ")}
    return forms | {
        f"{the}{day}{join}{month}"
        for month in months
        for day in days
        for the in ("", "the ")
        for join in (" ", " of ", "-")
    }


def dated_forms(value: str) -> set[str]:
    """The same with the year, and in figures."""
    day = dt.date.fromisoformat(value)
    joins = (" ", ", ", ",", " of ", "-", "")
    forms = {f"{form}{join}{day.year}" for form in undated_forms(value) for join in joins}
    for mark in "/.-":
        for month in (str(day.month), f"{day.month:02d}"):
            for number in (str(day.day), f"{day.day:02d}"):
                forms.add(f"{day.year}{mark}{month}{mark}{number}")
                if (day.day > 12 or day.day == day.month) and mark != "-":
                    forms.add(f"{month}{mark}{number}{mark}{day.year}")
                    forms.add(f"{number}{mark}{month}{mark}{day.year}")
    return forms


def near_forms(value: str, today: dt.date) -> set[str]:
    ahead = (dt.date.fromisoformat(value) - today).days
    return {words for words, days in NEAR_DAYS.items() if days == ahead}


def follows(value: str, today: dt.date) -> bool:
    """Whether a date is the next of its day and month, today included."""
    day = dt.date.fromisoformat(value)
    years = [
        year
        for year in range(today.year, day.year)
        if (day.month, day.day) != (2, 29) or year % 4 == 0
    ]
    return day >= today and all(day.replace(year=year) < today for year in years)


def hour_forms(time: str) -> set[str]:
    """What a person who means a time of day, `14:30:00`, may write, in small letters."""
    hour, minute, second = (int(part) for part in time.split(":"))
    clock = {f"{hour}:{minute:02d}", f"{hour:02d}:{minute:02d}"} if not second else set()
    clock |= {f"{hour}:{minute:02d}:{second:02d}", f"{hour:02d}:{minute:02d}:{second:02d}"}
    short = hour % 12 or 12
    halves = {f"{number}:{minute:02d}" for number in (str(short), f"{short:02d}")}
    halves |= {str(short), f"{short:02d}"} if not minute else set()
    if second:
        halves = {f"{number}:{minute:02d}:{second:02d}" for number in (short, f"{short:02d}")}
    half = "p" if hour >= 12 else "a"
    clock |= {
        f"{one}{gap}{half}{ending}"
        for one in halves
        for gap in (" ", "")
        for ending in ("m", ".m.", "m.", ".m")
    }
    named = {"12:00:00": {"noon", "midday"}, "00:00:00": {"midnight"}}
    return clock | named.get(time, set())


def moment_parts(value: Any) -> tuple[str, str, str]:
    """Date, time with seconds, and what stands behind them, of a date, a time or both."""
    found = re.fullmatch(
        r"(\d{4}-\d\d-\d\d)?[T ]?(?:(\d{1,2}):(\d\d)(?::(\d\d))?( [AP]M)?)?(\.000Z|Z|\+00:00)?",
        str(value),
    )
    if not found or not (found[1] or found[2]):
        return "", "", ""
    if not found[2]:
        return found[1], "", ""
    hour = int(found[2])
    if found[5]:
        hour = hour % 12 + 12 * (found[5] == " PM")
    return found[1] or "", f"{hour:02d}:{found[3]}:{found[4] or '00'}", found[6] or ""


def number_forms(value: float) -> Iterator[str]:
    """Words, ranks, shares and thousands that say a number, in small letters."""
    if float(value).is_integer() and 0 <= value < 1_000_000_000:
        yield from in_words(int(value))
        if 0 < value <= 12:
            yield RANKS[int(value) - 1]
        yield from (f"{int(value)}{ending}" for ending in ("st", "nd", "rd", "th"))
    if value >= 1000:
        for size, name in (
            (1_000, " thousand"),
            (1_000, "k"),
            (10**6, " million"),
            (10**9, " billion"),
        ):
            yield f"{value / size:.10g}{name}"
    yield from (f"{value * 100:.10g}{mark}" for mark in ("%", " %", " percent", " per cent"))


def in_words(value: int) -> Iterator[str]:
    """`two hundred and five`, with and without `and`, `-` and `a`."""
    plain = spelled(value)
    for words in {plain, plain.replace(" and ", " ")}:
        for form in {words, words.replace("-", " ")}:
            yield form
            if form.startswith("one "):
                yield f"a {form[4:]}"
    if value == 12:
        yield "a dozen"


def spelled(value: int) -> str:
    for size, name in ((10**9, "billion"), (10**6, "million"), (1_000, "thousand")):
        if value >= size:
            rest = value % size
            join = (" and " if rest < 100 else " ") if rest else ""
            return f"{spelled(value // size)} {name}{join}{spelled(rest) if rest else ''}"
    if value >= 100:
        rest = f" and {spelled(value % 100)}" if value % 100 else ""
        return f"{ONES[value // 100]} hundred{rest}"
    if value >= 20:
        return TENS[value // 10 - 2] + (f"-{ONES[value % 10]}" if value % 10 else "")
    return ONES[value]


def says_number(text: str, value: Any) -> bool:
    words = squeezed(text)
    for minus in ("minus ", "negative "):
        if words.startswith(minus):
            return says_number(words.removeprefix(minus), -value)
    exact = {form for form in number_forms(value) if not form.endswith(("th", "st", "nd", "rd"))}
    with_scale = re.fullmatch(r"([\d,.]+)(k| thousand| million| billion)", words)
    if with_scale:
        size = {"k": 1e3, " thousand": 1e3, " million": 1e6, " billion": 1e9}[with_scale[2]]
        return abs(float(with_scale[1].replace(",", "")) * size - value) < 1e-6
    return words in exact or words.replace(" and ", " ") in exact


def says_moment(text: str, value: Any, today: dt.date) -> bool:
    """Whether a text is a day and a time of day, in either order, and nothing else."""
    day, time, _ending = moment_parts(value)
    if not day or not time:
        return False
    words = squeezed(plain_marks(text))
    days = dated_forms(day) | near_forms(day, today)
    days |= undated_forms(day) if follows(day, today) else set()
    for hour in hour_forms(time):
        if words.endswith(hour):
            before = words.removesuffix(hour)
            if any(before.removesuffix(join) in days for join in JOINS if before.endswith(join)):
                return True
        if words.startswith(hour):
            behind = re.sub(r"^,? (on )?((\w+)day,? )?", "", words.removeprefix(hour))
            if behind in days:
                return True
    return False


def says_day(text: str, value: Any, today: dt.date) -> bool:
    words = squeezed(plain_marks(text))
    return words in dated_forms(value) or (words in undated_forms(value) and follows(value, today))


def says_edge(text: str, value: Any, today: dt.date, edge: str) -> bool:
    day, time, _ending = moment_parts(value)
    near = squeezed(text) in near_forms(day, today) if day else False
    return bool(day) and time == edge and (near or says_day(text, day, today))


def says_rank(text: str, value: Any) -> bool:
    words = squeezed(text)
    return (words in RANKS and RANKS.index(words) + 1 == value) or (
        re.fullmatch(r"\d+(st|nd|rd|th)", words) is not None and int(words[:-2]) == value
    )  # fmt: skip


def same_but_number(text: str, value: Any) -> bool:
    """Whether two labels differ at most in that words are singular or plural."""
    one, other = folded(text).split(), folded(str(value)).split()
    if len(one) != len(other):
        return False
    return all(
        left == right or short + "s" == long or short + "es" == long or short[:-1] + "ies" == long
        for left, right in zip(one, other, strict=True)
        for short, long in (sorted((left, right), key=len),)
    )


def spread(text: str, mark: str) -> str:
    return re.sub(r"[\s_-]+", mark, text.strip())


CHANGED = {
    "plain_marks": plain_marks,
    "lower_case": lambda text: text.lower(),
    "upper_case": lambda text: text.upper(),
    "capitalised": lambda text: text[:1].upper() + text[1:],
    "uncapitalised": lambda text: text[:1].lower() + text[1:],
    "title_case": lambda text: "".join(
        letter.upper() if not place or not (text[place - 1].isalnum() or text[place - 1] in "_'’")
        else letter.lower()
        for place, letter in enumerate(text)
    ),
    "full_stop": lambda text: text + ".",
    "sentence": lambda text: text[:1].upper() + text[1:] + ".",
    "plain_sentence": lambda text: plain_marks(text[:1].upper() + text[1:] + "."),
    "snake_case": lambda text: spread(text.lower(), "_"),
    "upper_snake": lambda text: spread(text.upper(), "_"),
    "kebab_case": lambda text: spread(text.lower(), "-"),
    "upper_kebab": lambda text: spread(text.upper(), "-"),
    "spaced": lambda text: spread(text, " "),
    "spaced_lower": lambda text: spread(text.lower(), " "),
    "unspaced": lambda text: re.sub(r"[\s-]", "", text),
    "unspaced_lower": lambda text: spread(text.lower(), ""),
    "unspaced_upper": lambda text: spread(text.upper(), ""),
}  # fmt: skip


def _changed(name: str) -> Any:
    return lambda text, value, _choices, _today: CHANGED[name](text) == value


FREELY: dict[str, Any] = {
    "date_said": lambda text, value, _, today: says_day(text, value, today),
    "date_this_year": lambda text, value, _, today: (
        squeezed(text) in undated_forms(value) and value.startswith(f"{today.year}-")
    ),
    "date_relative": lambda text, value, _, today: squeezed(text) in near_forms(value, today),
    "month_number": lambda text, value, *_: MONTHS.index(squeezed(text)) + 1 == value,
    "number_words": lambda text, value, *_: says_number(text, value),
    "number_text": lambda text, value, *_: (
        text.replace(",", "").strip() == value or says_number(text, float(value))
    ),
    "percent": lambda text, value, *_: (
        abs(float(re.sub(r"[^\d.]", "", text)) / 100 - value) < 1e-9
        and re.search(r"(%|percent|per cent)$", text.strip().lower()) is not None
    ),
    "percent_text": lambda text, value, *_: re.sub(r"[^\d.,]", "", text) + "%" == value,
    "rank": lambda text, value, *_: says_rank(text, value),
    "currency": lambda text, value, *_: MONEY.get(squeezed(text)) == value,
    "yes_said": lambda text, value, *_: (
        value is True and re.search(r"\w", text) is not None
        and not DENIAL.search(plain_marks(text))
    ),
    "no_said": lambda text, value, *_: (
        value is False and DENIAL.search(plain_marks(text)) is not None
    ),
    "enum_inflected": lambda text, value, choices, _: (
        same_but_number(text, value)
        and sum(same_but_number(text, choice) for choice in choices) == 1
    ),
    **{name: _changed(name) for name in CHANGED},
}  # fmt: skip
"""Transform of freely written words → whether it says (text, value, choices, day)."""
for _ending in ("", "_seconds", "_utc", "_12h", "_12h_padded", "_unpadded"):
    FREELY[f"time_said{_ending}"] = lambda text, value, *_: (
        squeezed(text) in hour_forms(moment_parts(value)[1])
    )
for _ending in (
    "", "_utc", "_millis_utc", "_zero_offset", "_minutes", "_spaced", "_spaced_minutes",
):  # fmt: skip
    FREELY[f"moment_said{_ending}"] = lambda text, value, _, today: says_moment(text, value, today)
    FREELY[f"day_start{_ending}"] = lambda text, value, _, today: says_edge(
        text, value, today, "00:00:00"
    )
    FREELY[f"day_end{_ending}"] = lambda text, value, _, today: says_edge(
        text, value, today, "23:59:00" if str(value)[-5:] == "23:59" else "23:59:59"
    )


def words_of(name: str) -> set[str]:
    return set(folded(name).split())


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def noun_of(name: str) -> str:
    """The thing that a tool or a field is about: its last word, in the singular."""
    words = folded(name).split()
    return singular(words[-1]) if words else ""


def may_change(name: str) -> bool:
    """Whether a tool may change the world, by its words: not `get_order`, but `order_pizza`."""
    first, second, *_ = [*folded(name).split(), "", ""]
    if first in READING and (first, second) not in {("check", "in"), ("check", "out")}:
        return False
    return first == "check" or bool(words_of(name) & MUTATING)


def is_outcome(attribute: str, value: Any) -> bool:
    """Whether this says how a call went, and nothing of what it was about: status "completed"."""
    return attribute in ("status", "state", "result", "outcome") and str(value).lower() in OUTCOMES


def with_id(call: dict[str, Any], noun: str) -> Any:
    """A call's result with the id that it was asked for by, where the result leaves it out.

    Only for tools that read and whose argument is the id of their own noun: what
    `get_order(order_id="O1")` gives is order O1. Other arguments than ids and switches (a currency,
    a day) may change what is said, and a list of orders is not that order.
    """
    result, names = call["result"], (f"{noun}_id", f"{noun}Id", "id")
    if not isinstance(result, dict) or not noun or may_change(call["name"]):
        return result
    given = {name: value for name, value in call["arguments"].items() if name in names}
    others = [name for name, value in call["arguments"].items() if not isinstance(value, bool)]
    listed = any(isinstance(item, list) and noun_of(name) == noun for name, item in result.items())
    if len(given) != 1 or listed or any(folded(name).split()[-1:] != ["id"] for name in others):
        return result
    named = {f"{noun}_id": next(iter(given.values()))}
    inner = [name for name, item in result.items() if isinstance(item, dict) and name == noun]
    if inner and not set(names) & set(result[noun]):
        return {**result, noun: {**named, **result[noun]}}
    return result if inner or set(names) & set(result) else {**named, **result}


def stated(value: Any, noun: str) -> Iterator[tuple[str, str, str, Any]]:
    """(entity, id, attribute, value) of every object that says which entity it is.

    An object is an entity where it holds `id`, or an id named after its container: the field it
    stands in (`flights[]` → `flight_id`) or, at the top, the tool's noun. Other ids in it are
    attributes: a booking that holds a `flight_id` says nothing about that flight's other fields.
    """
    if isinstance(value, list):
        for item in value:
            yield from stated(item, noun)
    if not isinstance(value, dict):
        return
    identity = value.get(f"{noun}_id", value.get(f"{noun}Id", value.get("id")))
    if isinstance(identity, str | int) and not isinstance(identity, bool) and noun:
        for key, item in value.items():
            if not isinstance(item, dict | list) and key not in {"id", f"{noun}_id", f"{noun}Id"}:
                yield noun, str(identity), key, item
    for key, item in value.items():
        if isinstance(item, dict | list):
            yield from stated(item, noun_of(key))


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0


def digest(text: str) -> bytes:
    return blake2b(text.encode(errors="surrogatepass"), digest_size=12).digest()


def main() -> int:
    parser = argparse.ArgumentParser(description="Judge an exported dataset by itself alone.")
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N offenders each")
    parser.add_argument("--implicit-share", type=float, default=0.15)
    parser.add_argument("--implicit-tolerance", type=float, default=0.05)
    parser.add_argument("--min-multi-call-turns", type=float, default=0.45)
    options = parser.parse_args()
    judge = Judge()
    try:
        with options.file.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                judge.line(number, line)
    except (OSError, UnicodeDecodeError) as error:
        print(f"{options.file} cannot be read: {error}", file=sys.stderr)
        return 2
    figures = judge.figures()
    failures = judge.failures(
        options.implicit_share, options.implicit_tolerance, options.min_multi_call_turns
    )
    if options.json:
        shown = {name: items[: options.show] for name, items in sorted(judge.offences.items())}
        print(json.dumps({"figures": figures, "failures": failures, "offences": shown}, indent=2))
        return 1 if failures else 0
    for name, value in figures.items():
        promise = f"  FAILS: must be {failures[name]}" if name in failures else ""
        print(f"{name:<40}{value:>12}{promise}")
    if options.show:
        for name, items in sorted(judge.offences.items()):
            print(f"\n{name}: {judge.counts[name]}")
            for item in items[: options.show]:
                print(f"  {item}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
