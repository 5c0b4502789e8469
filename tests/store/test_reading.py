"""How runs and conversations are found, and what a query may do."""

from __future__ import annotations

import datetime as dt

import pytest

from digit_tc.errors import StoreError
from digit_tc.records import Run
from digit_tc.store import Store, list_queries


def run_at(run_id, hour):
    return Run(
        run_id=run_id,
        name="demo",
        config={"sample": {"hidden": {"mean": 0.25}}},
        config_hash="cfg-1",
        seed=7,
        count=3,
        version="0.1.0",
        status="running",
        started_at=dt.datetime(2026, 3, 1, hour, tzinfo=dt.timezone(dt.timedelta(hours=2))),
    )


@pytest.fixture
def store(tmp_path, samples):
    store = Store(tmp_path / "digit.duckdb", wait_in_seconds=5)
    conversations = [samples.build_conversation(index) for index in range(5)]
    assessments = [
        samples.build_assessment(item, accepted=item.index < 4) for item in conversations
    ]
    with store.writing() as writer:
        for run_id, hour in (("demo-aa1", 9), ("demo-ab2", 11), ("other-1", 10)):
            writer.put_run(run_at(run_id, hour))
        writer.put_tools("demo-aa1", samples.build_tools())
        writer.put_edges("demo-aa1", samples.build_edges())
        writer.put_scenarios("demo-aa1", [samples.build_scenario(index) for index in range(7)])
        writer.put_conversations("demo-aa1", conversations, assessments)
        writer.put_rejections("demo-aa1", [samples.build_rejection(index) for index in (8, 9)])
        writer.put_rejections("demo-aa1", [samples.build_rejection(8, "ungrounded")])
        writer.admit("demo-aa1", [0, 1, 3])
    return store


def answer(store, name):
    with store.reading() as reader:
        found = reader.run_named_query(name, "demo-aa1")
    return [dict(zip(found.columns, row, strict=True)) for row in found.rows]


def test_runs_are_listed_latest_first(store):
    with store.reading() as reader:
        assert [run.run_id for run in reader.runs()] == ["demo-ab2", "other-1", "demo-aa1"]
        assert reader.run().run_id == "demo-ab2"
        assert reader.run("latest") == run_at("demo-ab2", 11)


def test_a_run_is_found_by_the_beginning_of_its_id(store):
    with store.reading() as reader:
        assert reader.run("oth").run_id == "other-1"
        assert reader.run("demo-aa1").run_id == "demo-aa1"
        with pytest.raises(StoreError, match="more than one: demo-ab2, demo-aa1"):
            reader.run("demo-a")
        with pytest.raises(StoreError, match=r"no run 'nothing'.*There are: demo-ab2"):
            reader.run("nothing")


def test_a_run_whose_id_begins_another_id_is_still_found(store):
    with store.writing() as writer:
        writer.put_run(run_at("demo-ab", 1))
    with store.reading() as reader:
        assert reader.run("demo-ab").run_id == "demo-ab"


def test_a_conversation_is_found_by_the_beginning_of_its_id(store, samples):
    wanted = samples.build_conversation(2)
    with store.reading() as reader:
        assert reader.conversation("demo-aa1", wanted.id[:14]) == wanted
        with pytest.raises(StoreError, match="fits more than one"):
            reader.conversation("demo-aa1", "conv-")
        with pytest.raises(StoreError, match="no conversation 'conv-zz'"):
            reader.conversation("demo-aa1", "conv-zz")
        with pytest.raises(StoreError, match="no conversation '%'"):
            reader.conversation("demo-aa1", "%")


def test_counts_are_those_of_the_run_and_its_dataset(store):
    with store.reading() as reader:
        counts = reader.counts("demo-aa1")
        empty = reader.counts("other-1")
        reasons = reader.rejections_by_reason("demo-aa1")
    assert counts == {
        "tools": 5, "edges": 3, "chains": 2, "scenarios": 7, "conversations": 5, "rejections": 3,
        "accepted": 4, "admitted": 3, "turns": 6, "calls": 12, "hidden_calls": 3,
    }  # fmt: skip
    assert set(empty.values()) == {0}
    assert reasons == {"exact-duplicate": 2, "ungrounded": 1}


_WITHOUT_ROWS = {
    "stages", "findings_by_rule", "repeated_requests",
    "cost_by_role", "lost_requests", "judge_scores", "solve_rates",
}  # fmt: skip
"""The sample data have nothing of these."""


@pytest.mark.parametrize("query", list_queries(), ids=lambda query: query.name)
def test_each_named_query_runs_and_says_what_it_answers(store, query):
    assert query.question.endswith("?")
    with store.reading() as reader:
        found = reader.run_named_query(query.name, "demo-aa1")
    assert found.columns
    if query.name not in _WITHOUT_ROWS:
        assert found.rows


def test_funnel_counts_each_step(store):
    assert [row["items"] for row in answer(store, "funnel")] == [7, 5, 4, 3]


def test_implicit_share_stands_beside_what_was_configured(store):
    (row,) = answer(store, "implicit_share")
    assert (row["implicit_share"], row["configured"]) == (0.25, 0.25)


def test_tool_coverage_lists_tools_that_are_never_called(store):
    rows = {row["tool"]: row for row in answer(store, "tool_coverage")}
    assert rows["money::list_currencies"]["calls"] == 0
    assert rows["money::list_currencies"]["offered"] == 3
    assert rows["travel::find_city"]["hidden_calls"] == 3


def test_edge_coverage_counts_uses_across_turns(store):
    assert [row["uses"] for row in answer(store, "edge_coverage")] == [3, 3, 3]


def test_argument_sources_cover_all_arguments_of_the_dataset(store):
    rows = answer(store, "argument_sources")
    assert sum(row["arguments"] for row in rows) == 3 * 11
    kinds = {row["kind"] for row in rows}
    assert kinds == {"user", "result", "context", "default"}


def test_failed_checks_are_counted_by_conversation(store):
    assert answer(store, "failed_checks") == [
        {"check_name": "no_tool_names", "conversations": 1,
         "example": "The user names book_flight."},
    ]  # fmt: skip


def test_an_unknown_query_name_lists_the_known_ones(store):
    with store.reading() as reader, pytest.raises(StoreError, match=r"Choose one of:.*funnel"):
        reader.run_named_query("funel", "demo-aa1")


def test_every_table_view_and_column_is_documented(store):
    with store.reading() as reader:
        rows = reader.sql(
            "SELECT table_name, column_name, comment FROM documentation"
            " WHERE table_name NOT IN ('dataset', 'sources', 'findings', 'documentation',"
            " 'schema_version', 'spending') OR column_name IS NULL"
        ).rows
    assert len(rows) > 100
    assert [row for row in rows if not row[2]] == []


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("DELETE FROM runs", "would change the database"),
        ("CREATE TABLE mine (a INTEGER)", "would change the database"),
        ("DROP TABLE runs", "would change the database"),
        ("COPY runs TO 'runs.csv'", "outside the database"),
        ("SELECT * FROM read_text('other.txt')", "outside the database"),
        ("ATTACH 'other.duckdb'", "outside the database"),
        ("INSTALL httpfs", "outside the database"),
        ("LOAD httpfs", "outside the database"),
        ("SET memory_limit = '64GB'", "outside the database"),
        ("SELECT nothing FROM runs", "cannot be run"),
        ("SELEC 1", "cannot be run"),
        ("SELECT * FROM runs WHERE run_id = $x", "cannot be run"),
    ],
)
def test_a_query_that_does_more_than_read_the_tables_is_refused(
    store, tmp_path, monkeypatch, query, reason
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "other.txt").write_text("private", encoding="utf-8")
    before = {path.name for path in tmp_path.iterdir()}
    with store.reading() as reader:
        with pytest.raises(StoreError, match=reason):
            reader.sql(query)
        assert reader.counts("demo-aa1")["conversations"] == 5
    assert {path.name for path in tmp_path.iterdir()} == before


def test_local_variables_of_the_program_are_no_tables(store):
    import pyarrow as pa

    secret = pa.table({"a": [1]})
    with store.reading() as reader, pytest.raises(StoreError, match="secret does not exist"):
        reader.sql("SELECT * FROM secret")
    assert secret.num_rows == 1


def test_a_long_answer_can_be_cut_and_says_so(store):
    with store.reading() as reader:
        some = reader.sql("SELECT * FROM messages", max_rows=4)
        all_of_them = reader.sql("SELECT * FROM runs ORDER BY run_id", max_rows=3)
    assert (len(some.rows), some.complete) == (4, False)
    assert (len(all_of_them.rows), all_of_them.complete) == (3, True)


def test_a_query_takes_parameters(store):
    with store.reading() as reader:
        found = reader.sql("SELECT $a + 1 AS b", {"a": 41})
    assert (found.columns, found.rows) == (("b",), ((42,),))
