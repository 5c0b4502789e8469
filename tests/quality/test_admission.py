"""Which conversations enter the data set."""

from __future__ import annotations

from types import ModuleType

from hypothesis import example, given
from hypothesis import strategies as st

from digit_tc.config import QualityConfig
from digit_tc.quality import Admission
from digit_tc.quality.hashing import HashTable
from digit_tc.records import Conversation

CONFIG = QualityConfig()


def reason(admission: Admission, conversation: Conversation) -> str:
    rejection = admission.decide(conversation)
    return rejection.reason if rejection else ""


def test_different_conversations_are_admitted(samples: ModuleType) -> None:
    admission = Admission(CONFIG)
    assert [reason(admission, samples.build_conversation(i)) for i in range(60)] == [""] * 60
    assert admission.admitted == 60


def test_same_texts_and_calls_under_another_id_are_an_exact_duplicate(samples: ModuleType) -> None:
    admission, first = Admission(CONFIG), samples.build_conversation(0)
    admission.decide(first)
    again = samples.replaced(first, index=9, seed=77)
    rejection = admission.decide(again)
    assert rejection is not None
    assert (rejection.reason, rejection.subject) == ("exact-duplicate", again.id)
    assert rejection.stage == "assess"


def test_same_words_with_other_results_and_punctuation_are_a_near_duplicate(
    samples: ModuleType,
) -> None:
    admission, first = Admission(CONFIG), samples.build_conversation(0)
    admission.decide(first)
    other = samples.with_turn(first, 0, request=first.turns[0].request.replace(".", " !"))
    rejection = admission.decide(other)
    assert rejection is not None
    assert rejection.reason == "near-duplicate"
    assert "Conversation 1 " in rejection.detail


def test_near_duplicates_are_found_among_many(samples: ModuleType) -> None:
    admission = Admission(CONFIG)
    originals = [samples.build_conversation(i) for i in range(300)]
    for conversation in originals:
        admission.decide(conversation)
    shouted = [samples.with_turn(c, 1, request=c.turns[1].request.upper()) for c in originals]
    found = [reason(admission, conversation) for conversation in shouted]
    assert found.count("near-duplicate") >= 297


def test_same_words_with_other_values_are_no_duplicate(samples: ModuleType) -> None:
    admission = Admission(QualityConfig(min_distinct_first_requests=0))
    admission.decide(samples.build_conversation(0))
    # Index 40 has the same city, traveller and number of people on another day.
    assert reason(admission, samples.build_conversation(40)) == ""


def test_same_words_over_other_tools_are_no_near_duplicate(samples: ModuleType) -> None:
    admission = Admission(QualityConfig(min_distinct_first_requests=0))
    first = samples.build_conversation(0)
    admission.decide(first)
    assert reason(admission, samples.with_call(first, 4, tool="weather::get_forecast")) == ""


def with_opening(samples: ModuleType, index: int, opening: str) -> Conversation:
    changed: Conversation = samples.with_turn(samples.build_conversation(index), 0, request=opening)
    return changed


def test_a_repeated_first_request_is_refused_early_on(samples: ModuleType) -> None:
    admission = Admission(CONFIG)
    assert reason(admission, with_opening(samples, 0, "Find me a flight.")) == ""
    assert reason(admission, with_opening(samples, 1, "find me  a flight")) == (
        "repeated-first-request"
    )


def test_repeated_first_requests_never_bring_the_share_below_the_demand(
    samples: ModuleType,
) -> None:
    admission = Admission(CONFIG)
    admitted = []
    for index in range(400):
        # Every fourth conversation opens with the same words.
        opening = "Hello there." if index % 4 == 0 else f"Request number {index}, please."
        if not reason(admission, with_opening(samples, index, opening)):
            admitted.append(opening)
    assert len(set(admitted)) / len(admitted) >= CONFIG.min_distinct_first_requests
    assert admitted.count("Hello there.") > 1


def test_resuming_decides_as_if_never_stopped(samples: ModuleType) -> None:
    stream = [samples.build_conversation(i % 23) for i in range(40)]
    whole = Admission(CONFIG)
    expected = [reason(whole, conversation) for conversation in stream]
    first = Admission(CONFIG)
    kept = [c for c in stream[:25] if first.decide(c) is None]
    second = Admission.resume(CONFIG, kept)
    assert [reason(second, c) for c in stream[25:]] == expected[25:]
    assert second.admitted == whole.admitted


@given(st.lists(st.integers(1, 2**64 - 1), max_size=300))
@example([1] * 29 + [2**64 - 1] * 4 + [1] * 40)
def test_a_hash_table_holds_what_was_put_in_and_nothing_else(values: list[int]) -> None:
    table = HashTable(numbered=True)
    for number, value in enumerate(values):
        table.add(value, number)
    for value in values:
        assert value in table
        assert list(table.numbers_of(value)) == [n for n, v in enumerate(values) if v == value]
    assert len(table) == len(values)
    assert ((max(values, default=1) % (2**64 - 1)) + 1 in table) == (
        (max(values, default=1) % (2**64 - 1)) + 1 in values
    )
