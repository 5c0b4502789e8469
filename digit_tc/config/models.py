"""Who fills which role, how models are reached, and what a run may spend."""

from __future__ import annotations

import re
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, model_validator

from digit_tc.config.section import Section, Share
from digit_tc.records import ROLES, Role

GRAMMAR, NONE = "grammar", "none"

ModelName = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\s]+$")]
"""As LiteLLM names it: `openai/gpt-oss-20b`, `ollama_chat/llama3.2`, `anthropic/...`."""


def _reachable(address: str) -> str:
    try:
        parts = urlsplit(address)
        good = bool(parts.hostname) and parts.port != 0  # asking for the port checks it
    except ValueError:
        good = False
    if not good or not _ADDRESS.fullmatch(address):
        raise ValueError(f"{_NO_ADDRESS}; got {repr(address)[:60]}")
    return address


_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f<>\"\\^`{|}?#]+")
_NO_ADDRESS = "expected an address such as http://127.0.0.1:8000/v1"
Address = Annotated[str, Field(pattern=r"^https?://"), AfterValidator(_reachable)]
"""Of a server: http or https, a host, perhaps a port and a path."""
Variable = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""Name of an environment variable."""
Positive = Annotated[float, Field(gt=0)]


class RolesConfig(Section):
    """Who fills each role: `grammar` (no model), a model, or `none` where that is allowed."""

    planner: ModelName = GRAMMAR
    """Gives the values that a plan needs; with `synthesis.planner: free` the plan itself."""
    user: ModelName = GRAMMAR
    """Writes what the user says."""
    solver: ModelName = NONE
    """Finds the calls back from the user's words alone. `none`: not done."""
    simulator: ModelName = GRAMMAR
    """Tells what a tool gives back that does not say so, with `graph.infer_returns: model`. What
    tools answer comes from the world of each conversation."""
    assistant: ModelName = GRAMMAR
    """Writes what the assistant says at the end of a turn."""
    judge: ModelName = NONE
    """Judges whole conversations by a written rubric. `none`: not done."""

    @model_validator(mode="after")
    def _fillable(self) -> Self:
        for role in ("solver", "judge"):
            if getattr(self, role) == GRAMMAR:
                raise ValueError(f"{role}: the grammar writer has no {role}; name a model, or none")
        for role in ("planner", "user", "simulator", "assistant"):
            if getattr(self, role) == NONE:
                raise ValueError(f"{role}: this role must be filled; name a model, or grammar")
        return self

    def model_of(self, role: Role) -> str | None:
        """The model that fills a role; None for the grammar writer or nobody."""
        name: str = getattr(self, role)
        return None if name in (GRAMMAR, NONE) else name

    @property
    def models(self) -> tuple[str, ...]:
        """All models that are named, each once."""
        named = (self.model_of(role) for role in ROLES)
        return tuple(dict.fromkeys(name for name in named if name is not None))


class Price(Section):
    """What a model costs, for models whose price LiteLLM does not know."""

    input_usd_per_million: Annotated[float, Field(ge=0)]
    """US dollars for a million prompt tokens."""
    output_usd_per_million: Annotated[float, Field(ge=0)]
    """US dollars for a million completion tokens, thinking included."""
    cached_input_usd_per_million: Annotated[float, Field(ge=0)] | None = None
    """None: as other input."""


class Endpoint(Section):
    """Where one model is reached. Fields that are not given are those of `models`."""

    api_base: Address | None = None
    """Address of the server that answers for this model."""
    api_key_env: Variable | None = None
    """Name of the environment variable that holds the key for this model."""
    price: Price | None = None
    """What this model costs; None: as LiteLLM's price list says."""


class ModelsConfig(Section):
    """How models are reached and asked. Keys are never written here: they stay in the environment.

    Only the temperatures and the token limit change the data; the rest is left out of the run's
    identity, so that a run can go on with other limits or at another address.
    """

    api_base: Address | None = None
    """Address of an OpenAI-compatible server, such as `http://127.0.0.1:8000/v1`."""
    api_key_env: Variable | None = None
    """Name of the environment variable that holds the key; None: the provider's usual one."""
    endpoints: dict[str, Endpoint] = {}  # noqa: RUF012  (pydantic copies it)
    """Model → where it is reached, where models differ."""
    temperature: dict[Role, Annotated[float, Field(ge=0, le=2)]] = {  # noqa: RUF012
        "planner": 1.0,
        "user": 0.9,
        "solver": 0.2,
        "simulator": 0.7,
        "assistant": 0.6,
        "judge": 0.2,
    }
    """For each role; a role that is not named takes the provider's default."""
    max_output_tokens: Annotated[int, Field(ge=64, le=200_000)] = 2048
    """Most tokens of one reply, thinking included; doubled once where a reply was cut off."""
    output: Literal["auto", "json_schema", "json_object", "instruction"] = "auto"
    """How a reply is held to its schema. `auto` takes the strictest that the provider accepts."""
    max_concurrency: Annotated[int, Field(ge=1, le=4096)] = 64
    """Most requests under way at once for one provider key; fewer after a rate limit."""
    connect_seconds: Positive = 10.0
    """Longest wait for a connection."""
    read_seconds: Positive = 120.0
    """Longest wait for a reply once the request is sent."""
    give_up_minutes: Positive = 10.0
    """How long a provider that does not answer is waited for before the run stops."""

    def resolve_endpoint(self, model: str) -> Endpoint:
        """Where a model is reached: its own endpoint, with gaps filled from the fields above."""
        own = self.endpoints.get(model, Endpoint())
        gaps = {"api_base": self.api_base, "api_key_env": self.api_key_env}
        filled = {name: value for name, value in gaps.items() if getattr(own, name) is None}
        return own.model_copy(update=filled)


class BudgetConfig(Section):
    """What a run may spend; each None is without limit. Checked before a call is sent."""

    max_usd: Positive | None = None
    """US dollars, over all starts of the run."""
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    """Prompt and completion tokens together."""
    max_minutes: Positive | None = None
    """Minutes that the run works, over all its starts."""


class BackTranslationConfig(Section):
    """How the solver's answers decide about a request."""

    mode: Literal["blind", "informed"] = "blind"
    """`blind`: the solver sees the whole toolset and the words. `informed`: it is handed the
    plan's tools and values, as in the paper's implementation; for ablations."""
    samples: Annotated[int, Field(ge=1, le=16)] = 2
    """Most answers asked for, one by one."""
    needed: Annotated[int, Field(ge=1, le=16)] = 1
    """Answers that must give the plan; asking stops as soon as that is settled."""
    exhaustive: bool = False
    """Ask for all `samples` always, for a finer `solve_rate`."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.needed > self.samples:
            raise ValueError("needed: at most as many as samples")
        return self


class JudgeConfig(Section):
    """How the judge's votes decide about a conversation."""

    votes: Annotated[int, Field(ge=1, le=15)] = 1
    """Votes asked for on each conversation."""
    quorum: Annotated[int, Field(ge=1, le=15)] | None = None
    """Fewest readable votes; None: all of them. Fewer is a rejection."""
    min_score: Annotated[int, Field(ge=1, le=5)] = 3
    """A vote accepts where no criterion scores lower; most readable votes must accept."""
    min_readable: Share = 0.85
    """Least share of readable votes over the run; below it nothing is let into the dataset."""

    @model_validator(mode="after")
    def _possible(self) -> Self:
        if self.quorum is not None and self.quorum > self.votes:
            raise ValueError("quorum: at most as many as votes")
        return self


Ablation = Literal["back-translation", "implicit", "judge"]
"""`back-translation`: no solver. `implicit`: no call is hidden. `judge`: no judge."""
