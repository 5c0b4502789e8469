"""What a small run teaches about the full one: yields, cost for one conversation, a forecast."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean, stdev

from pydantic import ValidationError

from digit_tc.config import RunConfig, hash_config
from digit_tc.llm.prices import compute_cost
from digit_tc.records import (
    ROLES,
    CostRow,
    Expected,
    Forecast,
    PilotReport,
    Usage,
    YieldStep,
)
from digit_tc.runs.rounds import round_totals
from digit_tc.runs.site import Site, read_config
from digit_tc.runs.step_yields import NORMAL_95, measure_yields
from digit_tc.store import PaidRequest

PREFIX = "pilot-"
FILE_NAME = "pilot.json"
_LEAST_SHARE = 0.01


def measure_pilot(site: Site, count: int) -> PilotReport:
    """What the run at `site`, a pilot, says about a run of `count` conversations of its kind.

    Raises StoreError where there is no such run.
    """
    steps, overall, tried = measure_yields(site)
    with site.store.reading() as reader:
        run = reader.run(site.run_id)
        config = read_config(reader, site.run_id)
        admitted = reader.counts(site.run_id)["admitted"]
        answers = reader.paid_requests(site.run_id)
        latency = reader.cost(site.run_id).total.latency_median_in_ms
        hits = sum(one.cached for one in answers)
        seconds = sum(
            (one.ended_at - one.started_at).total_seconds()
            for one in reader.stage_runs(site.run_id)
            if one.stage == "synthesize" and one.ended_at is not None
        )
    answers = [_price(one, config) for one in answers]
    tried = max(1, tried)
    each = _Each(answers, tried, max(_LEAST_SHARE, overall.share))
    cache_share = hits / len(answers) if answers else 0.0
    roles = tuple(_roles(answers))
    dearest, share = _dearest(roles)
    return PilotReport(
        run_id=run.run_id,
        config_hash=hash_kind(config),
        ended_at=run.ended_at or dt.datetime.now(dt.UTC),
        conversations=admitted,
        steps=steps,
        overall=overall,
        requests_each=each.of("requests") or 0.0,
        prompt_in_kb_each=(each.of("bytes") or 0.0) / 1000,
        tokens_each=each.of("tokens"),
        cost_in_usd_each=each.of("usd"),
        minutes_each=seconds / 60 / tried / each.share,
        cache_share=cache_share,
        roles=roles,
        dearest=dearest,
        dearest_share=share,
        forecast=_forecast(config, run.run_id, admitted, count, overall, each, seconds / tried
                           if cache_share < 0.5 else None, latency),
    )  # fmt: skip


def write_pilot(site: Site, report: PilotReport) -> Path:
    """Keep the report in the pilot's folder, where `last_pilot` finds it."""
    path = site.folder / FILE_NAME
    path.write_text(report.model_dump_json(indent=2), encoding="utf-8")
    return path


def find_pilot(db: Path, config: RunConfig) -> PilotReport | None:
    """The latest report of a pilot of the same kind beside a database; None without any."""
    wanted, found = hash_kind(config.effective), []
    for path in sorted((db.parent / "runs").glob(f"{PREFIX}*/{FILE_NAME}")):
        try:
            report = PilotReport.model_validate_json(path.read_bytes())
        except (OSError, ValidationError):
            continue  # of another version, or somebody else's
        if report.config_hash == wanted:
            found.append(report)
    return max(found, key=lambda report: report.ended_at, default=None)


def rescale_forecast(report: PilotReport, count: int) -> Forecast:
    """The forecast of a report for another count."""
    factor = count / report.forecast.count
    scaled = {
        name: Expected(low=value.low * factor, likely=value.likely * factor,
                       high=value.high * factor)
        for name, value in report.forecast
        if isinstance(value, Expected)
    }  # fmt: skip
    return report.forecast.model_copy(update={"count": count, **scaled})


def hash_kind(config: RunConfig) -> str:
    """Content id of a run file without its count."""
    return hash_config(config.model_copy(update={"count": 1}))


def _price(request: PaidRequest, config: RunConfig) -> PaidRequest:
    """The request with the price of now, where it had none."""
    if request.usd is not None:
        return request
    if request.free:
        return request._replace(usd=0.0)
    usage = Usage(prompt_tokens=request.prompt_tokens, completion_tokens=request.completion_tokens)
    return request._replace(usd=compute_cost(request.model, usage, config.models)[0])


class _Each:
    """What one scenario, and one conversation of the dataset, needed."""

    def __init__(self, answers: Iterable[PaidRequest], tried: int, share: float) -> None:
        self.share = share
        self._sums: dict[str, dict[int, float]] = {"requests": {}, "bytes": {}, "tokens": {},
                                                   "usd": {}}  # fmt: skip
        self._unknown: set[str] = set()
        self._tried = tried
        for one in answers:
            given = {"requests": 1, "bytes": one.bytes, "tokens": one.tokens, "usd": one.usd}
            for name, value in given.items():
                if value is None:
                    self._unknown.add(name)
                else:
                    place = -1 if one.place is None else one.place
                    self._sums[name][place] = self._sums[name].get(place, 0.0) + value

    def of(self, name: str) -> float | None:
        """For one conversation of the dataset; None where any part of it is unknown."""
        mean = self.scenario(name)
        return None if mean is None else mean.likely / self.share

    def scenario(self, name: str) -> Expected | None:
        """For one scenario, with the 95 % interval of the mean."""
        if name in self._unknown:
            return None
        values = list(self._sums[name].values())
        values += [0.0] * (self._tried - len(values))
        mean = fmean(values) if values else 0.0
        spread = NORMAL_95 * stdev(values) / math.sqrt(len(values)) if len(values) > 1 else mean
        return Expected(low=max(0.0, mean - spread), likely=mean, high=mean + spread)


def _forecast(
    config: RunConfig, run_id: str, admitted: int, count: int, overall: YieldStep, each: _Each,
    seconds: float | None, latency_in_ms: float | None,
) -> Forecast:  # fmt: skip
    scenarios = Expected(
        low=_scenarios(count, overall.high),
        likely=_scenarios(count, overall.share),
        high=_scenarios(count, overall.low),
    )
    requests = _times(scenarios, each.scenario("requests"))
    sent = _times(scenarios, each.scenario("bytes"), 1 / 1000)
    none = Expected(low=0, likely=0, high=0)
    minutes = None
    if seconds is not None and requests is not None:
        # A few conversations do not fill what may be under way at once; many do.
        ideal = requests.low * (latency_in_ms or 0) / 60_000 / config.models.max_concurrency
        likely = scenarios.likely * seconds / 60
        minutes = Expected(
            low=min(ideal, likely), likely=likely, high=scenarios.high * seconds / 60
        )
    return Forecast(
        count=count,
        basis=f"measured by {run_id} on {admitted} conversation{'' if admitted == 1 else 's'}",
        requests=requests or none,
        prompt_in_kb=sent or none,
        tokens=_times(scenarios, each.scenario("tokens")),
        cost_in_usd=_times(scenarios, each.scenario("usd")),
        minutes=minutes,
    )


def _scenarios(count: int, share: float) -> int:
    """How many a run will write: rounds of fixed sizes until there are enough."""
    wanted = count / max(_LEAST_SHARE, share)
    return next(total for total in round_totals(count) if total >= wanted)


def _times(scenarios: Expected, each: Expected | None, unit: float = 1.0) -> Expected | None:
    if each is None:
        return None
    return Expected(
        low=scenarios.low * each.low * unit,
        likely=scenarios.likely * each.likely * unit,
        high=scenarios.high * each.high * unit,
    )


def _roles(answers: Iterable[PaidRequest]) -> Iterable[CostRow]:
    everything = list(answers)
    for role in ROLES:
        mine = [one for one in everything if one.role == role]
        if mine:
            known = [one.usd for one in mine if one.usd is not None]
            yield CostRow(
                name=role,
                requests=len(mine),
                prompt_in_bytes=sum(one.bytes for one in mine),
                prompt_tokens=sum(one.prompt_tokens or 0 for one in mine),
                completion_tokens=sum(one.completion_tokens or 0 for one in mine),
                cost_in_usd=sum(known) if known else None,
                unknown_costs=len(mine) - len(known),
            )


def _dearest(roles: Iterable[CostRow]) -> tuple[str, float]:
    rows = list(roles)
    for weigh in (
        {row.name: row.cost_in_usd or 0.0 for row in rows},
        {row.name: float(row.tokens or 0) for row in rows},
        {row.name: float(row.requests) for row in rows},
    ):
        if sum(weigh.values()) > 0:
            name = max(weigh, key=lambda role: weigh[role])
            return name, weigh[name] / sum(weigh.values())
    return "", 0.0
