"""The card that says what a dataset is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_ABOUT_WRONG_CALLS = (
    "Some turns show a wrong call, its error, and then the right call. The message that makes the",
    "wrong call has `train: false` and `weight: 0` and is not to be learnt: leave it out of the",
    "loss, as OpenAI's fine-tuning does with `weight: 0`. `metadata.wrong_calls` lists these",
    "calls; no other figure counts them.",
    "",
)


def card_text(
    *,
    title: str,
    files: Mapping[str, int],
    figures: Mapping[str, Any],
    versions: Mapping[str, str],
    sources: tuple[str, ...],
    split_note: str,
    config_hash: str,
    seed: int,
) -> str:
    """A dataset card in Markdown. `files` gives conversations by file name.

    Equal arguments give equal text; there is no date in it.
    """
    lines = [
        f"# {_plain(title)}",
        "",
        "Multi-turn tool-calling conversations, synthesised from tool specifications alone by the",
        "DiGiT-TC method: valid plans of calls first, then requests that leave some calls unsaid,",
        "then simulated results. Nothing was executed, and no person wrote or said any of it:",
        "names, ids and results are invented.",
        "",
        "## Files",
        "",
        *_table(("file", "conversations"), files.items()),
        "",
        split_note,
        "",
        "Each line holds `messages`, `tools` and `metadata`. `metadata.provenance` says for every",
        "scalar argument where its value came from, so exactly that it can be read there again.",
        "",
        *(_ABOUT_WRONG_CALLS if figures.get("wrong_calls") else ()),
        "## Figures",
        "",
        *_table(("figure", "value"), figures.items()),
        "",
        "## How it was made",
        "",
        *_table(
            ("what", "which"),
            [
                *sorted(versions.items()),
                ("run file", config_hash),
                ("seed", seed),
                ("tool sources", ", ".join(sources) or "none"),
            ],
        ),
        "",
        "The same version, run file, seed and tool sources give the same bytes.",
        "",
        "## Licence",
        "",
        "The conversations are generated text. Names and descriptions of tools are taken from the",
        "tool sources above, whose own licences go on applying to them; where a language model",
        "was the writer, so do the terms of that model. Look at both before you pass the data on.",
        "",
    ]
    return "\n".join(lines)


def _table(head: tuple[str, str], rows: Any) -> list[str]:
    body = [f"| {_plain(name)} | {_plain(value)} |" for name, value in rows]
    return [f"| {head[0]} | {head[1]} |", "|---|---|", *body]


def _plain(value: object) -> str:
    # Labels come from tool sources: they must not draw tables, links or HTML of their own.
    text = " ".join(str(value).split())
    return text.translate({ord(mark): f"\\{mark}" for mark in "|<>[]`*"})
