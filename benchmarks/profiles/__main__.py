"""How often what a tool means is read as careful readers read it.

python -m benchmarks.profiles [--data FOLDER] [--missed N]

`labels.jsonl` has a row for each of 784 tools, labelled by readers who saw the specification alone:
every effect, noun and set of keys that can be defended. The first 584 were at hand when the rules
were written, the `fresh` 200 were labelled afterwards. Tools of Prefect's interface are read from
the installed Prefect, the others from the folder, and are left out where it is missing. Limits, on
the fresh ones: 97 % of effects, 92 % of things, 92 % of keys.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from digit_tc.records import Tool
from digit_tc.records.profile import READING_EFFECTS
from digit_tc.semantics import profile_of
from digit_tc.specs import load_tools

LABELS = Path(__file__).with_name("labels.jsonl")
LIMITS = {"effect": 0.97, "thing": 0.92, "keys": 0.92}
FILES = {
    "xlam": "toolmind/xlam-function-calling-60k-query_tools.yaml",
    "glaive": "toolmind/glaive-function-calling-v2-query_tools.yaml",
    "retail": "dataflow/tau2_retail.json",
    "airline": "dataflow/tau2_airline.json",
}


def main(arguments: list[str] | None = None) -> int:
    """Print the shares; returns 1 where a limit is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.profiles", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="name N misses")
    options = parser.parse_args(arguments)
    rows = [json.loads(line) for line in LABELS.read_text("utf-8").splitlines()]
    tools = read_tools({row["source"] for row in rows}, options.data)
    beyond = False
    for name in ("known", "fresh"):
        chosen = [row for row in rows if row["set"] == name and row["tool"] in tools]
        if not chosen:
            print(f"{name:<6} no tools here: nothing was measured")
            continue
        right = Counter[str]()
        for row in chosen:
            found = agree(tools[row["tool"]], row)
            right.update(field for field, good in found.items() if good)
            if options.missed and not all(found.values()):
                options.missed -= 1
                print(f"  {row['tool']}: {', '.join(one for one in found if not found[one])}")
        shares = {field: right[field] / len(chosen) for field in (*LIMITS, "reads")}
        told = "  ".join(f"{field} {share:.1%}" for field, share in shares.items())
        print(f"{name:<6} {len(chosen)} tools  {told}")
        beyond |= name == "fresh" and any(shares[one] < least for one, least in LIMITS.items())
    return int(beyond)


def agree(tool: Tool, label: dict[str, Any]) -> dict[str, bool]:
    """For each field whether the tool's profile is one of those that the label allows.

    A thing agrees where its last word does: `stock price` and `price`.
    """
    profile = profile_of(tool)
    heads = {noun.split()[-1] if noun else "" for noun in label["things"]}
    head = profile.entity.split()[-1] if profile.entity else ""
    reads = {effect in READING_EFFECTS for effect in label["effects"]}
    return {
        "effect": profile.effect in label["effects"],
        "thing": head in heads or profile.entity in label["things"],
        "keys": sorted(key.parameter for key in profile.keys) in label["keys"],
        "reads": profile.reads in reads,
    }


def read_tools(sources: set[str], folder: Path) -> dict[str, Tool]:
    """The labelled tools by key, as far as they are to be had here."""
    found: dict[str, Tool] = {}
    for source in sorted(sources):
        if source == "prefect":
            found |= _prefect_tools()
        elif (file := folder / FILES[source]).exists():
            found |= {tool.key: tool for tool in _tools_of(file, source)}
    return found


def _tools_of(file: Path, source: str) -> tuple[Tool, ...]:
    if file.suffix != ".json":
        return load_tools([str(file)]).tools
    with tempfile.TemporaryDirectory() as folder:
        tools = Path(folder) / f"{source}.json"
        tools.write_text(json.dumps(json.loads(file.read_text("utf-8"))["tools"]), "utf-8")
        return load_tools([str(tools)]).tools


def _prefect_tools() -> dict[str, Tool]:
    from prefect.server.api.server import create_app

    with tempfile.TemporaryDirectory() as folder:
        document = Path(folder) / "prefect.json"
        document.write_text(json.dumps(create_app(ephemeral=True).openapi()), "utf-8")
        return {tool.key: tool for tool in load_tools([str(document)]).tools}


if __name__ == "__main__":
    sys.exit(main())
