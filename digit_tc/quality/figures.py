"""The figures of a data set, counted one conversation at a time."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Any

from digit_tc.quality.hashing import HashTable, hash_first_request, split_words
from digit_tc.records import Call, Conversation, Provenance, scalars_of
from digit_tc.records.figures import FigureRow, RunFigures


class Figures:
    """Adds conversations up. Memory does not grow with them, except 32 bytes for each opening."""

    def __init__(self) -> None:
        self._count: Counter[str] = Counter()
        self._turns: Counter[int] = Counter()
        self._calls: Counter[int] = Counter()
        self._shapes: Counter[str] = Counter()
        self._words: Counter[int] = Counter()
        self._offered: Counter[int] = Counter()
        self._sources: Counter[str] = Counter()
        self._tools: set[str] = set()
        self._openings = HashTable()

    def add(self, conversation: Conversation) -> None:
        """Count one conversation."""
        self._count["conversations"] += 1
        self._turns[len(conversation.turns)] += 1
        self._offered[len(conversation.tools)] += 1
        self._count["conversations_with_hidden"] += any(c.hidden for c in conversation.calls)
        text = ""
        turn_of = {call.id: call.turn for call in conversation.calls}
        for position, turn in enumerate(conversation.turns):
            words = turn.request.split()
            folded = split_words(turn.request)
            text = f"{text} {' '.join(folded)} "
            self._words[len(words)] += 1
            self._count["first_words" if position == 0 else "later_words"] += len(words)
            if position == 0:
                self._open(turn.request)
            self._shapes[turn.shape] += 1
            self._calls[len(turn.calls)] += 1
            uses_results = False
            for call in turn.calls:
                uses_results |= self._add_call(call, turn_of, text)
            if position:
                self._count["later_turns"] += 1
                self._count["later_turns_using_results"] += uses_results

    def result(self) -> RunFigures:
        """The figures of everything added so far."""
        count, calls = self._count, self._count["calls"]
        turns = self._calls.total()
        tool_turns = turns - self._calls[0]
        arguments = self._sources.total()
        return RunFigures(
            conversations=count["conversations"],
            turns=turns,
            calls=calls,
            arguments=arguments,
            turns_histogram=dict(sorted(self._turns.items())),
            turns_mean=_mean(self._turns),
            calls_histogram=dict(sorted(self._calls.items())),
            calls_per_tool_turn=_share(calls, tool_turns),
            multi_call_turns=_share(
                sum(turns for size, turns in self._calls.items() if size >= 2), tool_turns
            ),
            shapes=dict(sorted(self._shapes.items())),
            hidden_calls=count["hidden"],
            implicit_share=_share(count["hidden"], calls),
            conversations_with_hidden=_share(
                count["conversations_with_hidden"], count["conversations"]
            ),
            calls_without_arguments=_share(count["without_arguments"], calls),
            only_from_result=_share(count["only_from_result"], calls),
            only_from_result_same_turn=_share(count["only_same_turn"], calls),
            only_from_result_earlier_turn=_share(count["only_earlier_turn"], calls),
            later_turns_using_results=_share(
                count["later_turns_using_results"], count["later_turns"]
            ),
            words_mean=_mean(self._words),
            words_p10=_quantile(self._words, 0.1),
            words_median=_quantile(self._words, 0.5),
            words_p90=_quantile(self._words, 0.9),
            words_first_turn=_share(count["first_words"], count["conversations"]),
            words_later_turns=_share(count["later_words"], count["later_turns"]),
            offered_mean=_mean(self._offered),
            offered_min=min(self._offered, default=0),
            offered_max=max(self._offered, default=0),
            argument_sources={
                name: number / arguments for name, number in sorted(self._sources.items())
            },
            grounded=_share(arguments - self._sources["nowhere"], arguments),
            distinct_first_requests=_share(len(self._openings), count["conversations"]),
            tools_used=len(self._tools),
        )

    def _open(self, request: str) -> None:
        opening = hash_first_request(request)
        if opening not in self._openings:
            self._openings.add(opening)

    def _add_call(self, call: Call, turn_of: dict[int, int], said: str) -> bool:
        self._count["calls"] += 1
        self._count["hidden"] += call.hidden
        self._count["without_arguments"] += not call.arguments
        self._tools.add(call.tool)
        sources = {source.path: source for source in call.provenance}
        same_turn = earlier_turn = uses_earlier = False
        for path, value in scalars_of(call.arguments):
            name = _source_name(sources.get(path), call.turn, turn_of)
            self._sources[name] += 1
            if name == "earlier_turns_result":
                uses_earlier = True
                earlier_turn = earlier_turn or not _is_said(value, said)
            elif name == "this_turns_result":
                same_turn = same_turn or not _is_said(value, said)
        self._count["only_from_result"] += same_turn or earlier_turn
        self._count["only_same_turn"] += same_turn
        self._count["only_earlier_turn"] += earlier_turn
        return uses_earlier


def compare_with_reference(figures: RunFigures) -> tuple[FigureRow, ...]:
    """The figures beside those of conversations made in a real stateful environment."""
    given = _reference()
    turns, calls, words = (
        given["turns_per_conversation"], given["calls_per_turn"], given["user_words_per_turn"]
    )  # fmt: skip
    only = given["calls_with_a_value_only_from_an_earlier_result"]
    count, share = "count", "share"
    rows: tuple[tuple[str, str, float, float | None, str], ...] = (
        ("turns_mean", "Turns in a conversation", figures.turns_mean, turns["mean"], count),
        ("calls_per_tool_turn", "Calls in a turn with calls", figures.calls_per_tool_turn,
         calls["mean_of_tool_turns"], count),
        ("multi_call_turns", "Turns with two or more calls, of those with calls",
         figures.multi_call_turns, calls["share_with_two_or_more"], share),
        ("implicit_share", "Calls that the user never asks for", figures.implicit_share,
         given["implicit_prerequisite_calls"], share),
        ("conversations_with_hidden", "Conversations with such a call",
         figures.conversations_with_hidden, given["conversations_with_an_implicit_call"], share),
        ("only_from_result", "Calls with a value that only an earlier result holds",
         figures.only_from_result, only["any"], share),
        ("only_from_result_same_turn", "… of the same turn", figures.only_from_result_same_turn,
         only["same_turn"], share),
        ("only_from_result_earlier_turn", "… of an earlier turn",
         figures.only_from_result_earlier_turn, only["earlier_turn"], share),
        ("later_turns_using_results", "Later turns that use an earlier turn's result",
         figures.later_turns_using_results, given["later_turns_using_an_earlier_turns_result"],
         share),
        ("calls_without_arguments", "Calls without arguments", figures.calls_without_arguments,
         given["calls_without_arguments"], share),
        ("words_mean", "Words in a user turn", figures.words_mean, words["mean"], count),
        ("words_median", "… median", figures.words_median, words["median"], count),
        ("words_p10", "… tenth percentile", figures.words_p10, words["p10"], count),
        ("words_p90", "… ninetieth percentile", figures.words_p90, words["p90"], count),
        ("words_first_turn", "… in first turns", figures.words_first_turn,
         words["first_turn_mean"], count),
        ("words_later_turns", "… in later turns", figures.words_later_turns,
         words["later_turns_mean"], count),
        ("offered_mean", "Tools offered", figures.offered_mean, given["tools_offered"]["mean"],
         count),
        ("grounded", "Argument values with a source", figures.grounded,
         1 - given["argument_sources"]["nowhere"], share),
        ("distinct_first_requests", "First requests that are different",
         figures.distinct_first_requests, None, share),
    )  # fmt: skip
    return tuple(
        FigureRow(name=name, label=label, observed=observed, reference=reference, unit=unit)
        for name, label, observed, reference, unit in rows
    )


def _source_name(source: Provenance | None, turn: int, turn_of: dict[int, int]) -> str:
    if source is None:
        return "nowhere"
    if source.kind == "user":
        return "user_this_turn" if source.turn == turn else "earlier_user_turn"
    if source.kind == "result":
        same = turn_of.get(source.call or 0) == turn
        return "this_turns_result" if same else "earlier_turns_result"
    return "schema" if source.kind in ("default", "enum") else source.kind


def _is_said(value: Any, said: str) -> bool:
    """Whether the user's texts so far hold the value word for word."""
    folded = " ".join(split_words(str(value)))
    return f" {folded} " in said


def _mean(histogram: Counter[int]) -> float:
    return _share(sum(size * number for size, number in histogram.items()), histogram.total())


def _quantile(histogram: Counter[int], share: float) -> int:
    """The least value that at least this share of the values does not exceed."""
    passed, total = 0, histogram.total()
    for value, number in sorted(histogram.items()):
        passed += number
        if passed >= share * total:
            return value
    return 0


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


@cache
def _reference() -> dict[str, Any]:
    text = files("digit_tc.quality").joinpath("stateful_reference.json").read_text("utf-8")
    content: dict[str, Any] = json.loads(text)
    return content
