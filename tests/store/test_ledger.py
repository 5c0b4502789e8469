"""What models were asked comes back as it was, and is added up without inventing anything."""

from __future__ import annotations

import datetime as dt

import pytest

from digit_tc.records import ModelCall, Translation, Usage, Vote
from digit_tc.store import Store
from digit_tc.store import migrations as steps

AT = dt.datetime(2026, 3, 1, 9, 30, 0, 250, tzinfo=dt.UTC)


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "digit.duckdb", wait_in_seconds=5)


def put(store, *calls, run_id="demo-1"):
    with store.writing() as writer:
        writer.put_calls(run_id, calls)


def test_a_call_comes_back_as_it_was_put_in_and_twice_is_once(store, model_calls):
    whole, bare = model_calls.call(), model_calls.call(
        usage=Usage(), cost_in_usd=None, price_source=None, index=None, turn=None
    )  # fmt: skip
    put(store, whole, bare)
    put(store, bare, whole, whole)
    with store.reading() as reader:
        assert list(reader.model_calls("demo-1")) == sorted([whole, bare], key=lambda c: c.id)
        assert list(reader.model_calls("other")) == []
        assert list(reader.model_calls("demo-1", role="judge")) == []


def test_an_unknown_cost_is_counted_and_never_zero(store, model_calls):
    put(
        store,
        model_calls.call(cost_in_usd=0.25),
        model_calls.call(cost_in_usd=None),
        model_calls.call(cost_in_usd=None, outcome="rate-limit", usage=Usage()),
        model_calls.call(cost_in_usd=None, outcome="time-out", usage=Usage()),
        model_calls.call(cost_in_usd=0.0, cached=True),
        model_calls.call(role="judge", prompt="judge/1", cost_in_usd=None),
    )
    with store.reading() as reader:
        cost = reader.cost("demo-1")
        by_role = reader.sql("SELECT role, cost_in_usd, unknown_costs FROM cost_by_role").rows
        by_stage = reader.sql("SELECT stage, cost_in_usd, unknown_costs FROM cost_by_stage").rows
    # What a provider refused is not billed; what timed out may be.
    assert (cost.total.cost_in_usd, cost.total.unknown_costs) == (0.25, 3)
    assert (cost.total.requests, cost.total.cache_hits) == (5, 1)
    assert cost.total.lost == {"rate-limit": 1, "time-out": 1}
    assert sorted(by_role) == [("judge", None, 1), ("user", 0.25, 2)]
    assert sorted(by_stage) == [("assess", None, 1), ("synthesize", 0.25, 2)]
    assert [row.name for row in cost.roles] == ["user", "judge"]
    assert cost.roles[1].cost_in_usd is None


def test_tokens_of_the_cache_are_not_counted_twice(store, model_calls):
    usage = Usage(prompt_tokens=100, cached_tokens=40, completion_tokens=20, reasoning_tokens=5)
    put(
        store,
        model_calls.call(usage=usage, latency_in_ms=100.0, queue_in_ms=4.0),
        model_calls.call(usage=usage, latency_in_ms=300.0, queue_in_ms=0.0),
        model_calls.call(usage=usage, cached=True, latency_in_ms=0.0, prompt_in_bytes=9),
        model_calls.call(usage=Usage(), latency_in_ms=200.0, queue_in_ms=8.0),
        model_calls.call(usage=Usage(), outcome="empty", latency_in_ms=9000.0, queue_in_ms=0.0),
    )
    with store.reading() as reader:
        total = reader.cost("demo-1").total
    assert (total.prompt_tokens, total.completion_tokens, total.tokens) == (200, 40, 240)
    assert (total.cached_tokens, total.reasoning_tokens, total.unknown_tokens) == (80, 10, 1)
    assert total.latency_median_in_ms == 200
    assert total.queue_median_in_ms == 2
    assert total.prompt_in_bytes == 4 * 5000
    assert total.poor == {"empty": 1}


def test_stages_are_told_from_the_prompt(store, model_calls):
    put(
        store,
        model_calls.call(prompt="infer-returns/1", role="simulator"),
        model_calls.call(prompt="confirm-edges/2", role="planner"),
        model_calls.call(prompt="plan-values/1", role="planner"),
        model_calls.call(prompt="judge/1", role="judge"),
    )
    with store.reading() as reader:
        stages = [row.name for row in reader.cost("demo-1").stages]
    assert stages == ["ingest", "graph", "synthesize", "assess"]


def test_the_cost_of_a_conversation_is_a_least_where_some_of_it_is_unknown(
    store, model_calls, samples
):
    one = samples.build_conversation(0)
    put(store, model_calls.call(cost_in_usd=0.25), model_calls.call(cost_in_usd=0.5))
    with store.reading() as reader:
        assert reader.cost("demo-1").per_conversation is None
    with store.writing() as writer:
        writer.put_conversations("demo-1", [one], [samples.build_assessment(one)])
    with store.reading() as reader:
        each = reader.cost("demo-1").per_conversation
    assert (each.requests, each.prompt_in_kb) == (2, 10.0)
    assert (each.cost_in_usd, each.at_least) == (0.75, False)
    put(store, model_calls.call(cost_in_usd=None))
    with store.reading() as reader:
        each = reader.cost("demo-1").per_conversation
    assert (each.cost_in_usd, each.at_least) == (0.75, True)


def test_votes_and_translations_come_back_and_go_with_their_conversation(store, samples):
    one = samples.build_conversation(0)
    other = samples.replaced(one, system=f"{one.system} Be brief.")
    votes = [
        Vote(conversation=one.id, sample=n, model="m", readable=n == 0, accepted=n == 0,
             scores={"natural": 4} if n == 0 else {}, reason="ok")
        for n in range(2)
    ]  # fmt: skip
    made = [
        Translation(turn=0, mode="blind", samples=2, solved=1, hidden_recall=None),
        Translation(turn=1, mode="blind", samples=0, solved=0, hidden_recall=0.5, disagreement="x"),
    ]
    with store.writing() as writer:
        writer.put_conversations("r", [one], [samples.build_assessment(one)])
        for _ in range(2):
            writer.put_votes("r", votes)
            writer.put_translations("r", {one.id: made})
    with store.reading() as reader:
        assert reader.votes("r", one.id) == tuple(votes) == reader.votes("r")
        assert reader.translations("r", one.id) == tuple(made)
        rates = reader.sql("SELECT solve_rate FROM translations ORDER BY turn").rows
    assert rates == ((0.5,), (0.0,))
    with store.writing() as writer:
        writer.put_conversations("r", [other], [samples.build_assessment(other)])
    with store.reading() as reader:
        assert reader.votes("r", one.id) == ()
        assert reader.translations("r", one.id) == ()


def test_every_field_of_a_call_has_a_column_with_a_comment(store):
    with store.writing():
        pass
    with store.reading() as reader:
        rows = reader.sql(
            "SELECT table_name, column_name, comment FROM documentation"
            " WHERE table_name IN ('model_calls', 'votes', 'translations')"
            " OR (table_name IN ('spending', 'cost_by_role', 'cost_by_stage') AND kind = 'table')"
        ).rows
    assert {row[:2] for row in rows if not row[2]} == set()
    columns = {column for table, column, _ in rows if table == "model_calls"}
    wanted = set(ModelCall.model_fields) - {"usage", "at"} | {"ended_at", *Usage.model_fields}
    assert columns - {None} == wanted


def test_a_database_of_the_first_version_is_upgraded_with_a_copy(
    tmp_path, monkeypatch, model_calls
):
    path = tmp_path / "digit.duckdb"
    first = steps.migrations()[:1]
    with monkeypatch.context() as patch:
        patch.setattr(steps, "migrations", lambda: first)
        with Store(path).writing():
            pass
    put(Store(path), model_calls.call())
    with Store(path).reading() as reader:
        assert len(list(reader.model_calls("demo-1"))) == 1
    assert (tmp_path / "digit.duckdb.version-1.backup").is_file()
