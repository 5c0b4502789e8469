"""`digit-tc tools`: what was read from sources, what was mended, and what was dropped."""

from __future__ import annotations

import click

from flows.cli.options import json_option, print_json
from flows.cli.text import one_line, table


@click.command(short_help="Read tools from sources, and judge them.")
@click.argument("sources", nargs=-1, required=True, metavar="SRC...")
@json_option
def tools(sources: tuple[str, ...], as_json: bool) -> None:
    """Read tools from files, URLs, module:function, mcp:COMMAND or `starter`, and judge them.

    Readiness, in [0, 1], tells how fit a tool is for synthesis; findings tell why.
    """
    from digit_tc.specs import load_tools

    loaded = load_tools(sources)
    if as_json:
        print_json(
            {
                "tools": [tool.model_dump(mode="json") for tool in loaded.tools],
                "rejections": [dropped.model_dump(mode="json") for dropped in loaded.rejections],
            }
        )
    else:
        rows = [
            (
                tool.key,
                len(tool.parameters.get("properties", {})),
                tool.returns_origin,
                f"{tool.readiness:.2f}",
                len(tool.findings),
                one_line(tool.description, 80),
            )
            for tool in loaded.tools
        ]
        head = ("tool", "parameters", "returns", "readiness", "findings", "description")
        click.echo(table(head, rows))
        if loaded.rejections:
            click.echo(f"\nDropped: {len(loaded.rejections)}")
            dropped = [(item.subject, item.reason, item.detail) for item in loaded.rejections]
            click.echo(table(("what", "reason", "detail"), dropped))
