"""How many requests are under way, and whose turn it is."""

from __future__ import annotations

import asyncio
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digit_tc.errors import StopRequested
from digit_tc.llm.limiter import Limiter

_KINDS = st.sampled_from(["success", "strain", "fault"])


@settings(max_examples=40, deadline=None)
@given(
    most=st.integers(1, 40),
    work=st.lists(st.tuples(st.floats(0.01, 2.0), _KINDS), min_size=1, max_size=120),
)
def test_never_more_are_under_way_than_allowed_and_all_get_their_turn(
    asking: ModuleType, most: int, work: list[tuple[float, str]]
) -> None:
    limiter, seen, done = Limiter(most), [], []

    async def one(number: int, seconds: float, kind: str) -> None:
        await limiter.acquire(number)
        seen.append(limiter.in_flight)
        sent_at = asyncio.get_running_loop().time()
        await asyncio.sleep(seconds)
        if kind == "success":
            limiter.record_success()
        elif kind == "strain":
            limiter.record_overload(sent_at, 1.0)
        limiter.release()
        done.append(number)

    async def everything() -> None:
        await asyncio.gather(*(one(number, *what) for number, what in enumerate(work)))

    asking.run_in_virtual_time(everything())
    assert max(seen) <= most
    assert sorted(done) == list(range(len(work)))
    assert limiter.in_flight == 0
    assert 1 <= limiter.limit <= most


@settings(max_examples=30, deadline=None)
@given(most=st.integers(1, 8), tickets=st.permutations(range(40)))
def test_who_came_first_goes_first_even_when_trying_again(
    asking: ModuleType, most: int, tickets: list[int]
) -> None:
    limiter, went = Limiter(most), []

    async def one(ticket: int) -> None:
        await limiter.acquire(ticket)
        went.append(ticket)
        await asyncio.sleep(1.0)
        limiter.release()

    async def everything() -> None:
        await asyncio.gather(*(one(ticket) for ticket in tickets))

    asking.run_in_virtual_time(everything())
    assert went[:most] == tickets[:most]
    assert went[most:] == sorted(tickets[most:])


async def _serve(limiter: Limiter, requests: int, fate: dict[int, str]) -> None:
    async def one(number: int) -> None:
        await limiter.acquire(number)
        sent_at = asyncio.get_running_loop().time()
        await asyncio.sleep(0.5)
        if fate.get(number % len(fate) if fate else 0) == "rate-limit":
            limiter.record_overload(sent_at, 1.0)
        else:
            limiter.record_success()
        limiter.release()

    await asyncio.gather(*(one(number) for number in range(requests)))


def test_256_are_under_way_within_three_seconds_at_half_a_second_of_latency(
    asking: ModuleType,
) -> None:
    limiter = Limiter(256)

    async def watch() -> int:
        work = asyncio.create_task(_serve(limiter, 4000, {}))
        await asyncio.sleep(2.6)
        under_way = limiter.in_flight
        await work
        return under_way

    assert asking.run_in_virtual_time(watch()) == 256


def test_a_provider_that_limits_the_rate_gets_fewer_at_once(asking: ModuleType) -> None:
    limiter = Limiter(256)
    asking.run_in_virtual_time(_serve(limiter, 2000, {}))
    assert limiter.limit == 256
    asking.run_in_virtual_time(_serve(limiter, 600, {0: "rate-limit"}))
    assert limiter.limit < 100


def test_single_rate_limits_among_successes_do_not_shrink_it(asking: ModuleType) -> None:
    limiter = Limiter(256)
    fate = dict.fromkeys(range(10), "ok") | {3: "rate-limit", 7: "rate-limit", 8: "rate-limit"}
    asking.run_in_virtual_time(_serve(limiter, 6000, fate))
    assert limiter.limit == 256


def test_nothing_is_sent_during_a_pause(asking: ModuleType) -> None:
    limiter = Limiter(4)

    async def paused() -> float:
        limiter.pause_until(30.0)
        await asyncio.gather(*(limiter.acquire(number) for number in range(4)))
        return asyncio.get_running_loop().time()

    assert asking.run_in_virtual_time(paused()) == pytest.approx(30.0)


def test_one_probe_at_a_time_while_probing(asking: ModuleType) -> None:
    limiter = Limiter(50)

    async def probed() -> tuple[int, int]:
        limiter.set_probing(True)
        waiting = [asyncio.create_task(limiter.acquire(number)) for number in range(10)]
        await asyncio.sleep(1)
        before = limiter.in_flight
        limiter.set_probing(False)
        await asyncio.gather(*waiting)
        return before, limiter.in_flight

    assert asking.run_in_virtual_time(probed()) == (1, 10)


def test_the_end_reaches_all_who_wait_and_all_who_come_later(asking: ModuleType) -> None:
    limiter = Limiter(1)

    async def ended() -> list[object]:
        await limiter.acquire(0)
        waiting = [asyncio.create_task(limiter.acquire(number)) for number in range(1, 200)]
        waiting.append(asyncio.create_task(limiter.wait_before_retry(500.0)))
        await asyncio.sleep(0)
        limiter.fail_waiting(StopRequested("stopped"))
        waiting.append(asyncio.create_task(limiter.acquire(200)))
        got = await asyncio.gather(*waiting, return_exceptions=True)
        assert asyncio.get_running_loop().time() < 1.0
        return got

    assert {type(each) for each in asking.run_in_virtual_time(ended())} == {StopRequested}


def test_who_gives_up_waiting_takes_no_turn_from_others(asking: ModuleType) -> None:
    limiter = Limiter(1)

    async def given_up() -> int:
        await limiter.acquire(0)
        first = asyncio.create_task(limiter.acquire(1))
        second = asyncio.create_task(limiter.acquire(2))
        await asyncio.sleep(0)
        limiter.release()
        first.cancel()  # its turn has come, but it has not taken it yet
        await second
        return limiter.in_flight

    assert asking.run_in_virtual_time(given_up()) == 1
