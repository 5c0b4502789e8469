"""The card that says what a dataset is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from digit_tc.formats import Format


def compose_card(
    *,
    title: str,
    files: Mapping[str, int],
    formats: Mapping[str, Format],
    figures: Mapping[str, Any],
    versions: Mapping[str, str],
    sources: tuple[str, ...],
    split_note: str,
    worlds: str | None = None,
    config_hash: str,
    seed: int,
) -> str:
    """A dataset card in Markdown. `files` gives rows by name of file, `formats` how each is read,
    `worlds` is the file with the worlds.

    Equal arguments give equal text; there is no date in it.
    """
    lines = [
        f"# {_plain(title)}",
        "",
        "Multi-turn tool-calling conversations, synthesised from tool specifications alone by the",
        "DiGiT-TC method: valid plans of calls, run in a world inferred from the specifications,",
        "then requests that leave some calls unsaid and single out what is meant. Nothing was",
        "executed, and no person wrote or said any of it: names, ids and results are invented.",
        "",
        "Words of the grammar writer teach form, dataflow and decisions; they do not have the",
        "breadth of people's language.",
        "",
        "## Files",
        "",
        *_table(("file", "rows"), files.items()),
        "",
        split_note,
        "",
        *_how_to_read(formats, figures),
        *(_about_worlds(worlds) if worlds else ()),
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


def _about_worlds(name: str) -> list[str]:
    return [
        f"`{_plain(name)}` holds the world of each conversation, by `metadata.id`: what there was",
        "before the first call and what the calls have made of it; and before that what the tools",
        "mean. All results come out of it again, byte for byte, and calls that nobody has made are",
        "answered.",
        "",
    ]


def _how_to_read(formats: Mapping[str, Format], figures: Mapping[str, Any]) -> list[str]:
    lines: list[str] = []
    for name, form in formats.items():
        if len(formats) > 1:
            lines += [f"### {_plain(name)}: {form.NAME}", ""]
        lines += [*form.describe(figures), ""]
    return lines


def _table(head: tuple[str, str], rows: Any) -> list[str]:
    body = [f"| {_plain(name)} | {_plain(value)} |" for name, value in rows]
    return [f"| {head[0]} | {head[1]} |", "|---|---|", *body]


def _plain(value: object) -> str:
    # Labels come from tool sources: they must not draw tables, links or HTML of their own.
    text = " ".join(str(value).split())
    return text.translate({ord(mark): f"\\{mark}" for mark in "|<>[]`*"})
