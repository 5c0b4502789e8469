"""A server that does not run is told at once, before a run waits for it."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from digit_tc.config import RunConfig
from digit_tc.config.models import Endpoint, ModelsConfig
from digit_tc.errors import RefusedModelError
from digit_tc.llm import reach
from digit_tc.llm.reach import demand_listeners
from digit_tc.stages import Site
from digit_tc.stages.greet import greet


@pytest.fixture(autouse=True)
def _no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def free_port() -> Iterator[int]:
    """A port that nobody else takes and nobody listens at."""
    with socket.socket() as held:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_address_where_nobody_listens_is_told(free_port: int, host: str) -> None:
    base = f"http://{host}:{free_port}/v1"
    began = time.monotonic()
    with pytest.raises(RefusedModelError, match=rf"Nobody answers at {base}.*--api-base") as told:
        asyncio.run(demand_listeners(ModelsConfig(api_base=base), ("openai/a",), patience=1.0))
    assert 0.4 < time.monotonic() - began < 5
    assert "Start the server" in told.value.remedy


def test_only_addresses_of_models_that_are_used_count(free_port: int) -> None:
    closed = f"http://127.0.0.1:{free_port}/v1"
    config = ModelsConfig(endpoints={"openai/a": Endpoint(api_base=closed)})
    asyncio.run(demand_listeners(config, ("openai/b",), patience=0.0))
    with pytest.raises(RefusedModelError, match="Nobody answers"):
        asyncio.run(demand_listeners(config, ("openai/b", "openai/a"), patience=0.0))


def test_server_that_is_just_starting_is_waited_for(free_port: int) -> None:
    async def begin_late() -> None:
        waiting = asyncio.create_task(
            demand_listeners(
                ModelsConfig(api_base=f"http://localhost:{free_port}/v1"), ("openai/a",)
            )
        )
        await asyncio.sleep(0.3)
        server = await asyncio.start_server(
            lambda _, writer: writer.close(), "127.0.0.1", free_port, reuse_port=True
        )
        async with server:
            await waiting

    asyncio.run(begin_late())


def test_what_only_a_proxy_reaches_is_left_to_the_run(
    free_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "")
    base = f"http://127.0.0.1:{free_port}/v1"
    asyncio.run(demand_listeners(ModelsConfig(api_base=base), ("openai/a",), patience=0.0))


def test_greeting_that_is_kept_does_not_hide_that_the_server_is_gone(
    loopback: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", loopback.KEY)
    monkeypatch.setattr(reach, "_PATIENCE_IN_SECONDS", 0.5)
    site = Site(tmp_path / "data.duckdb", "run-a")
    peer = loopback.Peer(loopback.completion('{"ready": true}'))

    async def greeted() -> RunConfig:
        async with peer:
            config = RunConfig.model_validate(
                {"roles": {"user": "openai/m"}, "models": {"api_base": peer.base}}
            )
            for _ in range(2):
                await asyncio.to_thread(greet, site, config)
        return config

    config = asyncio.run(greeted())
    assert len(peer.requests) == 1
    began = time.monotonic()
    with pytest.raises(RefusedModelError, match="Nobody answers at"):
        greet(site, config)
    assert time.monotonic() - began < 5
