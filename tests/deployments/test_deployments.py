"""`prefect.yaml` and `digit-tc serve`: the same flows, with forms that are filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from digit_tc.config import RunConfig, load_run
from digit_tc.records import STAGES

FOLDER = Path(__file__).parents[2] / "deployments"
WRITTEN = yaml.safe_load((FOLDER / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]


def test_there_is_a_deployment_for_the_pipeline_and_for_each_stage() -> None:
    stages = {"build-graph" if stage == "graph" else stage for stage in STAGES}
    assert {one["name"] for one in WRITTEN} == {"nightly", "dataset", "rerun"} | stages


def test_serve_and_prefect_yaml_make_deployments_of_the_same_flows(facts: Any) -> None:
    written = {name: one["flow"] for name, one in facts["written"].items()}
    assert written == {name: one["flow"] for name, one in facts["served"].items()}
    assert set(facts["names"]) == set(written.values()), "alerts are about every deployment"


def test_every_deployment_has_pool_tags_and_a_limit_of_one_run_at_a_time() -> None:
    for one in WRITTEN:
        assert one["work_pool"]["name"] == "digit-tc"
        environment = one["work_pool"]["job_variables"]["env"]
        assert environment["PREFECT_LOGGING_EXTRA_LOGGERS"] == "digit_tc"
        assert environment["PREFECT_LOGGING_ROOT_LEVEL"] == "INFO"
        assert "digit-tc" in one["tags"]
        assert one["concurrency_limit"] == {"limit": 1, "collision_strategy": "ENQUEUE"}


def test_the_night_is_read_in_the_time_zone_of_its_schedule() -> None:
    nightly = WRITTEN[0]
    assert nightly["name"] == "nightly"
    assert nightly["parameters"]["time_zone"] == nightly["schedules"][0]["timezone"]


def test_served_schedules_carry_time_zone_and_places(facts: Any) -> None:
    nightly = facts["served"]["nightly"]
    (schedule,) = nightly["schedules"]
    assert (schedule["cron"], schedule["timezone"]) == ("0 2 * * *", "Europe/Berlin")
    assert nightly["parameters"]["time_zone"] == "Europe/Berlin"
    assert nightly["parameters"]["db"] == "here.duckdb"
    assert facts["served"]["export"]["parameters"]["export_folder"] == "out"


def test_the_form_of_a_whole_run_opens_with_every_default(facts: Any) -> None:
    schema = facts["written"]["dataset"]["schema"]
    assert RunConfig.model_validate(schema["properties"]["config"]["default"]) == RunConfig()


def test_no_field_of_a_form_comes_up_empty(facts: Any) -> None:
    for name, one in facts["written"].items():
        for section, definition in one["schema"].get("definitions", {}).items():
            required = set(definition.get("required", []))
            for field, told in definition.get("properties", {}).items():
                # A default that is made at run time is none for the form.
                assert field in required or "default" in told, f"{name}: {section}.{field}"


def test_every_parameter_is_explained(facts: Any) -> None:
    for name, one in facts["written"].items():
        for field, told in one["schema"]["properties"].items():
            assert told.get("description"), f"{name}: {field}"


@pytest.mark.parametrize("name", ["full", "nightly"])
def test_run_files_of_the_schedule_can_be_read(name: str) -> None:
    assert load_run(FOLDER / "runs" / f"{name}.yaml").count > 0


def test_ten_thousand_conversations_are_at_most_four_hundred_task_runs() -> None:
    shards = -(-10_000 // RunConfig().synthesis.shard_size)
    # Rejected scenarios bring rounds of their own: half as many shards again is more than needed.
    assert 1.5 * shards + 2 * len(STAGES) <= 400
