"""`digit-tc rehearse`: a provider that costs nothing, to try a run with."""

from __future__ import annotations

import click


@click.command(short_help="Serve a model that costs nothing, to try a run with.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), required=True, help="Port to listen on; 0: a free one."
)
@click.option(
    "--latency-ms", type=click.FloatRange(0, 600_000), default=0.0, show_default=True,
    help="Time that a reply takes; with a sigma the median of it.",
)  # fmt: skip
@click.option(
    "--latency-sigma", type=click.FloatRange(0, 3), default=0.0, show_default=True,
    help="Spread of a log-normal latency; 0: always the same.",
)  # fmt: skip
@click.option("--rpm", type=click.IntRange(1), help="Most requests a minute; more get a 429.")
@click.option("--tpm", type=click.IntRange(1), help="Most tokens a minute; more get a 429.")
@click.option(
    "--fail", type=click.FloatRange(0, 1), default=0.0, show_default=True,
    help="Share of the replies that are spoiled: 429, 500, resets, hangs, broken JSON and more.",
)  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True)
def rehearse(
    host: str,
    port: int,
    latency_ms: float,
    latency_sigma: float,
    rpm: int | None,
    tpm: int | None,
    fail: float,
    seed: int,
) -> None:
    """Serve a model that costs nothing, to try a run with, until Ctrl-C.

    It speaks as an OpenAI-compatible provider does (/v1/chat/completions, /v1/models) and answers
    this project's prompts by program. Try concurrency, limits and cost with it before you pay for
    a real model. Any key is accepted, except one that contains "refuse"; any model, except
    "no-such-model". GET /stats tells what it has seen.

    \b
    digit-tc rehearse --port 8765 --latency-ms 500 --rpm 600
    digit-tc generate --model openai/rehearsal --api-base http://127.0.0.1:8765/v1
    """
    import asyncio

    from digit_tc.mock_provider import MockProvider

    provider = MockProvider(
        latency_ms=latency_ms,
        latency_sigma=latency_sigma,
        requests_per_minute=rpm,
        tokens_per_minute=tpm,
        fail_share=fail,
        seed=seed,
    )

    async def serve() -> None:
        import signal

        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, stop.set)
        address = await provider.start(host, port)
        try:
            click.echo(
                f"Ready at {address}. Use it with: digit-tc generate --model openai/rehearsal "
                f"--api-base {address}  (OPENAI_API_KEY: anything)"
            )
            await stop.wait()
        finally:
            await provider.stop()

    asyncio.run(serve())
