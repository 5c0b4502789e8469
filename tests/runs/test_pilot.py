"""What a small run teaches about the full one."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.config import RunConfig, hash_config
from digit_tc.records import Rejection, Run, Usage
from digit_tc.runs import Site
from digit_tc.runs.forecast import forecast_models
from digit_tc.runs.pilot import find_pilot, measure_pilot, rescale_forecast, write_pilot
from digit_tc.runs.step_yields import find_step, wilson_interval

PRICED = {"openai/writer": {"price": {"input_usd_per_million": 1, "output_usd_per_million": 2}}}
ROLES = dict.fromkeys(("planner", "user", "solver", "simulator", "assistant", "judge"),
                      "openai/writer")  # fmt: skip
TRIED, KEPT = 20, 15


def configured(count: int, **more: Any) -> RunConfig:
    return RunConfig.model_validate(
        {"count": count, "roles": ROLES, "models": {"endpoints": PRICED}, **more}
    )


def plant(
    site: Site, samples: ModuleType, model_calls: ModuleType, *, paid: bool = True
) -> list[Rejection]:
    """A pilot: 20 scenarios, 16 conversations, 15 of them in the dataset; 10 requests each."""
    config = configured(KEPT)
    run = Run(
        run_id=site.run_id, name="x", config=config.model_dump(mode="json"),
        config_hash=hash_config(config), seed=7, count=KEPT, version="0", status="done",
        started_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        ended_at=dt.datetime(2026, 1, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    scenarios = [samples.build_scenario(index) for index in range(TRIED)]
    made = [samples.build_conversation(index) for index in range(KEPT + 1)]
    lost = {16: ("user-empty", "grounded"), 17: ("grounded", "back-translation"),
            18: ("back-translation",), 19: ("summary", "judge-no-quorum")}  # fmt: skip
    rejections = [
        Rejection(stage="synthesize", subject=scenarios[at].id, reason=reason, detail=reason)
        for at, reasons in lost.items()
        for reason in reasons
    ]
    # Refused once, and then written all the same: that loses nothing.
    rejections.append(
        Rejection(stage="synthesize", subject=scenarios[0].id, reason="no_leak", detail="x")
    )
    rejections.append(
        Rejection(stage="assess", subject=made[3].id, reason="near-duplicate", detail="x")
    )
    calls = [
        model_calls.call(run_id=site.run_id, index=at, role=role, model="openai/writer",
                         usage=Usage(prompt_tokens=800, completion_tokens=100),
                         cost_in_usd=0.001)
        for at in range(TRIED)
        for role in ["user"] * 6 + ["solver"] * 3 + ["judge"]
    ]  # fmt: skip
    with site.store.writing() as writer:
        writer.put_run(run)
        writer.put_scenarios(site.run_id, scenarios)
        writer.put_conversations(site.run_id, made, [samples.build_assessment(one) for one in made])
        writer.admit(site.run_id, [at for at in range(KEPT + 1) if at != 3])
        writer.put_rejections(site.run_id, rejections)
        writer.put_calls(site.run_id, calls if paid else [])
    return rejections


@pytest.fixture
def pilot(tmp_path: Path, samples: ModuleType, model_calls: ModuleType) -> Site:
    site = Site(tmp_path / "data.duckdb", "pilot-x")
    plant(site, samples, model_calls)
    return site


def test_a_scenario_is_lost_at_the_last_step_that_refused_it(pilot: Site) -> None:
    report = measure_pilot(pilot, 1000)
    assert [(step.name, step.entered, step.passed) for step in report.steps] == [
        ("planned", 20, 20), ("requested", 20, 19), ("solved", 19, 17), ("executed", 17, 17),
        ("closed", 17, 17), ("judged", 17, 16), ("admitted", 16, 15),
    ]  # fmt: skip
    by_name = {step.name: step.reasons for step in report.steps}
    assert by_name["solved"] == {"back-translation": 2}
    assert by_name["judged"] == {"judge-no-quorum": 1}
    assert by_name["admitted"] == {"near-duplicate": 1}
    assert (report.overall.entered, report.overall.passed, report.conversations) == (20, 15, 15)


def test_those_in_the_dataset_pay_for_those_that_were_dropped(pilot: Site) -> None:
    report = measure_pilot(pilot, 1000)
    assert report.requests_each == pytest.approx(200 / 15)
    assert report.prompt_in_kb_each == pytest.approx(1000 / 15)
    assert report.tokens_each == pytest.approx(200 * 900 / 15)
    assert report.cost_in_usd_each == pytest.approx(0.2 / 15)
    assert (report.dearest, report.dearest_share) == ("user", pytest.approx(0.6))
    assert report.cache_share == 0


def test_the_forecast_lies_in_its_interval_and_grows_with_the_count(pilot: Site) -> None:
    small, large = (measure_pilot(pilot, count).forecast for count in (1000, 10_000))
    for forecast in (small, large):
        for value in (forecast.requests, forecast.tokens, forecast.cost_in_usd):
            assert value is not None
            assert value.low <= value.likely <= value.high
    # At least a request of each scenario, were all of them let in; no more than twice the likely.
    assert small.requests.low >= 1000 * 10
    assert small.requests.high < 2 * small.requests.likely
    assert 8 < large.requests.likely / small.requests.likely < 12


@pytest.mark.parametrize("same_run", [True, False])
def test_what_the_cache_gave_counts_as_what_it_cost_when_it_was_sent(
    tmp_path: Path, samples: ModuleType, model_calls: ModuleType, same_run: bool
) -> None:
    first, second = Site(tmp_path / "x.duckdb", "pilot-a"), Site(tmp_path / "x.duckdb", "pilot-b")
    plant(first, samples, model_calls)
    with first.store.reading() as reader:
        paid = list(reader.model_calls("pilot-a"))
    again = [
        call.model_copy(update={"id": f"again-{call.id}", "run_id": "x", "cached": True,
                                "cost_in_usd": 0.0, "usage": Usage()})
        for call in paid
    ]  # fmt: skip
    target = first if same_run else second
    if not same_run:
        plant(second, samples, model_calls, paid=False)
    with target.store.writing() as writer:
        writer.put_calls(target.run_id, again)
    before, after = measure_pilot(first, 500), measure_pilot(target, 500)
    assert after.requests_each == pytest.approx(before.requests_each)
    assert after.cost_in_usd_each == pytest.approx(before.cost_in_usd_each)
    assert after.cache_share == (0 if same_run else 1)
    assert (after.forecast.minutes is None) == (not same_run)


def test_lost_sendings_cost_requests_and_no_money(
    tmp_path: Path, samples: ModuleType, model_calls: ModuleType
) -> None:
    site = Site(tmp_path / "x.duckdb", "pilot-a")
    plant(site, samples, model_calls)
    lost = [
        model_calls.call(index=0, outcome="time-out", cost_in_usd=None, usage=Usage())
        for _ in range(40)
    ]
    before = measure_pilot(site, 100)
    with site.store.writing() as writer:
        writer.put_calls(site.run_id, lost)
    after = measure_pilot(site, 100)
    assert after.requests_each == pytest.approx(before.requests_each * 1.2)
    assert after.cost_in_usd_each == pytest.approx(before.cost_in_usd_each)


def test_the_last_pilot_of_the_same_kind_is_found(pilot: Site) -> None:
    report = measure_pilot(pilot, 1000)
    write_pilot(pilot, report)
    (pilot.folder.parent / "pilot-broken").mkdir()
    (pilot.folder.parent / "pilot-broken" / "pilot.json").write_text("{")
    assert find_pilot(pilot.db, configured(77)) == report
    assert find_pilot(pilot.db, configured(77, seed=8)) is None
    scaled = rescale_forecast(report, 500)
    assert scaled.count == 500
    assert scaled.requests.likely == pytest.approx(report.forecast.requests.likely / 2)


def test_a_run_without_models_needs_no_forecast_and_one_with_models_has_one() -> None:
    assert forecast_models(RunConfig()) is None
    whole = forecast_models(configured(100))
    unpriced = forecast_models(configured(100, models={"api_base": "http://127.0.0.1:1/v1"}))
    judged = forecast_models(configured(100, ablate=["judge", "back-translation"]))
    assert whole is not None
    assert unpriced is not None
    assert judged is not None
    assert whole.cost_in_usd is not None
    assert unpriced.cost_in_usd is None
    assert judged.requests.likely < whole.requests.likely
    assert whole.tokens is not None
    assert whole.tokens.low < whole.tokens.likely < whole.tokens.high


@pytest.mark.parametrize(
    ("reason", "step"),
    [
        ("planner-unreadable", "planned"), ("plan_valid", "planned"), ("no-value", "planned"),
        ("arguments_valid", "planned"), ("shape", "planned"), ("hiding", "planned"),
        ("grounded", "requested"), ("user-empty", "requested"), ("no_leak", "requested"),
        ("referent", "requested"), ("distinct", "requested"), ("english", "requested"),
        ("back-translation", "solved"), ("solver-invalid", "solved"),
        ("results_valid", "executed"), ("protocol", "executed"), ("executed", "executed"),
        ("summary", "closed"), ("assistant-empty", "closed"),
        ("judge", "judged"), ("judge-no-quorum", "judged"),
    ],
)  # fmt: skip
def test_every_reason_belongs_to_a_step(reason: str, step: str) -> None:
    assert find_step(reason) == step


@given(st.integers(0, 400), st.integers(0, 400))
def test_an_interval_holds_its_share(passed: int, failed: int) -> None:
    low, high = wilson_interval(passed, passed + failed)
    assert 0 <= low <= high <= 1
    if passed + failed:
        assert low <= passed / (passed + failed) + 1e-12
        assert high >= passed / (passed + failed) - 1e-12


@given(st.integers(1, 400))
def test_no_rounding_puts_a_share_outside_its_interval(entered: int) -> None:
    # By its last digit it would be: 24 of 24 then promise less than all.
    assert wilson_interval(entered, entered)[1] == 1
    assert wilson_interval(0, entered)[0] == 0


@pytest.mark.parametrize("tried", [4, 10, 14, 19, 24])
def test_a_pilot_that_lost_nothing_forecasts_within_its_interval(
    tmp_path: Path, samples: ModuleType, model_calls: ModuleType, tried: int
) -> None:
    site = Site(tmp_path / "x.duckdb", "pilot-a")
    config = configured(tried)
    run = Run(
        run_id=site.run_id, name="x", config=config.model_dump(mode="json"),
        config_hash=hash_config(config), seed=7, count=tried, version="0", status="done",
        started_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    made = [samples.build_conversation(index) for index in range(tried)]
    calls = [
        model_calls.call(run_id=site.run_id, index=at, role="user", model="openai/writer",
                         usage=Usage(prompt_tokens=800, completion_tokens=100), cost_in_usd=0.001)
        for at in range(tried)
    ]  # fmt: skip
    with site.store.writing() as writer:
        writer.put_run(run)
        writer.put_scenarios(site.run_id, [samples.build_scenario(at) for at in range(tried)])
        writer.put_conversations(site.run_id, made, [samples.build_assessment(one) for one in made])
        writer.admit(site.run_id, range(tried))
        writer.put_calls(site.run_id, calls)
    forecast = measure_pilot(site, 100).forecast
    for value in (forecast.requests, forecast.tokens, forecast.cost_in_usd):
        assert value is not None
        assert value.low <= value.likely <= value.high
    assert forecast.requests.likely == forecast.requests.low == pytest.approx(100)


def test_an_interval_as_the_tables_have_it() -> None:
    assert wilson_interval(45, 50) == pytest.approx((0.7864, 0.9565), abs=1e-4)
