"""DiGiT-TC from Python, without a command line, a server or Prefect.

`generate` makes a dataset in a database and a file, as the command does; `conversations` gives
conversations one after the other and stores nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digit_tc import runs, stages
from digit_tc.chains import ScenarioSampler
from digit_tc.config import GraphConfig, RunConfig, hash_config
from digit_tc.errors import ConfigError, YieldError
from digit_tc.export import ExportSummary
from digit_tc.formats import get_format
from digit_tc.formats.openai import build_example
from digit_tc.graph import build_graph
from digit_tc.llm import ModelClient
from digit_tc.quality import Admission
from digit_tc.records import Conversation, GateResult, RunFigures, Stage, Tool, ToolGraph
from digit_tc.returns import infer_all
from digit_tc.runs import Site, StageCalls
from digit_tc.runs.rounds import LEAST_YIELD, YIELD_WINDOW
from digit_tc.specs import Loaded, load_tools, resolve_references
from digit_tc.stages import Assessed, Shard
from digit_tc.synthesis import converse

Progress = Callable[[str, int, int], None]
"""Called with the name of the stage, what is done of it and its total."""


@dataclass(frozen=True)
class Dataset:
    """A finished run."""

    site: Site
    """Where the run is stored."""
    gate: GateResult
    """What the quality gate found; it passed."""
    figures: RunFigures
    """What was counted in the dataset."""
    export: ExportSummary
    """The files that were written."""

    def conversations(self) -> Iterator[Conversation]:
        """The dataset in order."""
        return self.site.store.stream_conversations(self.site.run_id, admitted=True)

    def examples(self, format: str = "openai") -> Iterator[dict[str, Any]]:  # noqa: A002
        """The dataset as the rows of a format: `messages`, `tools` and `metadata` of `openai`.

        Raises ConfigError for a format that is not known.
        """
        tools, rows = self.site.graph().by_key, get_format(format).rows
        for conversation in self.conversations():
            yield from rows(conversation, tools, "train")


def generate(
    tools: Iterable[str] = ("starter",),
    *,
    db: Path | str,
    export: Path | str,
    count: int = 200,
    seed: int = 7,
    config: RunConfig | None = None,
    run_id: str | None = None,
    progress: Progress | None = None,
) -> Dataset:
    """Make exactly `count` conversations from the tools of these sources, and export them.

    `config` takes the place of `tools`, `count` and `seed`. A run that is there already, whole or
    in part, is taken up where it was; without `run_id` equal configurations are one run. Gives the
    same bytes as the command line. Raises SpecError, ConfigError, YieldError, GateError,
    ModelError or StoreError; BudgetError after exporting what was accepted.
    """
    settled = config or RunConfig(tools=tuple(tools), count=count, seed=seed)
    name = run_id or f"{settled.name}-{hash_config(settled).rpartition('-')[2]}"
    site = Site(Path(db), name)
    loaded = stages.read_ahead(site, settled)
    functions = _StageFunctions(site, settled.count, loaded, Path(export), progress)
    with runs.lock_run(site):
        runs.register(site, settled)
        try:
            summary = runs.run_stages(site, functions.calls())
        finally:
            runs.close_models(site)
    # Where the dataset was judged already, its answer is asked for again and noted nowhere.
    assessed = functions.assessed or stages.assess(site)
    return Dataset(site, assessed.gate, assessed.figures, summary)


class _StageFunctions:
    """The stages as plain functions: no server, no retries."""

    def __init__(
        self,
        site: Site,
        count: int,
        loaded: Loaded | None,
        export: Path,
        progress: Progress | None,
    ) -> None:
        self._site, self._count, self._loaded, self._export = site, count, loaded, export
        self._tell = progress or (lambda _stage, _done, _total: None)
        self.assessed: Assessed | None = None

    def calls(self) -> StageCalls:
        """What the loop over the stages calls."""
        return StageCalls(
            ingest=lambda: self._record("ingest", lambda: stages.ingest(self._site, self._loaded)),
            graph=lambda: self._record("graph", lambda: stages.build_graph(self._site)),
            sample=lambda: self._record("sample", self._sample),
            synthesize=lambda: self._record("synthesize", self._synthesize),
            assess=self._assess,
            export=self._write_export,
        )

    def _record(self, stage: Stage, work: Callable[[], Mapping[str, Any]]) -> None:
        with runs.record_stage(self._site, stage) as figures:
            figures.update(work())

    def _sample(self) -> Mapping[str, Any]:
        return stages.sample(self._site, runs.count_scenarios_needed(self._site))

    def _synthesize(self) -> Mapping[str, Any]:
        self._tell("synthesize", self._count - runs.count_missing(self._site), self._count)
        # Little by little: one change to very many rows takes much memory.
        dataset = runs.RunDataset(self._site)
        for shard in _write_shards(self._site):
            dataset.grow()
            self._tell("synthesize", shard.stop, self._count)
        return runs.admit(self._site, dataset)

    def _assess(self) -> None:
        with runs.record_stage(self._site, "assess") as figures:
            self._tell("assess", 0, 1)
            self.assessed = stages.assess(self._site)
            figures.update(self.assessed.figures.model_dump(mode="json"))
            self.assessed.refuse_failed(self._site.run_id)

    def _write_export(self) -> ExportSummary:
        with runs.record_stage(self._site, "export") as figures:
            self._tell("export", 0, 1)
            summary = stages.export(self._site, self._export)
            figures.update(summary.model_dump(mode="json"))
        return summary


def _write_shards(site: Site) -> Iterator[Shard]:
    """Write the open shards, with models several at once; gives each when it is stored."""
    at_once = stages.shards_at_once(site)
    shards = stages.pending_shards(site)
    if at_once == 1:
        for shard in shards:
            stages.synthesize_shard(site, shard)
            yield shard
        return
    with ThreadPoolExecutor(at_once) as pool:
        written = [pool.submit(stages.synthesize_shard, site, shard) for shard in shards]
        try:
            for shard, future in zip(shards, written, strict=True):
                future.result()
                yield shard
        except BaseException:
            runs.stop_models(site)
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def conversations(
    tools: Iterable[str | Tool] | None = None,
    *,
    count: int = 200,
    seed: int = 7,
    config: RunConfig | None = None,
) -> Iterator[Conversation]:
    """Accepted conversations one after the other, without a database.

    `tools` are sources or tools that were read already; without them those of `config`, or the
    starter tools. `config` takes the place of `count` and `seed`; no role is filled by a model.
    The same ones in the same order as `generate` puts into the dataset. Raises YieldError where
    the sources cannot give `count`.
    """
    settled = (config or RunConfig(count=count, seed=seed)).effective
    graph = tool_graph(settled.tools if tools is None else tools, settled)
    sampler = ScenarioSampler(graph, settled.sample, settled.seed)
    admission = Admission(settled.quality)
    tried = 0
    while admission.admitted < settled.count:
        if tried >= YIELD_WINDOW and admission.admitted < tried * LEAST_YIELD:
            raise YieldError(
                f"The sources gave {admission.admitted} of the {settled.count} conversations asked "
                f"for, after {tried} were tried.",
                remedy="Add tools, or lower the count.",
            )
        for scenario in sampler.take(1):
            tried += 1
            conversation = converse(scenario, graph.by_key, settled.synthesis).conversation
            if conversation is not None and admission.decide(conversation) is None:
                yield conversation


def tool_graph(
    tools: Iterable[str | Tool],
    config: RunConfig | None = None,
    *,
    asking: ModelClient | None = None,
) -> ToolGraph:
    """Sources or tools as a graph; `returns` are inferred where they are missing.

    Raises SpecError where a source cannot be read, or a tool refers to what is not in its schema.
    `graph.profiles: model`, `graph.infer_returns: model` and `graph.confirm_edges` need somebody to
    ask, such as `digit_tc.llm.ModelGateway`; raises ConfigError where there is nobody, and what
    `asking` raises.
    """
    given = tuple(tools)
    sources = tuple(one for one in given if isinstance(one, str))
    loaded = list(load_tools(sources).tools) if sources else []
    loaded += [resolve_references(one) for one in given if isinstance(one, Tool)]
    section = (config or RunConfig()).graph
    if section.asks_models:
        return _graph_by_model(loaded, section, asking)
    return build_graph(infer_all(loaded), section)


def _graph_by_model(
    tools: Sequence[Tool], section: GraphConfig, asking: ModelClient | None
) -> ToolGraph:
    from digit_tc.llm import run_coroutine
    from digit_tc.writers.model import confirm_edges, confirm_profiles, infer_returns

    if asking is None:
        raise ConfigError(
            "The tool graph is to be made with a model, and nobody is given who could be asked.",
            remedy="Give `asking`, or use `generate`, which keeps what was paid for in a database.",
        )
    if section.profiles == "model":
        tools = run_coroutine(confirm_profiles.confirm_profiles(tools, asking)).tools
    if section.infer_returns == "model":
        tools = run_coroutine(infer_returns.infer_returns(tools, asking)).tools
    if not section.confirm_edges:
        return build_graph(infer_all(tools), section)
    wide = build_graph(infer_all(tools), confirm_edges.with_doubtful_edges(section))
    return run_coroutine(confirm_edges.confirm_edges(wide, section, asking)).graph


def training_example(conversation: Conversation, tools: Mapping[str, Tool]) -> dict[str, Any]:
    """One conversation as `openai` has it: `messages`, `tools` and `metadata`."""
    return build_example(conversation, tools, "train")
