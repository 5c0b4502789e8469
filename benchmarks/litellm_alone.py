"""What a call costs: LiteLLM as it is, and this project's door to it.

    python benchmarks/litellm_alone.py [--count N] [--in-flight N] [--latency-ms L ...]

An HTTP server in a process of its own answers each request with the same short completion after
a fixed time. Each way asks it from a process of its own. `openai` and `hosted_vllm` are LiteLLM's
two ways to a server of the OpenAI protocol; `ours` is `LiteLLMModel.complete`. Beyond the limit
where ours costs more processor time a call, or reaches a lower rate, than the better of the two.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable

HERE = __file__
WAYS = ("openai", "hosted_vllm", "ours")
SCHEMA = {
    "type": "object",
    "properties": {"words": {"type": "string"}},
    "required": ["words"],
    "additionalProperties": False,
}
TEXTS = ("You write what a user says. " * 80, "Ask for the weather in Oslo. " * 80)
"""A prompt of about 4 kB."""
REPLY = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "m",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": '{"words": "How warm is it in Oslo?"}'},
            "finish_reason": "stop",
        }
    ],
    "usage": {"prompt_tokens": 1000, "completion_tokens": 12, "total_tokens": 1012},
}


def main() -> int:
    """Measure each way at each latency and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--in-flight", type=int, default=256)
    parser.add_argument("--latency-ms", type=float, nargs="+", default=[0.0, 500.0])
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--ask", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        _serve(options.serve)
        return 0
    if options.ask:
        asyncio.run(_measure(*options.ask, options.count, options.in_flight))
        return 0
    good = True
    print(f"{'':>12}{'latency ms':>12}{'calls/s':>10}{'CPU ms a call':>15}{'ideal calls/s':>15}")
    for latency in options.latency_ms:
        found = _at(latency, options.count, options.in_flight)
        ideal = f"{options.in_flight * 1000 / latency:.0f}" if latency else "-"
        for way, (rate, cpu) in found.items():
            print(f"{way:>12}{latency:>12.0f}{rate:>10.0f}{cpu:>15.2f}{ideal:>15}")
        best = max(found[way][0] for way in WAYS[:2]), min(found[way][1] for way in WAYS[:2])
        rate, cpu = found["ours"][0] / best[0], best[1] / found["ours"][1]
        print(f"{'':>12}ours: {rate:.1f} times the rate, {cpu:.1f} times less processor time\n")
        good = good and rate >= 1 and cpu >= 1
    return 0 if good else 1


def _at(latency: float, count: int, in_flight: int) -> dict[str, tuple[float, float]]:
    server = subprocess.Popen(
        [sys.executable, HERE, "--serve", str(latency)], stdout=subprocess.PIPE, text=True
    )
    try:
        assert server.stdout is not None  # noqa: S101  (it is a pipe)
        base = server.stdout.readline().strip()
        found = {}
        for way in WAYS:
            asked = ["--ask", way, base, "--count", str(count), "--in-flight", str(in_flight)]
            told = subprocess.run(
                [sys.executable, HERE, *asked], check=True, stdout=subprocess.PIPE, text=True
            ).stdout
            rate, cpu = json.loads(told.splitlines()[-1])
            found[way] = (rate, cpu)
        return found
    finally:
        server.terminate()
        server.communicate()


def _serve(latency: float) -> None:
    from aiohttp import web

    body = json.dumps(REPLY).encode()

    async def answer(request: web.Request) -> web.Response:
        await request.read()
        if latency:
            await asyncio.sleep(latency / 1000)
        return web.Response(body=body, content_type="application/json")

    async def run() -> None:
        app = web.Application()
        app.router.add_post("/v1/chat/completions", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        print(f"http://127.0.0.1:{runner.addresses[0][1]}/v1", flush=True)
        await asyncio.Event().wait()

    asyncio.run(run())


async def _measure(way: str, base: str, count: int, in_flight: int) -> None:
    call, close = (_ours if way == "ours" else _plain)(way, base)
    turns = asyncio.Semaphore(in_flight)

    async def one() -> None:
        async with turns:
            await call()

    await asyncio.gather(*(one() for _ in range(in_flight)))  # connections, and what loads late
    began, began_cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one() for _ in range(count)))
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    print(json.dumps([count / seconds, cpu / count * 1000]))
    await close()


Way = tuple[Callable[[], Awaitable[object]], Callable[[], Awaitable[None]]]


def _plain(way: str, base: str) -> Way:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm

    form = {"name": "reply", "schema": SCHEMA, "strict": True}

    def call() -> Awaitable[object]:
        return litellm.acompletion(
            model=f"{way}/m",
            messages=[
                {"role": "system", "content": TEXTS[0]},
                {"role": "user", "content": TEXTS[1]},
            ],
            api_base=base,
            api_key="not-needed",
            response_format={"type": "json_schema", "json_schema": form},
            temperature=0.7,
            max_tokens=500,
            num_retries=0,
        )

    return call, litellm.close_litellm_async_clients


def _ours(_: str, base: str) -> Way:
    from digit_tc.config.models import ModelsConfig
    from digit_tc.llm.litellm_model import LiteLLMModel
    from digit_tc.llm.protocol import ChatMessage, ModelRequest

    model = LiteLLMModel(ModelsConfig(api_base=base))
    request = ModelRequest(
        model="openai/m",
        messages=(
            ChatMessage(role="system", content=TEXTS[0]),
            ChatMessage(role="user", content=TEXTS[1]),
        ),
        reply_schema=SCHEMA,
        temperature=0.7,
        max_output_tokens=500,
    )
    return lambda: model.complete(request), model.close


if __name__ == "__main__":
    sys.exit(main())
