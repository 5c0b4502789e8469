"""Read the sources as tools; what has no `returns` gets them inferred."""

from __future__ import annotations

from collections import Counter
from typing import Any

from digit_tc.specs import load_tools
from digit_tc.stages.site import Site
from digit_tc.writers.grammar.returns import infer_all


def ingest(site: Site) -> dict[str, Any]:
    """Store the tools of the run file's sources and what was rejected of them."""
    loaded = load_tools(site.config().tools)
    tools = infer_all(loaded.tools)
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
        "mean readiness": round(sum(tool.readiness for tool in tools) / max(1, len(tools)), 3),
        "findings": dict(findings.most_common(12)),
    }
