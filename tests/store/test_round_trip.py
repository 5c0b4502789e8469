"""What goes into the store comes out as it was."""

from __future__ import annotations

import datetime as dt

import pytest
from digit_tc_test_support.editing import mistake_before
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digit_tc.errors import StoreError
from digit_tc.records import Run, StageRun
from digit_tc.store import Store

STARTED = dt.datetime(2026, 3, 1, 9, 30, 0, 250, tzinfo=dt.UTC)


def run_called(run_id, *, minutes=0, **changes):
    content = {
        "run_id": run_id,
        "name": "demo",
        "config": {"sample": {"hidden": {"mean": 0.15}}},
        "config_hash": "cfg-1",
        "seed": 7,
        "count": 3,
        "version": "0.1.0",
        "status": "running",
        "started_at": STARTED + dt.timedelta(minutes=minutes),
    }
    return Run(**(content | changes))


@pytest.fixture
def store(tmp_path):
    return Store(tmp_path / "runs" / "digit.duckdb", wait_in_seconds=5)


def fill(store, samples, count=6, *, rejected=()):
    conversations = [samples.build_conversation(index) for index in range(count)]
    assessments = [
        samples.build_assessment(item, accepted=item.index not in rejected)
        for item in conversations
    ]
    with store.writing() as writer:
        writer.put_run(run_called("demo-1"))
        writer.put_tools("demo-1", samples.build_tools())
        writer.put_edges("demo-1", samples.build_edges())
        writer.put_scenarios("demo-1", [samples.build_scenario(index) for index in range(count)])
        writer.put_conversations("demo-1", conversations, assessments)
        writer.put_rejections("demo-1", [samples.build_rejection(90), samples.build_rejection(91)])
    return conversations


def all_rows(store):
    tables = ("runs", "tools", "edges", "chains", "scenarios", "conversations", "turns")
    tables += ("messages", "calls", "arguments", "verdicts", "rejections")
    with store.reading() as reader:
        return {table: sorted(map(repr, reader.sql(f"FROM {table}").rows)) for table in tables}


def test_every_record_comes_back_as_it_was_put_in(store, samples):
    conversations = fill(store, samples)
    stage = StageRun(
        run_id="demo-1", stage="sample", attempt=1, status="done", started_at=STARTED,
        ended_at=STARTED, figures={"scenarios": 6, "shapes": {"linear": 0.5}},
    )  # fmt: skip
    with store.writing() as writer:
        writer.put_stage(stage)
    with store.reading() as reader:
        assert list(reader.conversations("demo-1")) == conversations
        assert reader.graph("demo-1") == samples.build_graph()
        assert reader.tools("demo-1") == samples.build_tools()
        assert set(reader.chains("demo-1")) == set(samples.build_chains())
        assert [item.index for item in reader.scenarios("demo-1", 2, 5)] == [2, 3, 4]
        assert next(reader.scenarios("demo-1")) == samples.build_scenario(0)
        assert reader.stage_runs("demo-1") == (stage,)
        assert reader.run("demo-1") == run_called("demo-1")
        assert reader.assessment("demo-1", conversations[0].id) == samples.build_assessment(
            conversations[0]
        )
        expected = {samples.build_rejection(90), samples.build_rejection(91)}
        assert set(reader.rejections("demo-1")) == expected


def test_order_of_keys_survives_because_exports_depend_on_it(store, samples):
    original = samples.build_conversation(0)
    backwards = samples.with_call(
        original, 1, result=dict(reversed(list(original.calls[0].result.items())))
    )
    with store.writing() as writer:
        writer.put_conversations("r", [backwards], [samples.build_assessment(backwards)])
    with store.reading() as reader:
        stored = reader.conversation("r", backwards.id)
    assert list(stored.calls[0].result) == list(backwards.calls[0].result) == ["name", "city_id"]


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abz_\x00é🎈", max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    data=st.lists(
        st.tuples(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
            st.dictionaries(st.text(max_size=3).filter(str.isprintable), json_values, max_size=3),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_any_text_and_any_json_value_comes_back_exactly(samples, tmp_path_factory, data):
    store = Store(tmp_path_factory.mktemp("store") / "digit.duckdb")
    conversations = [
        samples.with_call(
            samples.with_turn(samples.build_conversation(index), 0, request=text), 2, result=value
        )
        for index, (text, value) in enumerate(data)
    ]
    assessments = [samples.build_assessment(item) for item in conversations]
    with store.writing() as writer:
        writer.put_conversations("r", conversations, assessments)
    with store.reading() as reader:
        stored = list(reader.conversations("r"))
    assert [item.model_dump_json() for item in stored] == [
        item.model_dump_json() for item in conversations
    ]


def test_the_same_records_twice_are_the_same_rows(store, samples):
    fill(store, samples)
    once = all_rows(store)
    assert all(once.values())
    fill(store, samples)
    assert all_rows(store) == once


def test_duplicates_within_one_batch_are_one_row(store, samples):
    one = samples.build_conversation(0)
    with store.writing() as writer:
        writer.put_tools("r", samples.build_tools() * 2)
        writer.put_conversations("r", [one, one], [samples.build_assessment(one)] * 2)
    with store.reading() as reader:
        counts = reader.counts("r")
        rows = reader.sql("SELECT count(*) FROM calls").rows
    assert (counts["tools"], counts["conversations"]) == (5, 1)
    assert rows == ((4,),)


def test_a_world_comes_back_as_it_was_and_goes_with_its_conversation(store, samples):
    one, other = (samples.build_conversation(index) for index in (0, 1))
    worlds = {item.id: samples.build_world(item) for item in (one, other)}
    judged = [samples.build_assessment(item) for item in (one, other)]
    with store.writing() as writer:
        writer.put_conversations("r", [one, other], judged, worlds)
    with store.writing() as writer:
        writer.put_conversations("r", [one, other], judged, worlds)
    with store.reading() as reader:
        assert reader.worlds("r", [one.id, other.id, "conv-none"]) == worlds
        assert reader.worlds("r", [other.id]) == {other.id: worlds[other.id]}
        assert reader.sql("SELECT count(*) FROM worlds").rows == ((2,),)
    newer = samples.with_turn(one, 1, summary="Done.")
    with store.writing() as writer:
        writer.put_conversations("r", [newer], [samples.build_assessment(newer)])
    with store.reading() as reader:
        assert reader.worlds("r", [one.id, newer.id, other.id]) == {other.id: worlds[other.id]}


def test_of_two_tools_with_one_key_the_later_one_stays(store, samples):
    tool = samples.build_tools()[0]
    newer = tool.model_copy(update={"description": "Newer."})
    with store.writing() as writer:
        writer.put_tools("r", [tool, newer])
    with store.reading() as reader:
        assert reader.tools("r") == (newer,)


def test_another_conversation_at_an_index_takes_the_place_of_the_old_one(store, samples):
    conversations = fill(store, samples)
    with store.writing() as writer:
        writer.admit("demo-1", [0, 1])
    newer = samples.with_turn(conversations[1], 1, summary="Done.")
    with store.writing() as writer:
        writer.put_conversations("demo-1", [newer], [samples.build_assessment(newer)])
    with store.reading() as reader:
        stored = list(reader.conversations("demo-1"))
        assert stored == [conversations[0], newer, *conversations[2:]]
        assert [item.index for item in reader.conversations("demo-1", admitted=True)] == [0]
        old = {"old": conversations[1].id}
        for table in ("turns", "messages", "calls", "arguments", "verdicts", "worlds"):
            query = f"FROM {table} SELECT count(*) WHERE conversation = $old"
            assert reader.sql(query, old).rows == ((0,),)


def test_another_scenario_at_an_index_takes_the_place_of_the_old_one(store, samples):
    fill(store, samples)
    newer = samples.build_scenario(1).model_copy(update={"id": "scn-newer", "seed": 5})
    with store.writing() as writer:
        writer.put_scenarios("demo-1", [newer])
    with store.reading() as reader:
        assert list(reader.scenarios("demo-1", 0, 3)) == [
            samples.build_scenario(0), newer, samples.build_scenario(2),
        ]  # fmt: skip


def test_a_new_assessment_replaces_the_old_one_and_a_failed_conversation_leaves_the_dataset(
    store, samples
):
    conversations = fill(store, samples)
    with store.writing() as writer:
        assert writer.admit("demo-1", range(6)) == 6
    worse = samples.build_assessment(conversations[2], accepted=False)
    with store.writing() as writer:
        writer.put_conversations("demo-1", [conversations[2]], [worse])
    with store.reading() as reader:
        assert reader.assessment("demo-1", conversations[2].id) == worse
        assert reader.indexes("demo-1", admitted=True) == [0, 1, 3, 4, 5]


def test_putting_an_admitted_conversation_again_leaves_it_admitted(store, samples):
    fill(store, samples)
    with store.writing() as writer:
        writer.admit("demo-1", [3])
    fill(store, samples)
    with store.reading() as reader:
        assert reader.indexes("demo-1", admitted=True) == [3]


def test_only_accepted_conversations_can_be_admitted(store, samples):
    fill(store, samples, rejected={2})
    refusal = pytest.raises(StoreError, match="no accepted conversation at index 2, 77")
    with refusal, store.writing() as writer:
        writer.admit("demo-1", [0, 2, 77])
    with store.reading() as reader:
        assert reader.indexes("demo-1", admitted=True) == []
        assert reader.indexes("demo-1") == [0, 1, 3, 4, 5]
        assert reader.indexes("demo-1", accepted=False) == [2]
        assert reader.indexes("demo-1", accepted=None) == [0, 1, 2, 3, 4, 5]


def test_admitting_only_some_makes_the_others_leave(store, samples):
    fill(store, samples)
    with store.writing() as writer:
        assert writer.admit("demo-1", [0, 1, 2]) == 3
        assert writer.admit("demo-1", [5]) == 4
        assert writer.admit("demo-1", [1, 4], only=True) == 2
        assert writer.admit("demo-1", [], only=True) == 0


def test_a_conversation_without_an_assessment_is_refused(store, samples):
    with pytest.raises(StoreError, match="without an assessment"), store.writing() as writer:
        writer.put_conversations("r", [samples.build_conversation(0)], [])


def test_runs_keep_their_data_apart(store, samples):
    one = samples.build_conversation(0)
    with store.writing() as writer:
        for run_id in ("a", "b"):
            writer.put_tools(run_id, samples.build_tools())
            writer.put_conversations(run_id, [one], [samples.build_assessment(one)])
        writer.admit("a", [0])
    with store.reading() as reader:
        assert reader.counts("a")["admitted"] == 1
        assert reader.counts("b")["admitted"] == 0
        assert reader.conversation("b", one.id) == one


def test_a_conversation_streams_in_order_of_index_over_many_pages(store, samples):
    conversations = [samples.build_conversation(index) for index in range(600)]
    assessments = [samples.build_assessment(item) for item in conversations]
    with store.writing() as writer:
        for start in (400, 0, 200):
            part = slice(start, start + 200)
            writer.put_conversations("r", conversations[part], assessments[part])
        writer.admit("r", range(0, 600, 2))
    streamed = list(store.stream_conversations("r", admitted=True))
    assert streamed == conversations[::2]


def test_a_stream_does_not_hold_the_file(store, samples):
    conversations = fill(store, samples)
    stream = store.stream_conversations("demo-1")
    assert next(stream) == conversations[0]
    with store.writing() as writer:
        writer.admit("demo-1", [0])
    assert list(stream) == conversations[1:]


def test_wrong_calls_are_stored_and_marked(store, samples):
    plain = samples.build_conversation(0)
    right = plain.turns[1].calls[0]
    wrong = mistake_before(right)
    one = samples.with_turn(plain, 1, mistakes=(wrong,))
    with store.writing() as writer:
        writer.put_conversations("r", [one], [samples.build_assessment(one)])
    with store.reading() as reader:
        assert list(reader.conversations("r")) == [one]
        rows = reader.sql("SELECT call, train, status FROM calls ORDER BY call").rows
        told = reader.sql("SELECT content FROM messages WHERE answers = 100").rows
    assert rows == (*((n, True, "ok") for n in range(1, 5)), (wrong.id, False, "error"))
    assert told == (('{"error":"Unexpected argument: x."}',),)


def test_a_fault_that_came_back_counts_again_but_a_batch_stored_twice_does_not(store, samples):
    batch = [samples.build_rejection(1), samples.build_rejection(2), samples.build_rejection(1)]
    for _ in range(2):
        with store.writing() as writer:
            writer.put_rejections("r", batch)
    with store.reading() as reader:
        assert reader.counts("r")["rejections"] == 3
