"""Faults of transport: tried again, told in the ledger, given up in the end."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

from digit_tc.errors import RefusedModelError, TransientModelError
from digit_tc.llm import (
    ModelGateway,
    ModelReply,
    ModelRequest,
    ScriptedModel,
    UnusableReplyError,
)

GOOD = {"text": "Hello."}


def _lost(kind: str, **more: Any) -> TransientModelError:
    return TransientModelError(f"It was lost ({kind}).", kind=kind, **more)


async def _ask_all(
    asking: ModuleType, models: ModelGateway, numbers: range, **changes: Any
) -> list[object]:
    asks = (
        models.ask(asking.purpose(number, **changes), asking.prompt(number), asking.SCHEMA)
        for number in numbers
    )
    return await asyncio.gather(*asks, return_exceptions=True)


KINDS = ("rate-limit", "time-out", "connection", "server-error", "bad-response")


def test_with_30_percent_lost_every_question_is_answered_and_every_loss_has_its_row(
    asking: ModuleType, tmp_path: Path
) -> None:
    random, spoiled = Random(3), Counter[str]()

    def script(_: ModelRequest) -> Any:
        if random.random() >= 0.3:
            return GOOD
        kind = random.choice(KINDS)
        spoiled[kind] += 1
        return _lost(kind, retry_after_seconds=1.0 if kind == "rate-limit" else None)

    model = ScriptedModel(script, latency_seconds=0.5)
    limits: list[int] = []
    states: set[str] = set()

    async def asked() -> list[object]:
        config = asking.run_config(max_concurrency=128)
        async with ModelGateway(config, tmp_path, "run", model) as models:
            work = asyncio.create_task(_ask_all(asking, models, range(2000)))
            while not work.done():
                await asyncio.sleep(0.5)
                limits.append(models.read_figures().limit)
                states.add(models.read_figures().state)
            figures = models.read_figures()
        assert figures.requests == len(model.requests)
        rows = models.read_calls()
        assert Counter(row.outcome for row in rows) == {"ok": 2000, **spoiled}
        assert all(row.detail for row in rows if row.outcome != "ok")
        assert len({row.id for row in rows}) == len(rows)
        return await work

    answers = asking.run_in_virtual_time(asked())
    assert [getattr(answer, "data", None) for answer in answers] == [GOOD] * 2000
    assert states == {"ok"}
    assert max(limits) == 128
    assert limits[-1] == 128


def test_sendings_of_one_question_are_numbered(asking: ModuleType, tmp_path: Path) -> None:
    model = ScriptedModel([_lost("server-error"), _lost("connection"), GOOD])

    async def asked() -> list[tuple[int, str]]:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)
        return [(row.sent, row.outcome) for row in models.read_calls()]

    rows = asking.run_in_virtual_time(asked())
    assert rows == [(1, "server-error"), (2, "connection"), (3, "ok")]


def test_retry_after_is_waited_for(asking: ModuleType, tmp_path: Path) -> None:
    model = ScriptedModel([_lost("rate-limit", retry_after_seconds=20.0), GOOD])

    async def asked() -> float:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)
            return asyncio.get_running_loop().time()

    assert asking.run_in_virtual_time(asked()) >= 20.0


def test_a_refused_key_ends_500_waiting_questions_at_once(
    asking: ModuleType, tmp_path: Path
) -> None:
    refusal = RefusedModelError("The key was refused.", remedy="Set OPENAI_API_KEY.", kind="key")
    model = ScriptedModel(lambda _: refusal, latency_seconds=0.2)

    async def asked() -> list[object]:
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            results = await _ask_all(asking, models, range(500))
            assert asyncio.get_running_loop().time() < 1.0
            results += await _ask_all(asking, models, range(500, 501))
        assert {row.outcome for row in models.read_calls()} == {"refused"}
        return results

    results = asking.run_in_virtual_time(asked())
    assert {(type(each), str(each)) for each in results} == {(RefusedModelError, str(refusal))}
    assert len(model.requests) <= 16


def test_a_dead_provider_is_probed_seen_and_then_given_up(
    asking: ModuleType, tmp_path: Path
) -> None:
    model = ScriptedModel(lambda _: _lost("connection"))

    async def asked() -> tuple[list[object], str, float]:
        async with ModelGateway(
            asking.run_config(give_up_minutes=5), tmp_path, "run", model
        ) as models:
            work = asyncio.create_task(_ask_all(asking, models, range(300)))
            await asyncio.sleep(60)
            state = models.read_figures().state
            return await work, state, asyncio.get_running_loop().time()

    results, state, ended = asking.run_in_virtual_time(asked())
    assert {type(each) for each in results} == {TransientModelError}
    assert "has not answered for 5 minutes" in str(results[0])
    assert "same command" in str(results[0])
    assert state == "waiting for the provider (http://127.0.0.1:1/v1: connection)"
    assert 300 <= ended <= 340
    assert len(model.requests) < 100


def test_a_provider_that_comes_back_answers_all(asking: ModuleType, tmp_path: Path) -> None:
    async def asked() -> tuple[list[object], float]:
        loop = asyncio.get_running_loop()

        def script(_: ModelRequest) -> Any:
            return _lost("connection") if loop.time() < 120 else GOOD

        model = ScriptedModel(script, latency_seconds=0.1)
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            results = await _ask_all(asking, models, range(300))
            assert models.read_figures().state == "ok"
            return results, loop.time()

    results, ended = asking.run_in_virtual_time(asked())
    assert [getattr(each, "data", None) for each in results] == [GOOD] * 300
    assert ended < 190


def test_one_prompt_that_the_provider_always_fails_on_does_not_hold_up_the_run(
    asking: ModuleType, tmp_path: Path
) -> None:
    def script(request: ModelRequest) -> Any:
        poison = request.messages[-1].content == "Scenario 7."
        return _lost("server-error") if poison else GOOD

    async def asked() -> list[object]:
        model = ScriptedModel(script, latency_seconds=0.1)
        async with ModelGateway(asking.run_config(), tmp_path, "run", model) as models:
            work = asyncio.create_task(_ask_all(asking, models, range(8)))
            for number in range(100, 1000):
                await asyncio.sleep(1)
                await _ask_all(asking, models, range(number, number + 1))
            return await work

    results = asking.run_in_virtual_time(asked())
    assert isinstance(results[7], UnusableReplyError)
    assert [getattr(each, "data", None) for each in results[:7]] == [GOOD] * 7


def test_a_hanging_model_is_a_time_out(asking: ModuleType, tmp_path: Path) -> None:
    hung = []

    class Hanging:
        async def complete(self, request: ModelRequest) -> ModelReply:
            if not hung:
                hung.append(request)
                await asyncio.sleep(1e9)
            return ModelReply(text='{"text": "Hello."}')

    async def asked() -> list[str]:
        config = asking.run_config(read_seconds=30, connect_seconds=5)
        async with ModelGateway(config, tmp_path, "run", Hanging()) as models:
            await models.ask(asking.purpose(), asking.prompt(), asking.SCHEMA)
            assert asyncio.get_running_loop().time() < 60
        return [row.outcome for row in models.read_calls()]

    assert asking.run_in_virtual_time(asked()) == ["time-out", "ok"]
