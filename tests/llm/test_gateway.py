"""Asking models: cache, faults, poor replies, stopping."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from digit_tc.errors import ConfigError, RefusedModelError, StopRequested
from digit_tc.llm import (
    ModelGateway,
    ModelReply,
    ModelRequest,
    Purpose,
    ScriptedModel,
    UnusableReplyError,
)
from digit_tc.llm.sender import parse_reply
from digit_tc.records import Usage

GOOD = {"text": "Hello."}


async def _ask_all(
    asking: ModuleType, models: ModelGateway, numbers: range, **changes: Any
) -> list[object]:
    asks = (
        models.ask(asking.purpose(number, **changes), asking.prompt(number), asking.SCHEMA)
        for number in numbers
    )
    return await asyncio.gather(*asks, return_exceptions=True)


def test_a_reply_is_paid_for_once_whoever_asks_and_whenever(
    asking: ModuleType, tmp_path: Path
) -> None:
    async def asked(run_id: str, model: ScriptedModel) -> list[object]:
        async with ModelGateway(asking.run_config(), tmp_path, run_id, model) as models:
            answers = await _ask_all(asking, models, range(20))
        assert [row.cached for row in models.read_calls()] == [not model.requests] * 20
        return answers

    first, second = ScriptedModel(lambda _: GOOD), ScriptedModel([])
    before = asking.run_in_virtual_time(asked("one", first))
    after = asking.run_in_virtual_time(asked("two", second))
    assert before == after
    assert len(first.requests) == 20
    assert second.requests == []


def test_equal_questions_at_once_are_sent_once(asking: ModuleType, tmp_path: Path) -> None:
    model = ScriptedModel(lambda _: GOOD, latency_seconds=1.0)

    async def asked() -> list[object]:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            asks = [models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA) for _ in range(9)]
            answers = await asyncio.gather(*asks)
        assert Counter(row.cached for row in models.read_calls()) == {True: 8, False: 1}
        return answers

    answers = asking.run_in_virtual_time(asked())
    assert len(model.requests) == 1
    assert len(answers) == 9
    assert all(answer == answers[0] for answer in answers)


def test_samples_of_one_prompt_are_asked_for_separately(asking: ModuleType, tmp_path: Path) -> None:
    model = ScriptedModel(lambda request: {"text": str(request.sample)})

    async def asked() -> list[Any]:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            return await asyncio.gather(
                *(
                    models.ask(asking.purpose(sample=sample), asking.prompt(), asking.SCHEMA)
                    for sample in range(3)
                )
            )

    assert [a.data["text"] for a in asking.run_in_virtual_time(asked())] == ["0", "1", "2"]


def test_a_role_brings_its_model_and_temperature(asking: ModuleType, tmp_path: Path) -> None:
    model = ScriptedModel(lambda _: GOOD)
    config = asking.run_config(temperature={"judge": 0.1})

    async def asked() -> None:
        async with ModelGateway(config, tmp_path, "run", model) as models:
            judge = Purpose(role="judge", prompt="judge/2", subject="conv-1")
            await models.ask(judge, asking.prompt(), asking.SCHEMA)
            await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)

    asking.run_in_virtual_time(asked())
    assert [(r.model, r.temperature, r.reply_name) for r in model.requests] == [
        (asking.MODEL, 0.1, "judge"),
        (asking.MODEL, None, "request"),
    ]


def test_a_role_without_a_model_cannot_be_asked(asking: ModuleType, tmp_path: Path) -> None:
    config = asking.run_config()
    config = config.model_copy(update={"roles": config.roles.model_copy(update={"judge": "none"})})

    async def asked() -> None:
        async with ModelGateway(config, tmp_path, "run", ScriptedModel([])) as models:
            judge = Purpose(role="judge", prompt="judge/1", subject="conv-1")
            await models.ask(judge, asking.prompt(), asking.SCHEMA)

    with pytest.raises(ConfigError, match="judge has no model"):
        asking.run_in_virtual_time(asked())


@pytest.mark.parametrize(
    ("poor", "outcome"),
    [
        ("", "empty"),
        ("I would rather not.", "unreadable"),
        ('{"words": "Hello."}', "invalid"),
    ],
)
def test_a_poor_reply_is_shown_to_the_model_once(
    asking: ModuleType, tmp_path: Path, poor: str, outcome: str
) -> None:
    model = ScriptedModel([poor, GOOD])

    async def asked(model: ScriptedModel) -> Any:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            answer = await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)
        return answer, [row.outcome for row in models.read_calls()]

    answer, outcomes = asking.run_in_virtual_time(asked(model))
    assert answer.data == GOOD
    assert outcomes == [outcome, "ok"]
    again = model.requests[1].messages
    assert again[:2] == asking.prompt()
    assert [message.role for message in again[2:]] == ["assistant", "user"]
    assert poor in again[2].content
    replayed, outcomes = asking.run_in_virtual_time(asked(ScriptedModel([])))
    assert replayed == answer
    assert outcomes == [outcome, "ok"] * 2


def test_a_reply_that_was_cut_off_is_asked_for_with_twice_the_tokens(
    asking: ModuleType, tmp_path: Path
) -> None:
    model = ScriptedModel([ModelReply(text='{"text": "Hel', finish="length"), GOOD])

    async def asked() -> Any:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            return await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)

    assert asking.run_in_virtual_time(asked()).data == GOOD
    assert [request.max_output_tokens for request in model.requests] == [2048, 4096]
    assert model.requests[0].messages == model.requests[1].messages


def test_two_poor_replies_are_unreadable_for_the_writer(asking: ModuleType, tmp_path: Path) -> None:
    async def asked() -> None:
        script = ScriptedModel(["no", "no again"])
        async with ModelGateway(asking.run_config(), tmp_path, "run", script) as models:
            await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)

    with pytest.raises(UnusableReplyError) as raised:
        asking.run_in_virtual_time(asked())
    assert raised.value.reason == "unreadable"


def test_too_long_a_prompt_is_unreadable_and_the_run_goes_on(
    asking: ModuleType, tmp_path: Path
) -> None:
    model = ScriptedModel([RefusedModelError("Too long a prompt.", kind="too-long"), GOOD])

    async def asked() -> list[object]:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            results = await _ask_all(asking, models, range(1))
            results += await _ask_all(asking, models, range(1, 2))
        assert [row.outcome for row in models.read_calls()] == ["refused", "ok"]
        return results

    refused, answered = asking.run_in_virtual_time(asked())
    assert isinstance(refused, UnusableReplyError)
    assert (refused.reason, refused.is_final) == ("length", True)
    assert getattr(answered, "data", None) == GOOD


def test_text_that_cannot_be_written_down_does_not_stop_the_run(
    asking: ModuleType, tmp_path: Path
) -> None:
    model = ScriptedModel(['{"text": "half a pair: \ud800"}', "\udfff", GOOD])

    async def asked() -> list[object]:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            return [
                *await _ask_all(asking, models, range(1)),
                *await _ask_all(asking, models, range(1, 2)),
            ]

    first, second = asking.run_in_virtual_time(asked())
    assert getattr(first, "data", None) == {"text": "half a pair: ?"}
    assert getattr(second, "data", None) == GOOD


def test_stopping_sends_nothing_more_and_keeps_what_is_under_way(
    asking: ModuleType, tmp_path: Path
) -> None:
    model = ScriptedModel(lambda _: GOOD, latency_seconds=2.0)

    async def asked() -> list[object]:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            work = asyncio.create_task(_ask_all(asking, models, range(100)))
            await asyncio.sleep(1)
            assert not models.is_ended
            models.stop()
            assert models.is_ended
            results = await work
        assert len(models.read_calls()) == 16
        return results

    results = asking.run_in_virtual_time(asked())
    assert Counter(type(each).__name__ for each in results) == {"Answer": 16, "StopRequested": 84}
    assert len(model.requests) == 16


def test_closing_stores_what_nobody_waits_for_any_more(asking: ModuleType, tmp_path: Path) -> None:
    model = ScriptedModel(lambda _: GOOD, latency_seconds=2.0)

    async def asked() -> None:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            work = asyncio.create_task(_ask_all(asking, models, range(40)))
            await asyncio.sleep(1)
            work.cancel()
            with pytest.raises(asyncio.CancelledError):
                await work
        assert Counter(row.outcome for row in models.read_calls()) == {"ok": 16}
        with pytest.raises(StopRequested):
            await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)

    asking.run_in_virtual_time(asked())
    assert len(model.requests) == 16


def test_a_second_interruption_ends_what_is_under_way_and_says_so(
    asking: ModuleType, tmp_path: Path
) -> None:
    model = ScriptedModel(lambda _: GOOD, latency_seconds=100.0)

    async def asked() -> list[object]:
        models = ModelGateway(asking.run_config(), tmp_path, "run", model)
        work = asyncio.create_task(_ask_all(asking, models, range(20)))
        await asyncio.sleep(1)
        closing = asyncio.create_task(models.close())
        await asyncio.sleep(1)
        closing.cancel()
        with pytest.raises(asyncio.CancelledError):
            await closing
        assert asyncio.get_running_loop().time() < 5
        assert Counter(row.outcome for row in models.read_calls()) == {"cancelled": 16}
        await models.close()
        return await work

    results = asking.run_in_virtual_time(asked())
    assert {type(each) for each in results} == {StopRequested}


def test_rows_are_drained_once_and_with_those_of_earlier_starts(
    asking: ModuleType, tmp_path: Path
) -> None:
    async def asked(numbers: range) -> list[list[str]]:
        model = ScriptedModel(lambda _: GOOD)
        drained = []
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            for number in numbers:
                await _ask_all(asking, models, range(number, number + 1))
                drained.append([row.subject for row in models.drain_calls()])
        drained.append([row.subject for row in models.drain_calls()])
        return drained

    first = asking.run_in_virtual_time(asked(range(2)))
    assert first == [["scn-0"], ["scn-1"], []]
    second = asking.run_in_virtual_time(asked(range(2, 3)))
    assert second == [["scn-0", "scn-1", "scn-2"], []]


def test_figures_tell_what_was_sent_found_and_paid(asking: ModuleType, tmp_path: Path) -> None:
    async def asked(model: ScriptedModel) -> Any:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            await _ask_all(asking, models, range(10))
            return models.read_figures()

    first = asking.run_in_virtual_time(asked(ScriptedModel(lambda _: GOOD)))
    second = asking.run_in_virtual_time(asked(ScriptedModel([])))
    assert (first.requests, first.cache_hits, second.cache_hits) == (10, 0, 10)
    assert second.requests == first.requests
    assert second.usd == pytest.approx(first.usd)
    assert first.usd == pytest.approx(first.tokens * 1e-6, rel=1.0)
    assert first.usd > 0


def test_a_reply_that_fills_the_context_is_not_asked_for_again(
    asking: ModuleType, tmp_path: Path
) -> None:
    usage = Usage(prompt_tokens=2000, completion_tokens=48)
    model = ScriptedModel([ModelReply(text='{"text": "Hel', finish="length", usage=usage), GOOD])

    async def asked() -> None:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)

    with pytest.raises(UnusableReplyError, match="fills the model's whole context"):
        asking.run_in_virtual_time(asked())
    assert len(model.requests) == 1


def test_a_reply_whose_tokens_went_into_thinking_is_asked_for_again(
    asking: ModuleType, tmp_path: Path
) -> None:
    usage = Usage(prompt_tokens=200, completion_tokens=48, reasoning_tokens=2000)
    model = ScriptedModel([ModelReply(text='{"text": "Hel', finish="length", usage=usage), GOOD])

    async def asked() -> Any:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            return await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)

    assert asking.run_in_virtual_time(asked()).data == GOOD


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (ModelReply(text=""), "The reply is empty."),
        (ModelReply(text=" ", thinking='{"text": "x"}'), "All that came is the model's thinking"),
        (ModelReply(text="", finish="other"), "may have called a tool instead"),
    ],
)
def test_empty_reply_is_told_with_where_the_answer_may_be(
    asking: ModuleType, reply: ModelReply, said: str
) -> None:
    request = ModelRequest(model=asking.MODEL, messages=asking.prompt(), reply_schema=asking.SCHEMA)
    understood = parse_reply(reply, request)
    assert understood.outcome == "empty"
    assert said in understood.detail
