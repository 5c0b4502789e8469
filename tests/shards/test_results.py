"""A shard's file gives back what was written, or is refused."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digit_tc.records import Translation, Vote
from digit_tc.shards import (
    DamagedShardError,
    ScenarioResult,
    ShardResult,
    ShardsFolder,
    name_shard,
    read_result,
    write_order,
    write_result,
)
from digit_tc.shards.order import read_order
from digit_tc.synthesis import Outcome


def test_an_order_is_read_as_it_was_written(folder: ShardsFolder, shard: Any) -> None:
    order, _ = shard
    write_order(folder, "one", order)
    assert read_order(folder, "one") == order


def test_an_order_holds_the_tools_of_its_scenarios_and_no_others(shard: Any) -> None:
    order, _ = shard
    offered = {key for scenario in order.scenarios for key in scenario.tools}
    assert [tool.key for tool in order.tools] == sorted(offered)


def test_other_inputs_scenarios_or_code_give_another_name(shard: Any, versions: Any) -> None:
    order, _ = shard
    inputs = {"section synthesis": "a"}
    others = {
        name_shard(order, inputs),
        name_shard(order, {"section synthesis": "b"}),
        name_shard(order.model_copy(update={"scenarios": order.scenarios[:2]}), inputs),
        name_shard(order.model_copy(update={"made_with": versions}), inputs),
    }
    assert len(others) == 4
    slower = order.config.models.model_copy(update={"max_concurrency": 1})
    config = order.config.model_copy(update={"models": slower})
    assert name_shard(order.model_copy(update={"config": config}), inputs) in others


def test_outcomes_votes_and_calls_come_back_as_they_were(
    folder: ShardsFolder, shard: Any, samples: ModuleType, model_calls: ModuleType
) -> None:
    order, result = shard
    vote = Vote(
        conversation="c", model="m", sample=0, readable=True, accepted=True,
        scores={"natural": 4}, reason="Good.",
    )  # fmt: skip
    rejected = ScenarioResult(
        Outcome(
            order.scenarios[2], None, None, (samples.build_rejection(1, "judge"),),
            (Translation(turn=0, mode="blind", samples=1, solved=1, hidden_recall=None),),
        ),
        (vote,),
    )  # fmt: skip
    whole = ShardResult((*result.written[:2], rejected), (model_calls.call(), model_calls.call()))
    write_result(folder, "one", whole)
    assert read_result(folder, "one", order) == whole


@pytest.fixture(scope="module")
def damaged_place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for files that are damaged."""
    return tmp_path_factory.mktemp("damaged")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_file_that_is_cut_or_changed_anywhere_is_refused_or_gives_the_same(
    damaged_place: Path, shard: Any, data: st.DataObject
) -> None:
    folder = ShardsFolder(str(damaged_place), "demo-1")
    order, result = shard
    write_result(folder, "one", result)
    folder.write("two.parquet", folder.read("one.parquet"))
    content = bytearray(folder.read("two.parquet"))
    place = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[place:]
    else:
        content[place] ^= data.draw(st.integers(1, 255))
    folder.write("one.parquet", bytes(content))
    try:
        # A byte of the footer that nobody reads may change without harm.
        assert read_result(folder, "one", order) == result
    except DamagedShardError:
        assert bytes(content) != folder.read("two.parquet")


def test_a_file_of_other_scenarios_is_refused(folder: ShardsFolder, shard: Any) -> None:
    order, result = shard
    write_result(folder, "one", ShardResult(result.written[:2]))
    with pytest.raises(DamagedShardError, match="does not hold the scenarios"):
        read_result(folder, "one", order)
