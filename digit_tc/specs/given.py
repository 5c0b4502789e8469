"""Tools that a program made itself."""

from __future__ import annotations

from digit_tc.errors import SpecError
from digit_tc.records import Rejection, Tool
from digit_tc.specs.build import build
from digit_tc.specs.draft import Draft
from digit_tc.specs.schema.references import has_references


def resolve_references(tool: Tool) -> Tool:
    """The tool with what its `$ref`s name in their place; one without any is given back as it is.

    Raises SpecError where a reference names nothing within its schema.
    """
    if not has_references(tool.parameters) and not has_references(tool.returns):
        return tool
    source = tool.source
    built, *_ = build(
        Draft(
            label=source.label,
            reader=source.reader,
            item=source.item,
            namespace=tool.namespace,
            name=tool.name,
            description=tool.description,
            parameters=tool.parameters,
            returns=tool.returns,
        )
    )
    if isinstance(built, Rejection):
        raise SpecError(f"The tool {tool.key} cannot be used: {built.detail}", remedy=_REMEDY)
    findings = built.tool.findings
    lost = next((one for one in findings if one.rule == "dangling-reference"), None)
    if lost is not None:
        raise SpecError(f"The tool {tool.key} cannot be used: {lost.detail}", remedy=_REMEDY)
    return tool.model_copy(
        update={
            "parameters": built.tool.parameters,
            "returns": built.tool.returns,
            "findings": (*tool.findings, *findings),
            "readiness": built.tool.readiness,
            "fingerprint": built.tool.fingerprint,
        }
    )


_REMEDY = "Put the schema itself in the place of the reference."
