"""`digit-tc graph`: which results can serve as which parameters."""

from __future__ import annotations

from pathlib import Path

import click

from flows.cli.amounts import counted
from flows.cli.options import FILE, json_option, print_json
from flows.cli.text import table


@click.command(short_help="Build and describe the graph of some tools.")
@click.argument("sources", nargs=-1, required=True, metavar="SRC...")
@click.option("--html", type=FILE, metavar="FILE", help="Write the graph as a page to look at.")
@json_option
def graph(sources: tuple[str, ...], html: Path | None, as_json: bool) -> None:
    """Build the tool graph of some sources and describe it."""
    from digit_tc.config import GraphConfig
    from digit_tc.errors import ConfigError
    from digit_tc.graph import build_graph, describe
    from digit_tc.returns import infer_all
    from digit_tc.specs import load_tools

    built = build_graph(infer_all(load_tools(sources).tools), GraphConfig())
    summary = describe(built)
    if as_json:
        edges = [edge.model_dump(mode="json") for edge in built.edges]
        print_json({"summary": summary.model_dump(mode="json"), "edges": edges})
    else:
        isolated, silent = len(summary.isolated), len(summary.without_returns)
        hang = "hangs" if summary.components == 1 else "hang"
        have = "has" if isolated == 1 else "have"
        click.echo(
            f"{counted(summary.tools, 'tool')} in {counted(len(summary.namespaces), 'namespace')},"
            f" {counted(summary.edges, 'edge')} ({summary.between_namespaces} between"
            f" namespaces).\n{counted(summary.components, 'group')} {hang} together; the largest"
            f" has {counted(summary.largest_component, 'tool')};"
            f" {counted(isolated, 'tool')} {have} no edge;"
            f" of {silent} the results are unknown.\n"
        )
        rows = [
            (
                f"{edge.score:.2f}",
                f"{edge.source}.{edge.source_path}",
                f"{edge.target}.{edge.target_path}",
                edge.kind,
                edge.evidence,
            )
            for edge in summary.best_edges
        ]
        click.echo(table(("score", "result", "parameter", "kind", "evidence"), rows))
        left = summary.edges - len(rows)
        if left:
            click.echo(f"... and {left} more; --json lists all.")
    if html is not None:
        from digit_tc.report.graph_page import write_graph_page

        try:
            write_graph_page(built, html, title=", ".join(sources))
        except OSError as error:
            raise ConfigError(f"{html} cannot be written: {error.strerror}.") from None
        click.echo(f"The page is {html}.", err=True)
