"""When a provider counts as not answering."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from digit_tc.llm.circuit_breaker import CircuitBreaker


def test_faults_at_random_do_not_open_it() -> None:
    breaker, random, opened = CircuitBreaker(), Random(5), 0
    for number in range(20_000):
        if random.random() < 0.3:
            breaker.record_fault(number * 0.01, "server-error")
        else:
            breaker.record_success()
        opened += breaker.is_open
    assert opened == 0


def test_faults_that_are_noticed_before_the_successes_of_their_round_do_not_open_it() -> None:
    breaker, opened = CircuitBreaker(), 0
    for number in range(100):
        for _ in range(80):
            breaker.record_fault(float(number), "connection", in_flight=256)
            opened += breaker.is_open
        breaker.record_success()
    assert opened == 0
    for _ in range(256):
        breaker.record_fault(100.0, "connection", in_flight=256)
    assert breaker.is_open


def test_a_dead_provider_opens_it_and_the_first_reply_closes_it() -> None:
    breaker = CircuitBreaker()
    for _ in range(12):
        breaker.record_fault(1.0, "connection")
    assert breaker.is_open
    assert breaker.failing_for(61.0) == 60.0
    breaker.record_success()
    assert not breaker.is_open
    assert breaker.failing_for(61.0) == 0.0


def test_a_slow_writer_finds_out_as_well() -> None:
    breaker = CircuitBreaker()
    for number in range(6):
        breaker.record_fault(4.0 * number, "connection")
    assert breaker.is_open


def test_probes_come_less_and_less_often() -> None:
    breaker = CircuitBreaker()
    for _ in range(12):
        breaker.record_fault(0.0, "connection")
    probes = [breaker.next_probe]
    for _ in range(7):
        breaker.record_fault(probes[-1], "connection")
        probes.append(breaker.next_probe)
    pauses = [round(after - before) for before, after in pairwise(probes)]
    assert pauses == [2, 4, 8, 16, 30, 30, 30]


def test_faults_of_what_was_sent_before_are_no_probes() -> None:
    breaker = CircuitBreaker()
    for _ in range(100):
        breaker.record_fault(0.0, "connection")
    assert breaker.next_probe == 1.0


def test_rate_limits_show_only_how_long_there_was_no_reply() -> None:
    breaker = CircuitBreaker()
    for number in range(100):
        breaker.record_fault(float(number), "rate limit", counts=False)
    assert not breaker.is_open
    assert breaker.failing_for(100.0) == 100.0
