"""Read the sources as tools; what has no `returns` gets them inferred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.records import Tool
from digit_tc.returns import infer_all
from digit_tc.runs.gateway import open_gateway, store_calls
from digit_tc.runs.site import Site
from digit_tc.runs.stage_runs import is_done
from digit_tc.specs import Loaded, load_tools
from digit_tc.writers.grammar.fillable import tell_unfillable
from digit_tc.writers.model.confirm_profiles import ConfirmedProfiles, confirm_profiles
from digit_tc.writers.model.infer_returns import Inferred, infer_returns


def read_ahead(site: Site, config: RunConfig) -> Loaded | None:
    """Read the sources of a run before anything of it begins; None where it has its tools already.

    Raises SpecError where they cannot be read: then nothing was stored, and nothing started.
    """
    if site.db.exists() and is_done(site, "ingest"):
        return None
    return load_tools(config.tools)


def ingest(site: Site, loaded: Loaded | None = None) -> dict[str, Any]:
    """Store the tools of the run file's sources and what was rejected of them.

    `loaded` is what `read_ahead` gave: the sources are not asked twice.
    Where models are asked about tools, whoever calls this closes them afterwards; raises the
    ModelError or BudgetError that ended the asking.
    """
    config = site.config()
    loaded = loaded or load_tools(config.tools)
    meant, known = _ask_models(site, config, loaded.tools)
    tools = tell_unfillable(infer_all(known.tools))
    with site.store.writing() as writer:
        writer.put_tools(site.run_id, tools)
        writer.put_rejections(site.run_id, loaded.rejections)
    findings = Counter(finding.rule for tool in tools for finding in tool.findings)
    return {
        "tools": len(tools),
        "rejected": len(loaded.rejections),
        "repairs": sum(
            finding.severity == "repaired" for tool in tools for finding in tool.findings
        ),
        "defects": sum(finding.severity == "defect" for tool in tools for finding in tool.findings),
        "returns declared": sum(tool.returns_origin == "declared" for tool in tools),
        "returns inferred": sum(tool.returns_origin == "inferred" for tool in tools),
        **_count_by_model(config, tools, meant, known),
        "mean readiness": round(sum(tool.readiness for tool in tools) / max(1, len(tools)), 3),
        "findings": dict(findings.most_common(12)),
    }


def _ask_models(
    site: Site, config: RunConfig, tools: Sequence[Tool]
) -> tuple[ConfirmedProfiles, Inferred]:
    """What models say of the tools, as far as the run file has them asked."""
    from digit_tc.llm import run_coroutine

    meant, known = ConfirmedProfiles(tuple(tools)), Inferred(tuple(tools))
    section = config.graph
    if "model" not in (section.profiles, section.infer_returns):
        return meant, known
    models = open_gateway(site, config).models
    try:
        if section.profiles == "model":
            meant = run_coroutine(confirm_profiles(tools, models))
            known = Inferred(meant.tools)
        if section.infer_returns == "model":
            known = run_coroutine(infer_returns(meant.tools, models))
    finally:
        store_calls(site)
    return meant, known


def _count_by_model(
    config: RunConfig, tools: Sequence[Tool], meant: ConfirmedProfiles, known: Inferred
) -> dict[str, int]:
    counted: dict[str, int] = {}
    if config.graph.profiles == "model":
        counted |= {
            "profiles asked about": meant.asked,
            "profiles corrected": meant.corrected,
            "profiles unreadable": meant.unreadable,
        }
    if config.graph.infer_returns == "model":
        counted |= {
            "returns by a model": sum(tool.returns_origin == "model" for tool in tools),
            "returns unreadable": known.unreadable,
        }
    return counted
