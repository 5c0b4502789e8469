"""A server that does not run is told at once, before a run waits for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from digit_tc.config import RunConfig, hash_config
from digit_tc.config.models import Endpoint, ModelsConfig
from digit_tc.errors import RefusedModelError
from digit_tc.llm import reachability
from digit_tc.llm.reachability import require_listeners
from digit_tc.records import Run
from digit_tc.runs import Site
from digit_tc.runs.model_check import check_models
from digit_tc.store import Store


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
        asyncio.run(require_listeners(ModelsConfig(api_base=base), ("openai/a",), patience=1.0))
    assert 0.4 < time.monotonic() - began < 5
    assert "Start the server" in told.value.remedy


def test_only_addresses_of_models_that_are_used_count(free_port: int) -> None:
    closed = f"http://127.0.0.1:{free_port}/v1"
    config = ModelsConfig(endpoints={"openai/a": Endpoint(api_base=closed)})
    asyncio.run(require_listeners(config, ("openai/b",), patience=0.0))
    with pytest.raises(RefusedModelError, match="Nobody answers"):
        asyncio.run(require_listeners(config, ("openai/b", "openai/a"), patience=0.0))


def test_server_that_is_just_starting_is_waited_for(free_port: int) -> None:
    async def begin_late() -> None:
        waiting = asyncio.create_task(
            require_listeners(
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
    asyncio.run(require_listeners(ModelsConfig(api_base=base), ("openai/a",), patience=0.0))


def test_greeting_that_is_kept_does_not_hide_that_the_server_is_gone(
    loopback: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", loopback.KEY)
    monkeypatch.setattr(reachability, "_PATIENCE_IN_SECONDS", 0.5)
    site = Site(tmp_path / "data.duckdb", "run-a")
    peer = loopback.Peer(loopback.completion('{"ready": true}'))

    async def greeted() -> RunConfig:
        async with peer:
            config = RunConfig.model_validate(
                {"roles": {"user": "openai/m"}, "models": {"api_base": peer.base}}
            )
            for _ in range(2):
                await asyncio.to_thread(check_models, site, config)
        return config

    config = asyncio.run(greeted())
    assert len(peer.requests) == 1
    began = time.monotonic()
    with pytest.raises(RefusedModelError, match="Nobody answers at"):
        check_models(site, config)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("run_id", "seed", "admitted", "asked"),
    [
        pytest.param("run-a", 0, 2, False, id="written"),
        pytest.param("run-a", 0, 1, True, id="begun"),
        pytest.param("run-b", 0, 2, False, id="equal to one that is written"),
        pytest.param("run-b", 0, 1, True, id="equal to one that is begun"),
        pytest.param("run-b", 7, 2, True, id="another run"),
    ],
)
def test_nobody_is_asked_where_everything_is_written(
    samples: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: int,
    run_id: str, seed: int, admitted: int, asked: bool,
) -> None:  # fmt: skip
    monkeypatch.setattr(reachability, "_PATIENCE_IN_SECONDS", 0.0)
    asks = {"roles": {"user": "openai/m"}, "models": {"api_base": f"http://127.0.0.1:{free_port}"}}
    config = RunConfig.model_validate({**asks, "count": 2, "seed": 0})
    db = tmp_path / "data.duckdb"
    began = dt.datetime(2026, 1, 5, 9, 0, tzinfo=dt.UTC)
    conversations = [samples.build_conversation(index) for index in range(2)]
    with Store(db).writing() as writer:
        writer.put_run(
            Run(
                run_id="run-a", name=config.name, config=config.model_dump(mode="json"),
                config_hash=hash_config(config), seed=0, count=2, version="0", status="done",
                started_at=began,
            )
        )  # fmt: skip
        writer.put_tools("run-a", samples.build_tools())
        writer.put_conversations(
            "run-a", conversations, [samples.build_assessment(item) for item in conversations]
        )
        writer.admit("run-a", list(range(admitted)))
    config = config.model_copy(update={"seed": seed})
    if asked:
        with pytest.raises(RefusedModelError, match="Nobody answers at"):
            check_models(Site(db, run_id), config)
    else:
        check_models(Site(db, run_id), config)
