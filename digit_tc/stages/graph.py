"""Build the tool graph and draw it."""

from __future__ import annotations

from typing import Any

from digit_tc.graph import build_graph, describe
from digit_tc.report.graph_page import write_graph_page
from digit_tc.stages.site import Site, config_of


def build(site: Site) -> dict[str, Any]:
    """Store the edges of the run's tools, and write the picture into the run's folder."""
    with site.store.reading() as reader:
        config = config_of(reader, site.run_id)
        tools = reader.tools(site.run_id)
    graph = build_graph(tools, config.graph)
    with site.store.writing() as writer:
        writer.put_edges(site.run_id, graph.edges)
    page = site.folder / "graph.html"
    write_graph_page(graph, page, title=f"Tools of {config.name}")
    return {**describe(graph).model_dump(mode="json"), "page": page.name}
