"""How many replies a second the mock provider gives, and what each prompt costs it.

    python benchmarks/mock_provider.py [--conversations 100] [--concurrency 64]

First in process, by prompt: CPU per reply, without HTTP. Then over HTTP, one server process and a
client of plain aiohttp in this one: replies a second, and CPU of the server per reply.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from digit_tc.api import tool_graph
from digit_tc.chains import ScenarioSampler
from digit_tc.config import RunConfig, SampleConfig
from digit_tc.llm.protocol import Answer, ChatMessage, Purpose
from digit_tc.mock_provider import MockProvider
from digit_tc.synthesis.model_dialogue import converse_with

MODEL = "openai/rehearsal"
Sent = tuple[str, tuple[ChatMessage, ...], dict[str, Any], int]


class Recorder:
    """Answers in process and keeps what was asked."""

    def __init__(self) -> None:
        self.provider = MockProvider()
        self.sent: list[Sent] = []

    async def ask(
        self, purpose: Purpose, messages: tuple[ChatMessage, ...], schema: Mapping[str, Any]
    ) -> Answer:
        """One answer, at once."""
        self.sent.append((purpose.prompt, messages, dict(schema), purpose.sample))
        text = self.provider.answer(messages, schema, purpose.sample)
        return Answer(data=orjson.loads(text), model=MODEL, key="")


def asked(conversations: int) -> tuple[list[Sent], int]:
    """Every request of some conversations of the starter tools, and how many were accepted."""
    roles = dict.fromkeys(("planner", "user", "simulator", "assistant", "solver"), MODEL)
    config = RunConfig.model_validate({"roles": roles})
    graph = tool_graph(["starter"])
    recorder = Recorder()

    async def write() -> int:
        accepted = 0
        for scenario in ScenarioSampler(graph, SampleConfig(), seed=11).take(conversations):
            outcome = await converse_with(scenario, graph.by_key, config, recorder)
            accepted += outcome.conversation is not None
        return accepted

    return recorder.sent, asyncio.run(write())


def in_process(sent: list[Sent]) -> None:
    """CPU per reply by prompt, everything that is kept being warm."""
    provider = MockProvider()
    seconds: dict[str, float] = defaultdict(float)
    count: Counter[str] = Counter()
    for warm in (True, False):
        for prompt, messages, schema, sample in sent:
            begun = time.process_time()
            provider.answer(messages, schema, sample)
            if not warm:
                seconds[prompt] += time.process_time() - begun
                count[prompt] += 1
    for prompt in sorted(count):
        print(f"  {prompt:18} {1000 * seconds[prompt] / count[prompt]:6.3f} ms  {count[prompt]}")
    print(f"  mean               {1000 * sum(seconds.values()) / sum(count.values()):6.3f} ms")


async def over_http(sent: list[Sent], concurrency: int) -> None:
    """Replies a second of a server of its own."""
    import aiohttp

    command = [sys.executable, "-c", "from flows.cli import main; main()", "rehearse", "--port=0"]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[1]
    )
    assert server.stdout is not None  # noqa: S101
    address = server.stdout.readline().split()[2].rstrip(".")
    bodies = [_body(*one) for one in sent]
    connector = aiohttp.TCPConnector(limit=concurrency)
    async with aiohttp.ClientSession(connector=connector) as session:

        async def post(body: bytes) -> int:
            async with session.post(f"{address}/chat/completions", data=body) as reply:
                await reply.read()
                return reply.status

        for name in ("cold", "warm"):
            cpu, begun = _cpu_of(server.pid), time.perf_counter()
            statuses = Counter(await asyncio.gather(*map(post, bodies)))
            seconds = time.perf_counter() - begun
            spent = 1000 * (_cpu_of(server.pid) - cpu) / len(bodies)
            print(
                f"  {name}: {len(bodies) / seconds:6.0f} replies/s at {concurrency} in flight, "
                f"{spent:.2f} ms CPU a reply, statuses {dict(statuses)}"
            )
    server.terminate()
    server.wait(timeout=10)


def _body(
    _prompt: str, messages: tuple[ChatMessage, ...], schema: dict[str, Any], sample: int
) -> bytes:
    held = {"name": "reply", "schema": schema, "strict": False}
    return orjson.dumps(
        {
            "model": "rehearsal",
            "messages": [{"role": one.role, "content": one.content} for one in messages],
            "response_format": {"type": "json_schema", "json_schema": held},
            "seed": sample,
        }
    )


def _cpu_of(pid: int) -> float:
    """Seconds of CPU that a process has used; 0 where the system does not tell."""
    import os

    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=100)
    parser.add_argument("--concurrency", type=int, default=64)
    options = parser.parse_args()
    sent, accepted = asked(options.conversations)
    print(f"{accepted} of {options.conversations} conversations accepted, {len(sent)} requests")
    print("In process:")
    in_process(sent)
    print("Over HTTP:")
    asyncio.run(over_http(sent, options.concurrency))


if __name__ == "__main__":
    main()
