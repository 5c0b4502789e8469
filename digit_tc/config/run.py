"""The run file: one section for each stage, every field with a default that gives good data."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from digit_tc import kinds
from digit_tc.config.format_names import Formats
from digit_tc.config.models import (
    NONE,
    Ablation,
    BackTranslationConfig,
    BudgetConfig,
    JudgeConfig,
    ModelsConfig,
    RolesConfig,
)
from digit_tc.config.section import Section, Share
from digit_tc.kinds import fulfil, recover
from digit_tc.records import Role


class GraphConfig(Section):
    """How the tool graph is built."""

    embeddings: Literal["static", "none"] = "static"
    """`static` uses the word embeddings bundled with wordllama; `none` uses words alone."""
    threshold: Share = 0.5
    """Edges with a lower score are not kept."""
    top_k: Annotated[int, Field(ge=1, le=50)] = 5
    """Most edges kept for one parameter, best first."""
    infer_returns: Literal["grammar", "model"] = "grammar"
    """Who guesses what a tool gives back where its specification does not say; `model` is the
    simulator's."""
    profiles: Literal["grammar", "model"] = "grammar"
    """Who says what a tool means where its specification gives words alone: a program, or `model`:
    the planner's confirms or corrects what the program says."""
    confirm_edges: bool = False
    """Let the planner's model confirm the dataflow edges that stand near the threshold."""

    @property
    def asks_models(self) -> bool:
        """Whether a model is asked about tools or edges."""
        return "model" in (self.profiles, self.infer_returns) or self.confirm_edges


class ShapeWeights(Section):
    """How often each chain shape is asked for, relative to the others."""

    single: Annotated[float, Field(ge=0)] = 0.5
    """One call."""
    parallel: Annotated[float, Field(ge=0)] = 0.20
    """Several calls that do not use each other's results."""
    linear: Annotated[float, Field(ge=0)] = 0.17
    """Each call uses the result of the one before it."""
    fan_out: Annotated[float, Field(ge=0)] = 0.05
    """Several calls use the result of one."""
    fan_in: Annotated[float, Field(ge=0)] = 0.04
    """One call uses the results of several."""
    dag: Annotated[float, Field(ge=0)] = 0.04
    """Calls that feed one another in a way that no simpler shape describes."""

    @model_validator(mode="after")
    def _some_weight(self) -> Self:
        if not sum(self.model_dump().values()) > 0:
            raise ValueError("at least one shape needs a weight above 0")
        return self


class HiddenShare(Section):
    """Shares of hidden calls among all calls; each conversation draws its own."""

    mean: Share = 0.35
    """Mean over all conversations."""
    least: Share = 0.15
    """Share of the conversation that hides the fewest."""
    most: Share = 0.6
    """Share of the conversation that hides the most."""

    @model_validator(mode="before")
    @classmethod
    def _of_number(cls, written: object) -> object:
        if isinstance(written, int | float) and not isinstance(written, bool):
            return {"mean": written, "least": written, "most": written}
        return written

    @classmethod
    def same(cls, share: float) -> HiddenShare:
        """The same share in all conversations, as a plain number in a run file asks for."""
        return cls(mean=share, least=share, most=share)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.least <= self.mean <= self.most:
            raise ValueError(
                "the mean of hidden calls must lie between the least and the most; "
                f"got {self.least:g}, {self.mean:g}, {self.most:g}"
            )
        return self


class SampleConfig(Section):
    """How chains and scenarios are drawn."""

    kinds: dict[str, Annotated[float, Field(ge=0)]] = {fulfil.NAME: 0.91, recover.NAME: 0.09}  # noqa: RUF012
    """Kind of turn → relative weight."""
    shapes: ShapeWeights = ShapeWeights()
    """Relative weights of the chain shapes."""
    max_steps: Annotated[int, Field(ge=1, le=8)] = 4
    """Most calls in one turn."""
    turns: dict[Annotated[int, Field(ge=1, le=12)], Annotated[float, Field(ge=0)]] = {  # noqa: RUF012
        1: 0.04,
        2: 0.16,
        3: 0.24,
        4: 0.28,
        5: 0.28,
    }
    """Number of turns → relative weight."""
    offered: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1, le=128)]] = (17, 39)
    """Fewest and most tools offered in a conversation, distractors included."""
    carry_share: Share = 0.3
    """Share of later turns that use a result of an earlier turn, where the graph allows it."""
    hidden: HiddenShare = HiddenShare()
    """How many of its calls a conversation leaves unsaid."""
    hide: Literal["share", "composite"] = "share"
    """`share`: as many calls as `hidden` asks for. `composite`: every call whose result another
    call of its turn uses, so that the user asks for the last ones only."""
    today: tuple[dt.date, dt.date] = (dt.date(2026, 1, 5), dt.date(2026, 12, 18))
    """Earliest and latest date that a conversation may take place on."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not sum(self.turns.values()) > 0:
            raise ValueError("turns: at least one number of turns needs a weight above 0")
        if unknown := self.kinds.keys() - {kind.NAME for kind in kinds.KINDS}:
            known = ", ".join(kind.NAME for kind in kinds.KINDS)
            raise ValueError(f"kinds: there is no kind {min(unknown)}; there are: {known}")
        if not sum(self.kinds.values()) > 0:
            raise ValueError("kinds: at least one kind of turn needs a weight above 0")
        if self.offered[0] > self.offered[1]:
            raise ValueError("offered: the fewest must not exceed the most")
        if self.today[0] > self.today[1]:
            raise ValueError("today: the earliest date must not be after the latest")
        return self


class SynthesisConfig(Section):
    """How conversations are written."""

    max_attempts: Annotated[int, Field(ge=1, le=20)] = 4
    """Tries at one turn before the conversation is cut back."""
    min_turns: Annotated[int, Field(ge=1, le=12)] = 1
    """A conversation that was cut back below this is rejected."""
    optional_share: Share = 0.35
    """Share of optional parameters that get a value."""
    planner: Literal["graph", "free"] = "graph"
    """`graph`: calls and references are those of the sampled chain. `free`: the planner's model
    writes the plan over the toolset; for ablations and for tools without known results."""
    plan_length: Annotated[int, Field(ge=1, le=8)] = 4
    """Most calls of a free plan."""
    back_translation: BackTranslationConfig = BackTranslationConfig()
    """How the solver's answers decide about a request."""
    best_of: Annotated[int, Field(ge=1, le=8)] = 1
    """Most requests written for a turn once one is accepted; the one that the solver solves most
    often is taken, the first of equals. More are asked for only as long as the solver erred on all
    so far: each costs one request to the user's model and up to `back_translation.samples` to the
    solver's. With `needed: 2`, or `exhaustive`, the solver's errors are seen more often."""
    error_hint_share: Share = 0.0
    """Share of turns that show a wrong call, its error, and then the right one. The wrong call is
    one of the solver's; without a solver, or where it made no mistake, one by rule. Its message has
    `train: false` and `weight: 0` in the export."""
    shard_size: Annotated[int, Field(ge=1, le=1000)] = 256
    """Conversations in one task run, and in one transaction. The data do not depend on it."""


class QualityConfig(Section):
    """What the gate of a run demands. Shares are in [0, 1]."""

    min_grounded: Share = 0.99
    """Least share of argument values with a source."""
    min_multi_call_turns: Share = 0.45
    """Least share of tool turns with two or more calls; lower it for tools without any dataflow."""
    implicit_tolerance: Share = 0.05
    """Largest distance of the share of hidden calls from `sample.hidden.mean`."""
    min_distinct_first_requests: Share = 0.95
    """Least share of different first requests."""
    judge: JudgeConfig = JudgeConfig()
    """How the judge's votes decide about a conversation."""


class ExportConfig(Section):
    """What is written for training."""

    format: Formats = ("openai",)
    """Names of formats, or the name of one: `openai` (`messages`, `tools` and `metadata`), `trl`.
    The first one is written to the file that is named, each further one beside it."""
    validation_share: Share = 0.05
    """Share of conversations set apart for validation, so that no chain stands in both parts."""


class RunConfig(Section):
    """A whole run. `digit-tc generate --dry-run` prints what a run file comes to."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")] = "dataset"
    """A name for people; the run id starts with it."""
    tools: tuple[str, ...] = ("starter",)
    """Where tools come from: files, URLs, `module:function`, `mcp:COMMAND`, or `starter`."""
    count: Annotated[int, Field(ge=1, le=10_000_000)] = 200
    """Number of accepted conversations to make: exactly this many."""
    seed: Annotated[int, Field(ge=0, lt=2**63)] = 7
    """Same run file and seed, same bytes in the export."""
    roles: RolesConfig = RolesConfig()
    """Who fills each role: the grammar writer, a model, or nobody."""
    models: ModelsConfig = ModelsConfig()
    """How models are reached and asked."""
    budget: BudgetConfig = BudgetConfig()
    """What the run may spend."""
    ablate: tuple[Ablation, ...] = ()
    """Parts of the method to leave out, to see what they are worth."""
    graph: GraphConfig = GraphConfig()
    """How the tool graph is built."""
    sample: SampleConfig = SampleConfig()
    """How chains and scenarios are drawn."""
    synthesis: SynthesisConfig = SynthesisConfig()
    """How conversations are written."""
    quality: QualityConfig = QualityConfig()
    """What the run's gate demands."""
    export: ExportConfig = ExportConfig()
    """What is written for training."""

    @model_validator(mode="after")
    def _filled(self) -> Self:
        needs: tuple[tuple[str, bool, Role], ...] = (
            ("graph.infer_returns", self.graph.infer_returns == "model", "simulator"),
            ("graph.profiles", self.graph.profiles == "model", "planner"),
            ("graph.confirm_edges", self.graph.confirm_edges, "planner"),
            ("synthesis.planner", self.synthesis.planner == "free", "planner"),
            ("synthesis.best_of", self.synthesis.best_of > 1, "user"),
            ("synthesis.best_of", self.synthesis.best_of > 1, "solver"),
        )
        for field, wanted, role in needs:
            if wanted and self.roles.model_of(role) is None:
                raise ValueError(f"{field}: this needs a model for the {role}; name it in roles")
        return self

    @property
    def effective(self) -> Self:
        """The run with its ablations carried out, as the stages use it."""
        changes: dict[str, object] = {}
        roles = {}
        if "back-translation" in self.ablate:
            roles["solver"] = NONE
        if "judge" in self.ablate:
            roles["judge"] = NONE
        if roles:
            changes["roles"] = self.roles.model_copy(update=roles)
        if "implicit" in self.ablate:
            nothing = {"hidden": HiddenShare.same(0), "hide": "share"}
            changes["sample"] = self.sample.model_copy(update=nothing)
        return self.model_copy(update=changes)
