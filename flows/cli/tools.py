"""`digit-tc tools`: what was read from sources, what was mended, and what was lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.cli.options import FILE, json_option, print_json
from flows.cli.text import one_line
from flows.cli.tool_tables import describe_with_reasons, meaning_of, print_tools

if TYPE_CHECKING:
    from digit_tc.records import Tool


@click.command(short_help="Read tools from sources, and judge them.")
@click.argument("sources", nargs=-1, required=True, metavar="SRC...")
@click.option("--profile", is_flag=True, help="Tell what each tool is taken to mean, and why.")
@click.option(
    "--to",
    "target",
    type=FILE,
    metavar="FILE",
    help="Write the tools with their profiles to a YAML file that can be corrected and read again.",
)
@click.option("--strict", is_flag=True, help="End with exit code 2 where anything is not used.")
@json_option
def tools(
    sources: tuple[str, ...], profile: bool, target: Path | None, strict: bool, as_json: bool
) -> None:
    """Read tools from files, URLs, module:function, mcp:COMMAND or `starter`, and judge them.

    Readiness, in [0, 1], tells how fit a tool is for synthesis; below the tools stands what lowers
    it and what helps, what was lost of the sources, and what was dropped. `--json` has each finding
    with its place, and the schemas as they are used.

    --profile shows what a call does, to which thing, and which parameters are keys, filters or new
    values. Tier A can be simulated fully, B as an answer to its arguments, C is computed, and the
    result of D decides nothing. What is wrong there is put right in the file of --to.

    \b
    digit-tc tools openapi.yaml --profile
    digit-tc tools openapi.yaml --to catalogue.yaml
    """
    from digit_tc.errors import SpecError
    from digit_tc.returns import infer_all
    from digit_tc.specs import load_tools, write_catalogue
    from digit_tc.specs.rules import is_loss
    from digit_tc.writers.grammar.fillable import tell_unfillable

    loaded = load_tools(sources)
    read = tell_unfillable(infer_all(loaded.tools))
    if target is not None:
        write_catalogue(target, loaded.tools)
        click.echo(
            f"Wrote {target}: {len(loaded.tools)} tools. Correct it, and use it as a source."
        )
    elif as_json:
        print_json(
            {
                "tools": [describe_with_reasons(tool) for tool in read],
                "rejections": [
                    one.model_dump(mode="json") | meaning_of(one.reason)
                    for one in loaded.rejections
                ],
            }
        )
    elif profile:
        for tool in read:
            click.echo("\n".join(_profile_lines(tool)))
    else:
        print_tools(read, loaded.rejections)
    lost = [one for tool in read for one in tool.findings if is_loss(one)]
    count = len(lost) + sum(is_loss(one) for one in loaded.rejections)
    if strict and count:
        raise SpecError(
            f"Of the sources {count} {'thing is' if count == 1 else 'things are'} not used.",
            remedy="Mend what is told above, or leave out --strict.",
        )


def _profile_lines(tool: Tool) -> Iterator[str]:
    """What a tool is taken to mean: a line for what it does, and one for each kind of parameter."""
    from digit_tc.semantics import describe_profile, profile_of

    profile = profile_of(tool)
    told = describe_profile(profile)
    yield f"{tool.key}: {profile.effect} {profile.entity}".rstrip()
    grounds: dict[str, dict[str, None]] = {}
    for one in profile.evidence:
        grounds.setdefault(one.field, {})[one.source] = None
    reasons = [f"{field} by {' and '.join(sources)}" for field, sources in grounds.items()]
    for label, words in (
        ("keys", _pairs(told["keys"])),
        ("filters", _pairs(told["filters"])),
        ("sets", _pairs(told["sets"])),
        ("session", ", ".join(profile.session)),
        ("tier", f"{profile.tier}, sure {profile.confidence:.2f}"),
        ("because", "; ".join(reasons)),
    ):
        if words:
            yield f"  {label:<8} {one_line(words, 100)}"


def _pairs(told: dict[str, str]) -> str:
    """`start_date: date >=`; a name alone where the parameter is called as what it means."""
    same = {name: what.removesuffix(" =") for name, what in told.items()}
    return ", ".join(name if what == name else f"{name}: {what}" for name, what in same.items())
