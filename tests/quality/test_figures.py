"""The figures, against counts made by hand."""

from __future__ import annotations

from types import ModuleType

import pytest

from digit_tc.quality import Figures, compare_with_reference
from digit_tc.records import Conversation
from digit_tc.records.figures import RunFigures


def figures_of(*conversations: Conversation) -> RunFigures:
    figures = Figures()
    for conversation in conversations:
        figures.add(conversation)
    return figures.result()


def test_figures_of_one_conversation_are_those_counted_by_hand(samples: ModuleType) -> None:
    figures = figures_of(samples.build_conversation(0))
    assert (figures.turns, figures.calls, figures.arguments) == (2, 4, 11)
    assert figures.turns_histogram == {2: 1}
    assert figures.calls_histogram == {2: 2}
    assert figures.shapes == {"linear": 1, "parallel": 1}
    assert (figures.implicit_share, figures.conversations_with_hidden) == (0.25, 1.0)
    assert (figures.multi_call_turns, figures.calls_per_tool_turn) == (1.0, 2.0)
    # search_flights takes city_id of its turn; book_flight and get_weather of the turn before.
    assert figures.only_from_result_same_turn == 0.25
    assert figures.only_from_result_earlier_turn == 0.5
    assert figures.only_from_result == 0.75
    assert figures.later_turns_using_results == 1.0
    assert figures.argument_sources == pytest.approx({
        "user_this_turn": 6 / 11, "earlier_turns_result": 2 / 11, "this_turns_result": 1 / 11,
        "schema": 1 / 11, "context": 1 / 11,
    })  # fmt: skip
    assert (figures.grounded, figures.tools_used) == (1.0, 4)
    assert (figures.offered_min, figures.offered_max) == (5, 5)


def test_a_value_that_the_user_also_said_is_not_only_from_a_result(samples: ModuleType) -> None:
    conversation = samples.build_conversation(0)
    said = conversation.turns[0].request + " The id is CTY-10."
    figures = figures_of(samples.with_turn(conversation, 0, request=said))
    assert figures.only_from_result_same_turn == 0.0
    assert figures.only_from_result_earlier_turn == 0.25


def test_words_are_counted_by_turn(samples: ModuleType) -> None:
    conversation = samples.with_turn(samples.build_conversation(0), 0, request="One two three.")
    conversation = samples.with_turn(conversation, 1, request="One.")
    figures = figures_of(conversation)
    assert (figures.words_first_turn, figures.words_later_turns) == (3.0, 1.0)
    assert (figures.words_mean, figures.words_p10, figures.words_p90) == (2.0, 1, 3)


def test_a_value_without_a_source_is_from_nowhere(samples: ModuleType) -> None:
    conversation = samples.with_call(samples.build_conversation(0), 1, provenance=())
    figures = figures_of(conversation)
    assert figures.argument_sources["nowhere"] == pytest.approx(1 / 11)
    assert figures.grounded == pytest.approx(10 / 11)


def test_figures_of_nothing_are_zero() -> None:
    assert figures_of() == RunFigures()


def test_every_share_is_shown_beside_the_reference_in_its_range(samples: ModuleType) -> None:
    shown = compare_with_reference(figures_of(*map(samples.build_conversation, range(30))))
    assert len({row.name for row in shown}) == len(shown)
    for row in shown:
        for value in (row.observed, row.reference):
            assert value is None or value >= 0
            assert value is None or row.unit != "share" or value <= 1
    by_name = {row.name: row for row in shown}
    assert by_name["implicit_share"].reference == 0.132
    assert by_name["turns_mean"].observed == 2.0
