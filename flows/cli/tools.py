"""`digit-tc tools`: what was read from sources, what was mended, and what was dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from flows.cli.options import json_option, print_json
from flows.cli.text import one_line, table

if TYPE_CHECKING:
    from digit_tc.records import Tool


@click.command(short_help="Read tools from sources, and judge them.")
@click.argument("sources", nargs=-1, required=True, metavar="SRC...")
@json_option
def tools(sources: tuple[str, ...], as_json: bool) -> None:
    """Read tools from files, URLs, module:function, mcp:COMMAND or `starter`, and judge them.

    Readiness, in [0, 1], tells how fit a tool is for synthesis. Defects lower it; repairs are
    what was mended. `--json` has each with its place and reason, and the schemas as they are used.
    """
    from digit_tc.specs import load_tools
    from digit_tc.writers.grammar.fillable import tell_unfillable
    from digit_tc.writers.grammar.returns import infer_all

    loaded = load_tools(sources)
    read = tell_unfillable(infer_all(loaded.tools))
    if as_json:
        print_json(
            {
                "tools": [tool.model_dump(mode="json") for tool in read],
                "rejections": [dropped.model_dump(mode="json") for dropped in loaded.rejections],
            }
        )
    else:
        rows = [
            (
                tool.key,
                _place(tool),
                len(tool.parameters.get("properties", {})),
                tool.returns_origin,
                f"{tool.readiness:.2f}",
                _rules(tool, "defect"),
                sum(finding.severity == "repaired" for finding in tool.findings),
                one_line(tool.description, 60),
            )
            for tool in read
        ]
        head = (
            "tool", "source", "parameters", "returns", "readiness", "defects", "repairs",
            "description",
        )  # fmt: skip
        click.echo(table(head, rows))
        if loaded.rejections:
            click.echo(f"\nDropped: {len(loaded.rejections)}")
            dropped = [(item.subject, item.reason, item.detail) for item in loaded.rejections]
            click.echo(table(("what", "reason", "detail"), dropped))


def _place(tool: Tool) -> str:
    return one_line(f"{tool.source.label} {tool.source.item}".strip(), 40)


def _rules(tool: Tool, severity: str) -> str:
    rules = dict.fromkeys(one.rule for one in tool.findings if one.severity == severity)
    return ", ".join(rules) or "-"
