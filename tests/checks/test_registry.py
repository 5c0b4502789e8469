"""Checks are found by name and asked by phase, each about the turns of its kinds alone."""

from __future__ import annotations

from types import ModuleType

import pytest
from digit_tc_test_support.editing import edited

from digit_tc import checks
from digit_tc.checks import (
    Check,
    CheckContext,
    Phase,
    assess,
    check_turn,
    find_fault,
    get_check,
    judge,
    list_figures,
    list_refusals,
)
from digit_tc.records import Conversation, Verdict


class _Silence:
    """A check that no turn's request is longer than nothing."""

    NAME = "silence"
    RULE = "Nobody says a word."
    PHASE = Phase.REQUEST

    def __init__(self, *kinds: str, decides: bool = True) -> None:
        self.KINDS = frozenset(kinds) if kinds else None
        self.DECIDES = decides

    def check(
        self,
        conversation: Conversation,
        context: CheckContext,  # noqa: ARG002
        *,
        first: int = 0,
    ) -> Verdict:
        for position, turn in enumerate(conversation.turns[first:], first):
            if turn.request:
                return Verdict(
                    check="silence", passed=False, score=0.0, reason=f"Turn {position} speaks.",
                    turn=position,
                )  # fmt: skip
        return Verdict(check="silence", passed=True, score=1.0, reason="All is silent.")


@pytest.fixture
def second_is_other(samples: ModuleType) -> Conversation:
    conversation = samples.build_conversation(0)
    turns = list(conversation.turns)
    other = turns[1].spec.model_copy(update={"kind": "other"})
    turns[1] = turns[1].model_copy(update={"spec": other})
    made: Conversation = conversation.model_copy(update={"turns": tuple(turns)})
    return made


def _only(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "CHECKS", (check,))


@pytest.mark.parametrize(("kinds", "reason"), [
    ((), "Turn 0 speaks."),
    (("fulfil", "other"), "Turn 0 speaks."),
    (("fulfil",), "Turn 0 speaks."),
    (("other",), "Turn 1 speaks."),
    (("third",), "No turn is of a kind that this rule is about."),
])  # fmt: skip
def test_a_check_judges_the_turns_of_its_kinds_alone(
    kinds: tuple[str, ...], reason: str, second_is_other: Conversation, context: CheckContext
) -> None:
    verdict = judge(_Silence(*kinds), second_is_other, context)
    assert (verdict.reason, verdict.passed) == (reason, kinds == ("third",))


def test_turns_after_that_of_a_check_s_kind_are_not_judged(
    second_is_other: Conversation, context: CheckContext
) -> None:
    silent = edited(second_is_other.turns[0], request="")
    turns = (silent, second_is_other.turns[1])
    conversation = second_is_other.model_copy(update={"turns": turns})
    assert judge(_Silence("fulfil"), conversation, context).passed
    assert not judge(_Silence("fulfil", "other"), conversation, context).passed


def test_turns_of_before_are_history_for_a_check_with_kinds_too(
    second_is_other: Conversation, context: CheckContext
) -> None:
    assert judge(_Silence("fulfil"), second_is_other, context, first=1).passed
    assert not judge(_Silence("other"), second_is_other, context, first=1).passed


def test_every_way_to_ask_knows_a_check_that_is_registered(
    second_is_other: Conversation, context: CheckContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    check = _Silence("other")
    _only(check, monkeypatch)
    assert get_check("silence") is check
    assert [one.reason for one in assess(second_is_other, context).verdicts] == ["Turn 1 speaks."]
    found = find_fault(second_is_other, context, [Phase.REQUEST])
    assert found is not None
    assert found.reason == "Turn 1 speaks."


def test_a_check_is_asked_in_its_phase_alone(
    second_is_other: Conversation, context: CheckContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    _only(_Silence(), monkeypatch)
    others = [phase for phase in Phase if phase is not Phase.REQUEST]
    assert find_fault(second_is_other, context, others) is None


def test_a_name_that_no_check_has_is_an_error() -> None:
    with pytest.raises(KeyError, match="no_such_rule"):
        get_check("no_such_rule")


def test_a_figure_is_reported_and_refuses_nothing(
    second_is_other: Conversation, context: CheckContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    for decides in (True, False):
        _only(_Silence(decides=decides), monkeypatch)
        assessment = assess(second_is_other, context)
        assert [one.passed for one in assessment.verdicts] == [False]
        assert assessment.accepted is not decides
        assert bool(list_refusals(assessment.verdicts)) is decides
        assert bool(check_turn(second_is_other, context)) is decides
        assert (find_fault(second_is_other, context, [Phase.REQUEST]) is not None) is decides
        assert list_figures() == (() if decides else ("silence",))
