"""Results and doubtful edges by a model, from a server on loopback to the database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from digit_tc import runs, stages
from digit_tc.config import RunConfig
from digit_tc.llm import run_coroutine, stop_event_loop
from digit_tc.mock_provider import MockProvider
from digit_tc.runs import Site

TOOLS = [
    {
        "name": name,
        "description": does,
        "parameters": {
            "type": "object",
            "properties": {one: {"type": "string"} for one in takes},
            "required": takes,
        },
    }
    for name, does, takes in (
        ("find_order", "Find the order of a customer.", ["customer_name"]),
        ("cancel_order", "Cancel an order.", ["order_id"]),
        ("track_parcel", "Track the parcel of an order.", ["order_id"]),
        ("get_weather", "Get the weather of a city.", ["city"]),
    )
]


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A mock provider that listens."""
    monkeypatch.setenv("OPENAI_API_KEY", "rehearsal")
    provider = MockProvider()
    url = run_coroutine(provider.start())
    yield url if url.endswith("/v1") else f"{url}/v1"
    run_coroutine(provider.stop())
    stop_event_loop()


@pytest.fixture
def config(tmp_path: Path, address: str) -> RunConfig:
    """A run file with a model for what the tools give and for their edges."""
    (tmp_path / "tools.json").write_text(json.dumps(TOOLS))
    return RunConfig.model_validate(
        {
            "tools": [str(tmp_path / "tools.json")],
            "roles": {"planner": "openai/r", "simulator": "openai/r"},
            "models": {"api_base": address},
            # So high that every edge stands near it.
            "graph": {
                "embeddings": "none",
                "threshold": 0.8,
                "profiles": "model",
                "infer_returns": "model",
                "confirm_edges": True,
            },
        }
    )


def _tools_and_edges(site: Site) -> tuple[dict[str, object], dict[str, object]]:
    try:
        return stages.ingest(site), stages.build_graph(site)
    finally:
        runs.close_models(site)


def test_what_a_model_tells_is_stored_with_where_it_is_from(site: Site, config: RunConfig) -> None:
    runs.register(site, config)
    ingested, built = _tools_and_edges(site)
    assert ingested["returns by a model"] == len(TOOLS)
    assert ingested["returns inferred"] == ingested["returns unreadable"] == 0
    assert built["edges asked about"]
    graph = site.graph()
    assert {tool.returns_origin for tool in graph.tools} == {"model"}
    with site.store.reading() as reader:
        asked = reader.sql("SELECT prompt, cached, count(*) FROM model_calls GROUP BY ALL").rows
    assert sorted(asked) == [
        ("confirm-edges/1", False, 1), ("confirm-profiles/1", False, 1),
        ("infer-returns/1", False, 4),
    ]  # fmt: skip
    assert (ingested["profiles asked about"], ingested["profiles corrected"]) == (4, 0)


def test_the_same_tools_cost_nothing_in_another_run(site: Site, config: RunConfig) -> None:
    runs.register(site, config)
    first = _tools_and_edges(site)
    other = Site(site.db, "demo-2")
    runs.register(other, config)
    assert _tools_and_edges(other) == first
    with site.store.reading() as reader:
        paid = reader.sql("SELECT count(*) FROM model_calls WHERE run_id = 'demo-2' AND NOT cached")
    assert paid.rows == ((0,),)
    assert other.graph() == site.graph()
