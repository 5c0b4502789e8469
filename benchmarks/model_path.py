"""Conversations with all six roles on a model: rate, requests, prompt and processor time.

    python benchmarks/model_path.py [--count N] [--in-flight N] [--latency-ms L ...]

`digit-tc rehearse` answers in a process of its own, and a run of its own process asks it for
conversations of up to three turns through the whole path: cache, ledger, checks, solver, judge,
database. Beside it plain `litellm.acompletion` asks the same server as fast as it can. The rate is
that of the middle half of the run: a run's first seconds find out how much the provider bears, and
its last ones wait for few. Beyond the limit where the path asks at less than 0.9 of the rate that
LiteLLM alone reaches, sends more than 12 requests or 60 kB of prompt for an accepted conversation,
or accepts less than 0.9 of them.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = __file__
MODEL = "openai/rehearsal"
MOST_REQUESTS, MOST_KB, LEAST_YIELD, LEAST_SHARE = 12.0, 60.0, 0.9, 0.9


def main() -> int:
    """Measure at each latency and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--in-flight", type=int, default=256)
    parser.add_argument("--latency-ms", type=float, nargs="+", default=[0.0, 500.0])
    parser.add_argument("--serve", type=float, help=argparse.SUPPRESS)
    parser.add_argument("--write", help=argparse.SUPPRESS)
    parser.add_argument("--plain", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve is not None:
        asyncio.run(_serve(options.serve))
    elif options.write:
        _write(options.write, options.count, options.in_flight)
    elif options.plain:
        asyncio.run(_plain(options.plain, 8 * options.count, options.in_flight))
    else:
        return max(_at(latency, options) for latency in options.latency_ms)
    return 0


def _at(latency: float, options: argparse.Namespace) -> int:
    server = subprocess.Popen(
        [sys.executable, HERE, "--serve", str(latency)], stdout=subprocess.PIPE, text=True
    )
    size = ["--count", str(options.count), "--in-flight", str(options.in_flight)]
    try:
        assert server.stdout is not None  # noqa: S101  (it is a pipe)
        base = server.stdout.readline().strip()
        plain, ours = (
            json.loads(
                subprocess.run(
                    [sys.executable, HERE, way, base, *size],
                    check=True, stdout=subprocess.PIPE, text=True,
                ).stdout.splitlines()[-1]
            )
            for way in ("--plain", "--write")
        )  # fmt: skip
    finally:
        server.terminate()
        server.communicate()
    ideal = f"{options.in_flight * 1000 / latency:.0f}" if latency else "-"
    print(f"latency {latency:.0f} ms, {options.in_flight} in flight, ideal {ideal} requests/s")
    print(f"  LiteLLM alone     {plain['rate']:8.0f} requests/s {plain['cpu_ms']:8.2f} CPU ms each")
    print(f"  the whole path    {ours['rate']:8.0f} requests/s {ours['cpu_ms']:8.2f} CPU ms each")
    print(f"  conversations     {ours['conversations_per_second']:8.1f} /s, middle of the run")
    print(f"  accepted          {ours['yield']:8.1%} of the scenarios tried")
    print(f"  one accepted      {ours['requests']:8.1f} requests {ours['kb']:8.1f} kB of prompt")
    print(f"                    {ours['cpu_ms'] * ours['requests']:8.0f} ms of processor time")
    print(f"  peak memory       {ours['memory_mb']:8.0f} MB\n")
    good = (
        ours["rate"] >= LEAST_SHARE * plain["rate"]
        and ours["requests"] <= MOST_REQUESTS
        and ours["kb"] <= MOST_KB
        and ours["yield"] >= LEAST_YIELD
    )
    return 0 if good else 1


async def _serve(latency: float) -> None:
    from digit_tc.mock_provider import MockProvider

    print(await MockProvider(latency_ms=latency).start(), flush=True)
    await asyncio.Event().wait()


def _write(base: str, count: int, in_flight: int) -> None:
    import digit_tc
    from digit_tc.config import ModelsConfig, RolesConfig, RunConfig, SampleConfig
    from digit_tc.llm.litellm_library import load_litellm
    from digit_tc.records import ROLES

    os.environ.setdefault("OPENAI_API_KEY", "not-needed")
    load_litellm()  # its import is paid once a process, whatever is asked
    config = RunConfig(
        count=count,
        roles=RolesConfig(**dict.fromkeys(ROLES, MODEL)),
        models=ModelsConfig(api_base=base, max_concurrency=in_flight),
        sample=SampleConfig(turns={1: 1.0, 2: 1.0, 3: 1.0}),
    )
    marks: dict[str, float] = {}

    def told(stage: str, done: int, _total: int) -> None:
        marks.setdefault(stage if done == 0 else "", time.process_time())

    with tempfile.TemporaryDirectory() as folder:
        made = digit_tc.generate(
            db=Path(folder) / "a.duckdb", export=Path(folder) / "a.jsonl",
            config=config, run_id="bench", progress=told,
        )  # fmt: skip
        with made.site.store.reading() as reader:
            moments = reader.sql("SELECT ended_at FROM model_calls WHERE NOT cached ORDER BY 1")
            ended = [moment.timestamp() for (moment,) in moments.rows]
            cost = reader.cost("bench")
            tried = reader.counts("bench")["scenarios"]
            accepted = reader.counts("bench")["accepted"]
    first, last = ended[len(ended) // 4], ended[3 * len(ended) // 4]
    rate = (len(ended) // 2) / (last - first)
    each = cost.total.requests / accepted
    cpu = marks["assess"] - marks["synthesize"]
    print(
        json.dumps(
            {
                "rate": rate,
                "cpu_ms": 1000 * cpu / cost.total.requests,
                "conversations_per_second": rate / each,
                "yield": accepted / tried,
                "requests": each,
                "kb": cost.total.prompt_in_bytes / 1000 / accepted,
                "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
            }
        )
    )


async def _plain(base: str, count: int, in_flight: int) -> None:
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    import litellm

    turns = asyncio.Semaphore(in_flight)
    words = "A prompt of the mean length. " * 180

    async def one() -> None:
        async with turns:
            await litellm.acompletion(
                model=MODEL, messages=[{"role": "user", "content": words}],
                api_base=base, api_key="not-needed", num_retries=0, timeout=60,
            )  # fmt: skip

    await asyncio.gather(*(one() for _ in range(in_flight)))
    began, began_cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(one() for _ in range(count)))
    seconds, cpu = time.perf_counter() - began, time.process_time() - began_cpu
    print(json.dumps({"rate": count / seconds, "cpu_ms": 1000 * cpu / count}))


if __name__ == "__main__":
    sys.exit(main())
