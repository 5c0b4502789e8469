"""A worker's work: read the order of a shard, write its conversations, write the file."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from digit_tc.records import ModelCall, Tool
from digit_tc.shards.folder import ShardsFolder
from digit_tc.shards.installation import read_installation, refuse_differences
from digit_tc.shards.judge_reliability import JudgeReliability
from digit_tc.shards.order import ShardOrder, read_order
from digit_tc.shards.result import ShardResult, write_result
from digit_tc.shards.scenario_result import ScenarioResult, write_without_models

STOP = "stop"
"""A file of this name in the run's folder: nothing more is asked from models."""
REPLIES = ".replies"
_SECONDS_BETWEEN_LOOKS = 2.0
_logger = logging.getLogger("digit_tc.shards")


def work(folder: ShardsFolder, name: str) -> dict[str, Any]:
    """Write a shard that was ordered; gives counts, not payloads.

    Doing it again, or twice at once, changes nothing. Raises ConfigError where this process has
    other versions than the one that ordered, StoreError where the folder cannot be used, and what
    ended the writing; replies that were paid for are kept for the next try.
    """
    began, processor = time.perf_counter(), time.process_time()
    order = read_order(folder, name)
    refuse_differences(order.made_with, {"that was given a shard": read_installation()})
    tools = {tool.key: tool for tool in order.tools}
    if order.config.roles.models:
        result = _with_models(folder, name, order, tools)
    else:
        synthesis = order.config.synthesis
        written = tuple(write_without_models(order.scenarios, tools, synthesis))
        result = ShardResult(written)
    size = write_result(folder, name, result)
    counts = {
        "scenarios": len(order.scenarios),
        "bytes": size,
        "seconds": round(time.perf_counter() - began, 3),
        "processor_seconds": round(time.process_time() - processor, 3),
    }
    _logger.info("shard %s: %s", name, counts)
    return counts


def locate_replies(folder: ShardsFolder, name: str) -> Path:
    """Where the models' replies for a shard are kept while it is written.

    Beside the shards where that is a disk: another worker that repeats the shard pays for nothing
    twice. Else on the worker's own disk.
    """
    if folder.local is not None:
        return folder.local / f"{name}{REPLIES}"
    from digit_tc.config.settings import read_settings

    return read_settings().home.absolute() / "shards" / folder.run_id / f"{name}{REPLIES}"


def _with_models(
    folder: ShardsFolder, name: str, order: ShardOrder, tools: Mapping[str, Tool]
) -> ShardResult:
    from digit_tc.llm import ModelGateway, run_coroutine

    written: list[ScenarioResult] = []
    replies = locate_replies(folder, name)

    async def writing() -> list[ModelCall]:
        from digit_tc.shards.model_writing import count_conversations_at_once, write_with_models

        config = order.config
        async with ModelGateway(config, replies, order.run_id) as models:
            watching = asyncio.create_task(_stop_when_told(folder, models))
            try:
                await write_with_models(
                    order.scenarios,
                    tools,
                    config,
                    models,
                    asyncio.Semaphore(count_conversations_at_once(config)),
                    JudgeReliability(config.quality.judge, *order.votes),
                    written.extend,
                    _SECONDS_BETWEEN_LOOKS,
                )
            finally:
                watching.cancel()
        return models.drain_calls()

    calls = run_coroutine(writing())
    written.sort(key=lambda one: one.outcome.scenario.index)
    return ShardResult(tuple(written), tuple(calls))


async def _stop_when_told(folder: ShardsFolder, models: Any) -> None:
    while not await asyncio.to_thread(folder.has, STOP):
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)
    models.stop()
