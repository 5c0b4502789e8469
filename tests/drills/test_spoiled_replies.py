"""A third of all replies is spoiled, and the dataset is whole, and nothing is paid for twice."""

from __future__ import annotations

from collections import Counter
from types import ModuleType
from typing import Any

import pytest

pytestmark = [pytest.mark.timeout(240), pytest.mark.xdist_group("drills")]


def test_a_run_with_spoiled_replies_is_whole_and_every_loss_stands_in_the_ledger(
    proxy: Any, proxies: ModuleType, make: Any
) -> None:
    proxy.plan = proxies.spoils(0.3, seed=1)
    made = make(30)
    assert made.error is None, made.error
    assert made.dataset.gate.passed
    assert (made.admitted, len(made.examples)) == (30, 30)
    assert len(proxy.spoiled()) == len(proxies.SPOILINGS), "every way of spoiling was tried"

    assert sum(made.outcomes.values()) == len(proxy.exchanges), "one row for each request"
    transport = Counter[str]()
    for spoiling, times in proxy.spoiled().items():
        if spoiling not in proxies.WHOLE:
            transport[proxies.OUTCOME[spoiling]] += times
    assert {name: made.outcomes[name] for name in transport} == transport
    poor = sum(times for name, times in proxy.spoiled().items() if name in proxies.WHOLE)
    told = sum(made.outcomes[name] for name in ("empty", "unreadable", "invalid"))
    assert told == pytest.approx(poor, abs=poor // 2), "content cut in the middle may be mended"
    assert made.outcomes["empty"] == proxy.spoiled()["empty"]
    assert all(call["detail"] for call in made.calls if call["outcome"] != "ok")

    assert proxy.paid_twice() == {}
    before = len(proxy.exchanges)
    again = make(30, run_id="b")
    assert again.error is None
    assert len(proxy.exchanges) == before, "the second run finds every reply on disk"
    assert again.export == made.export


def test_what_is_lost_on_the_way_leaves_no_trace_in_the_data(
    proxy: Any, proxies: ModuleType, make: Any
) -> None:
    calm = make(10, folder="calm")
    lost = tuple(name for name in proxies.SPOILINGS if name not in (*proxies.WHOLE, "hang"))
    proxy.plan = proxies.spoils(0.3, seed=2, of=lost)
    stormy = make(10, folder="stormy")
    assert stormy.error is None
    assert sum(proxy.spoiled().values()) > 10
    assert stormy.export == calm.export
    assert stormy.rejections == calm.rejections, "a fault of transport is held against nobody"
