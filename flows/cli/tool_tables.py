"""What `digit-tc tools` shows of tools: their readiness, its reasons, and what was lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from flows.cli.text import one_line, table

if TYPE_CHECKING:
    from digit_tc.records import Rejection, Tool
    from digit_tc.specs.readiness import Reason

_MOST_LOSSES = 60


def describe_with_reasons(tool: Tool) -> dict[str, Any]:
    """A tool for programs, each finding with what it means, and with what lowers its readiness."""
    from digit_tc.specs.readiness import reasons

    told: dict[str, Any] = tool.model_dump(mode="json")
    return told | {
        "findings": [one | meaning_of(one["rule"]) for one in told["findings"]],
        "reasons": [reason.model_dump(mode="json") for reason in reasons(tool)],
    }


def meaning_of(name: str) -> dict[str, str]:
    """What a finding or a rejection means: its effect, and what helps."""
    from digit_tc.specs.rules import find_rule

    return find_rule(name)._asdict()


def print_tools(read: Sequence[Tool], rejections: Sequence[Rejection]) -> None:
    """Tables of the tools, of what lowers their readiness, and of what was lost or dropped."""
    from digit_tc.specs.rules import find_rule, is_loss

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
    if why := _why(read):
        click.echo("\nWhat lowers readiness, and what helps")
        click.echo(table(("reason", "tools", "costs", "for example", "what helps"), why))
    lost = [
        (tool.key, one.rule, one.where, one_line(one.detail), find_rule(one.rule).remedy)
        for tool in read
        for one in tool.findings
        if is_loss(one)
    ]
    if lost:
        click.echo(f"\nLost: {len(lost)}")
        named = ("tool", "finding", "where", "what", "what helps")
        click.echo(table(named, lost[:_MOST_LOSSES]))
        if len(lost) > _MOST_LOSSES:
            click.echo(f"and {len(lost) - _MOST_LOSSES} more: --json has all")
    if rejections:
        click.echo(f"\nDropped: {len(rejections)}")
        dropped = [
            (one.subject, one.reason, one.detail, find_rule(one.reason).remedy)
            for one in rejections
        ]
        click.echo(table(("what", "reason", "detail", "what helps"), dropped))


def _why(read: Sequence[Tool]) -> list[tuple[object, ...]]:
    """What lowers readiness, by reason: the one that costs most in all first."""
    from digit_tc.specs.readiness import reasons

    found: dict[str, list[tuple[Tool, Reason]]] = defaultdict(list)
    for tool in read:
        for reason in reasons(tool):
            found[reason.rule].append((tool, reason))
    dearest = sorted(found.items(), key=lambda item: -sum(one.cost for _, one in item[1]))
    rows: list[tuple[object, ...]] = []
    for rule, cases in dearest:
        tool, first = cases[0]
        mean = sum(one.cost for _, one in cases) / len(cases)
        example = one_line(f"{tool.name}: {first.what}", 90)
        rows.append((rule, len(cases), f"{mean:.2f}", example, first.remedy))
    return rows


def _place(tool: Tool) -> str:
    return one_line(f"{tool.source.label} {tool.source.item}".strip(), 40)


def _rules(tool: Tool, severity: str) -> str:
    rules = dict.fromkeys(one.rule for one in tool.findings if one.severity == severity)
    return ", ".join(rules) or "-"
