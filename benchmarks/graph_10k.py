"""How long the graph of 10,000 tools takes, and how much memory: `python benchmarks/graph_10k.py`.

The tools are made up from nouns, verbs and attributes with a seed: some thousand entities in a
hundred namespaces, and one crowded namespace in which three thousand tools all return an `id`.
Limits: 60 CPU seconds and 1 GB.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import time
from typing import Any

from digit_tc.config import GraphConfig
from digit_tc.graph import build_graph, describe
from digit_tc.records import Tool, ToolSource, content_id

CPU_SECONDS = 60.0
PEAK_GB = 1.0


def _words(text: str) -> list[str]:
    return text.split()


_NOUNS = _words(
    "order customer invoice flight hotel booking product user account card payment event task "
    "project ticket file folder message contact movie song playlist artist album book author "
    "recipe ingredient restaurant menu driver trip vehicle device sensor reading patient doctor "
    "appointment prescription course student teacher exam lesson job candidate employee team "
    "shipment parcel warehouse supplier contract policy claim property tenant lease auction bid "
    "listing review photo video channel stream game player match league wallet coin trade stock "
    "portfolio bond fund loan branch station route train bus ferry port vessel container "
    "server cluster domain certificate backup snapshot volume image network subnet pipeline "
    "build release branch commit issue milestone label survey answer campaign audience coupon"
)
_QUALIFIERS = _words(
    "billing travel medical public private rental daily archived shared remote local mobile "
    "digital premium partner regional seasonal legal internal sports"
)
_ATTRIBUTES: tuple[tuple[str, str, str], ...] = (
    ("name", "string", "The name."), ("email", "string", "Email address."),
    ("city", "string", "City."), ("amount", "number", "Amount in euros."),
    ("price", "number", "Price in euros."), ("currency", "string", "Currency code."),
    ("start_date", "string", "First day."), ("end_date", "string", "Last day."),
    ("genre", "string", "Genre."), ("quantity", "integer", "How many."),
    ("postal_code", "string", "Postal code."), ("status", "string", "Status."),
    ("latitude", "number", "Latitude."), ("longitude", "number", "Longitude."),
    ("tracking_number", "string", "Number to track it by."), ("message", "string", "Free text."),
    ("ticker", "string", "Stock ticker."), ("phone", "string", "Phone number."),
    ("cuisine", "string", "Cuisine."), ("serial_number", "string", "Serial number."),
)  # fmt: skip


def make_tools(count: int, seed: int) -> list[Tool]:
    """`count` tools, the same for the same seed; three in ten stand in one crowded namespace."""
    draw = random.Random(seed)
    entities = sorted({f"{q}_{n}" for q in _QUALIFIERS for n in _NOUNS} | set(_NOUNS))
    tools: dict[str, Tool] = {}
    while len(tools) < count:
        entity = draw.choice(entities)
        crowded = len(tools) % 10 < 3
        space = "crowd" if crowded else f"space_{draw.randrange(100):03}"
        verb = draw.choice(["list", "get", "create", "update", "delete", "assign", "send"])
        own = "id" if crowded or draw.random() < 0.3 else f"{entity}_id"
        tool = _tool(f"{space} {verb} {entity}", own, draw, entities)
        tools.setdefault(tool.key, tool)
    return list(tools.values())


def _tool(what: str, own: str, draw: random.Random, entities: list[str]) -> Tool:
    space, verb, entity = what.split()
    parameters = _attributes(draw, 3)
    if verb != "list":
        parameters[own] = {"type": "string", "description": f"The {entity} id."}
    for other in draw.sample(entities, draw.randrange(3)):
        parameters[f"{other}_id"] = {"type": "string", "description": f"Id of the {other}."}
    item = {
        own: {"type": "string", "description": f"The {entity} id."},
        **_attributes(draw, 6),
        f"{draw.choice(entities)}_id": {"type": "string", "description": "Id of what it is for."},
    }
    returns: dict[str, Any] = {"type": "object", "properties": item}
    if verb == "list":
        items = {"type": "array", "items": {"type": "object", "properties": item}}
        returns = {"type": "object", "properties": {f"{entity}s": items}}
    name = f"{verb}_{entity}{'s' if verb == 'list' else ''}"[:64]
    return Tool(
        namespace=space,
        name=name,
        description=f"{verb.capitalize()} a {entity}.",
        parameters={"type": "object", "properties": parameters, "required": []},
        returns=returns,
        returns_origin="declared",
        source=ToolSource(label="benchmark", reader="starter"),
        fingerprint=content_id("tool", space, name),
    )


def _attributes(draw: random.Random, most: int) -> dict[str, Any]:
    return {
        name: {"type": kind, "description": description}
        for name, kind, description in draw.sample(_ATTRIBUTES, draw.randrange(most + 1))
    }


def main() -> int:
    """Builds the graph, prints the figures, and returns 1 where a limit is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tools", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--embeddings", choices=["static", "none"], default="static")
    options = parser.parse_args()
    tools = make_tools(options.tools, options.seed)
    before = time.process_time()
    graph = build_graph(tools, GraphConfig(embeddings=options.embeddings))
    cpu_seconds = time.process_time() - before
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    summary = describe(graph)
    print(f"tools {summary.tools:,}  edges {summary.edges:,}  namespaces {len(summary.namespaces)}")
    print(f"components {summary.components:,}  largest {summary.largest_component:,}")
    print(f"CPU {cpu_seconds:.1f} s (limit {CPU_SECONDS:.0f})  peak {peak_gb:.2f} GB (limit 1)")
    return int(cpu_seconds > CPU_SECONDS or peak_gb > PEAK_GB)


if __name__ == "__main__":
    sys.exit(main())
