"""What a stage works with, by content: records, its part of the run file, prompts and code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from digit_tc.config import MODELS_TO_DATA, RunConfig, identify_source
from digit_tc.formats import get_format
from digit_tc.prompts.digests import prompt_digests
from digit_tc.records import ROLES, Role, Stage, content_id
from digit_tc.runs.site import Site, read_config
from digit_tc.specs import files_referred_to
from digit_tc.store import Reader
from digit_tc.writers.grammar.writer import NAME

CODE: dict[Stage, int] = {
    "ingest": 3,
    "graph": 2,
    "sample": 2,
    "synthesize": 2,
    "assess": 1,
    "export": 1,
}
"""Version of each stage's code: raised where the same inputs give another output."""

_WRITING: tuple[Role, ...] = ("planner", "user", "solver", "simulator", "assistant", "judge")
_ON_TOOLS = ("infer-returns",)
_ON_EDGES = ("confirm-edges",)


def hash_inputs(site: Site, stage: Stage, config: RunConfig | None = None) -> dict[str, str]:
    """The hash of each input of a stage, by a name that people understand.

    With `config`, what they would be if the run had this run file.
    """
    with site.store.reading() as reader:
        settled = read_config(reader, site.run_id) if config is None else config.effective
        return {
            **_hash_parts(reader, site.run_id, settled, stage),
            "code": f"{stage} {CODE[stage]}",
        }


def has_only_files(config: RunConfig) -> bool:
    """Whether all sources are files or the starter tools: others may change without a sign."""
    return all(source == "starter" or identify_source(source) != source for source in config.tools)


def _hash_parts(reader: Reader, run_id: str, config: RunConfig, stage: Stage) -> dict[str, str]:
    if stage == "ingest":
        return _hash_ingest(config)
    if stage == "graph":
        return _hash_graph(reader, run_id, config)
    if stage == "sample":
        return _hash_sample(reader, run_id, config)
    if stage == "synthesize":
        return {**_hash_sample(reader, run_id, config), **_hash_synthesis(config)}
    dataset = {"the dataset": reader.digest_of_dataset(run_id)}
    if stage == "assess":
        shares = {"hide": config.sample.hide, "hidden": config.sample.hidden.mean}
        section = config.quality.model_dump(mode="json")
        return {**dataset, "section quality": _hash([section, shares, config.count])}
    return {
        **dataset,
        "section export": _hash(config.export.model_dump(mode="json")),
        "its formats": ", ".join(get_format(name).VERSION for name in config.export.format),
    }


def _hash_ingest(config: RunConfig) -> dict[str, str]:
    parts = {"the sources": _hash([identify_source(source) for source in config.tools])}
    sources = [Path(source) for source in config.tools if Path(source).is_file()]
    if beside := [str(file) for source in sources for file in files_referred_to(source)]:
        parts["what the sources refer to"] = _hash([identify_source(file) for file in beside])
    if config.graph.profiles == "model":
        parts |= _hash_models(config, ("planner",), _ON_TOOLS)
    if config.graph.infer_returns == "model":
        parts |= _hash_models(config, ("simulator",), _ON_TOOLS)
    return parts


def _hash_graph(reader: Reader, run_id: str, config: RunConfig) -> dict[str, str]:
    section = config.graph.model_dump(mode="json", exclude={"infer_returns", "profiles"})
    parts = {
        "the tools": reader.digest_of_tools(run_id),
        "section graph": _hash(section),
    }
    if config.graph.confirm_edges:
        parts |= _hash_models(config, ("planner",), _ON_EDGES)
    return parts


def _hash_sample(reader: Reader, run_id: str, config: RunConfig) -> dict[str, str]:
    return {
        "the tools": reader.digest_of_tools(run_id),
        "the tool graph": reader.digest_of_edges(run_id),
        "section sample": _hash(config.sample.model_dump(mode="json")),
        "seed": str(config.seed),
        "count": str(config.count),
    }


def _hash_synthesis(config: RunConfig) -> dict[str, str]:
    section = config.synthesis.model_dump(mode="json", exclude={"shard_size"})
    admission = config.quality.min_distinct_first_requests
    parts = {
        "section synthesis": _hash(section),
        "the rule on first requests": str(admission),
        "the grammar writer": NAME,
    }
    if config.roles.models:
        parts |= _hash_models(config, _WRITING, (), leave_out=(*_ON_TOOLS, *_ON_EDGES))
        parts["section quality.judge"] = _hash(config.quality.judge.model_dump(mode="json"))
    return parts


def _hash_models(
    config: RunConfig, roles: tuple[Role, ...], only: tuple[str, ...],
    leave_out: tuple[str, ...] = (),
) -> dict[str, str]:  # fmt: skip
    """Who fills the roles, how they are asked, and what they are told."""
    models = config.models.model_dump(mode="json", include=set(MODELS_TO_DATA))
    parts = {"section models": _hash(models)}
    for role in ROLES:
        if role not in roles:
            continue
        name = config.roles.model_of(role)
        parts[f"role {role}"] = name or str(getattr(config.roles, role))
        told = prompt_digests().get(role, {}) if name is not None else {}
        for prompt, digest in told.items():
            if (not only or prompt in only) and prompt not in leave_out:
                parts[f"prompt {prompt}"] = digest
    return parts


def _hash(value: Any) -> str:
    return content_id("in", value)
