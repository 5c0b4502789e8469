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
from digit_tc.errors import BudgetError, ConfigError, GateError, YieldError
from digit_tc.export import ExportSummary
from digit_tc.formats import get_format
from digit_tc.formats.openai import example_of
from digit_tc.graph import build_graph
from digit_tc.llm import ModelClient
from digit_tc.quality import Admission
from digit_tc.records import Conversation, GateResult, RunFigures, Stage, Tool, ToolGraph
from digit_tc.runs import Site
from digit_tc.specs import Loaded, load_tools, resolve_references
from digit_tc.stages import Shard
from digit_tc.synthesis import converse
from digit_tc.writers.grammar.returns import infer_all

Progress = Callable[[str, int, int], None]
"""Called with the name of the stage, what is done of it and its total."""

_LEAST_TRIED = 400
_LEAST_YIELD = 0.05


@dataclass(frozen=True)
class Dataset:
    """A finished run."""

    site: Site
    gate: GateResult
    figures: RunFigures
    export: ExportSummary

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
    tell = progress or (lambda _stage, _done, _total: None)
    loaded = stages.read_ahead(site, settled)
    with runs.hold(site):
        runs.register(site, settled)
        try:
            made = _made(site, settled.effective, loaded, Path(export), tell)
        except BudgetError:
            if stages.Admitting(site, over_gaps=True).finish()["admitted"]:
                stages.export(site, Path(export))
            runs.end_run(site, "stopped")
            raise
        except BaseException as problem:
            runs.end_run(site, "failed", problem)
            raise
        finally:
            runs.close_models(site)
        runs.end_run(site, "done")
    return made


def _made(
    site: Site, config: RunConfig, loaded: Loaded | None, export: Path, tell: Progress
) -> Dataset:
    if not _is_there(site, "ingest"):
        with runs.stage_run(site, "ingest") as figures:
            figures.update(stages.ingest(site, loaded))
    if not _is_there(site, "graph"):
        with runs.stage_run(site, "graph") as figures:
            figures.update(stages.build(site))
    _is_there(site, "synthesize")
    while missing := runs.missing(site):
        tell("synthesize", config.count - missing, config.count)
        runs.refuse_hopeless(site)
        with runs.stage_run(site, "sample") as figures:
            figures.update(stages.sample(site, runs.next_scenarios(site)))
        with runs.stage_run(site, "synthesize") as figures:
            # Little by little: one change to very many rows takes much memory.
            admitting = stages.Admitting(site)
            for shard in _written(site):
                admitting.go_on()
                tell("synthesize", shard.stop, config.count)
            figures.update(stages.admit(site, admitting))
    runs.settle(site, "synthesize")
    if not runs.is_done(site, "sample"):
        with runs.stage_run(site, "sample") as figures:
            figures.update(stages.sample(site, runs.next_scenarios(site)))
    with runs.stage_run(site, "assess") as figures:
        tell("assess", 0, 1)
        assessed = stages.assess(site)
        figures.update(assessed.figures.model_dump(mode="json"))
        if not assessed.gate.passed:
            raise GateError(
                f"The quality gate failed: {'; '.join(assessed.gate.failures[:3])}",
                remedy=f"The data are kept; see {assessed.page}.",
                failures=assessed.gate.failures,
            )
    with runs.stage_run(site, "export") as figures:
        tell("export", 0, 1)
        summary = stages.export(site, export)
        figures.update(summary.model_dump(mode="json"))
    return Dataset(site, assessed.gate, assessed.figures, summary)


def _is_there(site: Site, stage: Stage) -> bool:
    """Whether a stage is done here, or was made by another run from the same inputs."""
    if runs.is_done(site, stage):
        return True
    return not runs.is_begun(site, stage) and runs.take_over(site, stage) is not None


def _written(site: Site) -> Iterator[Shard]:
    """The shards as they are done: one after the other, or several at once with models."""
    at_once = stages.shards_at_once(site)
    shards = stages.pending_shards(site)
    if at_once == 1:
        for shard in shards:
            stages.synthesize_shard(site, shard)
            yield shard
        return
    with ThreadPoolExecutor(min(at_once, 8)) as pool:
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
        if tried >= _LEAST_TRIED and admission.admitted < tried * _LEAST_YIELD:
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
    `graph.infer_returns: model` and `graph.confirm_edges` need somebody to ask, such as
    `digit_tc.llm.ModelGateway`; raises ConfigError where there is nobody, and what `asking` raises.
    """
    given = tuple(tools)
    sources = tuple(one for one in given if isinstance(one, str))
    loaded = list(load_tools(sources).tools) if sources else []
    loaded += [resolve_references(one) for one in given if isinstance(one, Tool)]
    section = (config or RunConfig()).graph
    if section.infer_returns == "model" or section.confirm_edges:
        return _graph_by_model(loaded, section, asking)
    return build_graph(infer_all(loaded), section)


def _graph_by_model(
    tools: Sequence[Tool], section: GraphConfig, asking: ModelClient | None
) -> ToolGraph:
    from digit_tc.llm import run_coroutine
    from digit_tc.writers.model import confirm_edges, infer_returns

    if asking is None:
        raise ConfigError(
            "The tool graph is to be made with a model, and nobody is given who could be asked.",
            remedy="Give `asking`, or use `generate`, which keeps what was paid for in a database.",
        )
    if section.infer_returns == "model":
        tools = run_coroutine(infer_returns.infer_returns(tools, asking)).tools
    if not section.confirm_edges:
        return build_graph(infer_all(tools), section)
    wide = build_graph(infer_all(tools), confirm_edges.with_doubtful_edges(section))
    return run_coroutine(confirm_edges.confirm_edges(wide, section, asking)).graph


def training_example(conversation: Conversation, tools: Mapping[str, Tool]) -> dict[str, Any]:
    """One conversation as `openai` has it: `messages`, `tools` and `metadata`."""
    return example_of(conversation, tools, "train")
