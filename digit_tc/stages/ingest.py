"""Read the sources as tools; what has no `returns` gets them inferred."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from digit_tc.config import RunConfig
from digit_tc.records import Tool
from digit_tc.runs.gateway import open_gateway, store_calls
from digit_tc.runs.site import Site
from digit_tc.runs.stage_runs import is_done
from digit_tc.specs import Loaded, load_tools
from digit_tc.writers.grammar.fillable import tell_unfillable
from digit_tc.writers.grammar.returns import infer_all
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
    With `graph.infer_returns: model` whoever calls this closes the models afterwards; raises the
    ModelError or BudgetError that ended the asking.
    """
    config = site.config()
    loaded = loaded or load_tools(config.tools)
    by_model = config.graph.infer_returns == "model"
    known = _infer_by_model(site, config, loaded.tools) if by_model else Inferred(loaded.tools)
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
        **(_count_by_model(tools, known) if by_model else {}),
        "mean readiness": round(sum(tool.readiness for tool in tools) / max(1, len(tools)), 3),
        "findings": dict(findings.most_common(12)),
    }


def _infer_by_model(site: Site, config: RunConfig, tools: Sequence[Tool]) -> Inferred:
    from digit_tc.llm import run_coroutine

    try:
        return run_coroutine(infer_returns(tools, open_gateway(site, config).models))
    finally:
        store_calls(site)


def _count_by_model(tools: Sequence[Tool], known: Inferred) -> dict[str, int]:
    return {
        "returns by a model": sum(tool.returns_origin == "model" for tool in tools),
        "returns unreadable": known.unreadable,
    }
