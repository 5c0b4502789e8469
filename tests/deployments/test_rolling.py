"""The seed of a night is a function of its date and of the run file's seed."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digit_tc.errors import ConfigError
from flows.server.schedule_seeds import (
    derive_seed,
    is_derived_from,
    name_scheduled_run,
    to_time_zone,
)

NIGHT = dt.datetime(2026, 11, 23, 2, 0, tzinfo=dt.UTC)
moments = st.datetimes(
    min_value=dt.datetime(2020, 1, 1),  # noqa: DTZ001  (hypothesis adds the zone)
    max_value=dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(dt.UTC),
)


def test_people_can_read_the_seed_of_a_night() -> None:
    assert derive_seed(7, NIGHT, "day") == 720261123
    assert derive_seed(7, NIGHT, "run") == 7202611230200
    assert derive_seed(7, NIGHT, "never") == 7


@given(moments, moments, st.integers(0, 10**6))
def test_two_runs_have_one_seed_exactly_where_they_are_of_one_night(
    one: dt.datetime, other: dt.datetime, seed: int
) -> None:
    same = derive_seed(seed, one, "day") == derive_seed(seed, other, "day")
    assert same == (one.date() == other.date())


@given(moments, st.integers(0, 2**63 - 1), st.sampled_from(["day", "run", "never"]))
def test_a_rolled_seed_is_a_seed(moment: dt.datetime, seed: int, rolling: str) -> None:
    assert 0 <= derive_seed(seed, moment, rolling) < 2**63  # type: ignore[arg-type]


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_run_files_with_different_seeds_do_not_meet_in_a_night(one: int, other: int) -> None:
    assert (derive_seed(one, NIGHT, "day") == derive_seed(other, NIGHT, "day")) == (one == other)


def test_nights_are_divided_where_the_schedule_is() -> None:
    late = dt.datetime(2026, 3, 29, 23, 0, tzinfo=dt.UTC)
    assert derive_seed(7, to_time_zone(late, "Europe/Berlin"), "day") == 720260330
    # One in the morning in Berlin, before and after the clocks change: one date in UTC, two nights.
    before = to_time_zone(dt.datetime(2026, 3, 29, 0, 0, tzinfo=dt.UTC), "Europe/Berlin")
    after = to_time_zone(dt.datetime(2026, 3, 29, 23, 0, tzinfo=dt.UTC), "Europe/Berlin")
    assert derive_seed(7, before, "day") != derive_seed(7, after, "day")


def test_a_retry_of_a_scheduled_run_is_the_same_run() -> None:
    assert name_scheduled_run("nightly", NIGHT) == "nightly-20261123-020000"


@pytest.mark.parametrize("zone", ["Nowhere/Town", "../etc/passwd", ""])
def test_a_time_zone_that_does_not_exist_is_told(zone: str) -> None:
    with pytest.raises(ConfigError, match="no time zone"):
        to_time_zone(NIGHT, zone)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--cron", "every night"], "is not a schedule"),
        (["--cron", "0 2 * * *", "--time-zone", "Nowhere"], "no time zone"),
        (["--alert", "chat.example.org"], "begins with http"),
        (["missing.yaml"], "no run file"),
    ],
)
def test_serve_tells_what_is_wrong_before_it_starts_anything(words: list[str], told: str) -> None:
    command = [sys.executable, "-c", "from flows.cli import main; main()", "serve", *words]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert ended.returncode == 2
    assert told in ended.stderr
    assert "Starting" not in ended.stderr


def test_a_night_knows_the_seed_that_it_comes_from() -> None:
    assert is_derived_from(derive_seed(7, NIGHT, "day"), 7)
    assert is_derived_from(derive_seed(7, NIGHT, "run"), 7)
    assert not is_derived_from(7, 7)
    assert not is_derived_from(720261123, 8)
    assert not is_derived_from(720261345, 7)
    assert not is_derived_from(71, 7)
