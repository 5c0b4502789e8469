"""What the method promises of a dataset, and what misses it."""

from __future__ import annotations

from .figures import compute_figures
from .tally import Tally

NEVER = (
    "schema_breaking_arguments", "undeclared_arguments", "protocol_errors", "placeholders",
    "control_characters", "tool_names_in_user_text", "ledger_contradictions", "wrong_call_errors",
    "acts_missing", "acts_unreadable", "acts_out_of_order", "acts_name_no_call",
    "acts_name_mistakes", "calls_beside_acts", "calls_without_consent", "calls_before_offer",
    "offers_of_no_tool", "exact_duplicates", "chains_in_both_parts",
)  # fmt: skip
"""Figures that must be 0."""


def list_failures(
    tally: Tally, implicit: float, tolerance: float, multi_call: float
) -> dict[str, str]:
    """Figure → what is promised of it, for those that miss it.

    `implicit` is the share of hidden calls that the run was made with, give or take `tolerance`;
    `multi_call` the least share of turns with several calls. Nothing is promised of a share of
    nothing: where nobody calls a tool, no value can be grounded.
    """
    figures, count = compute_figures(tally), tally.counts
    promised = {name: ("0", figures[name] == 0) for name in NEVER}
    if count["scalars"]:
        promised["grounded_share"] = (">= 0.99", figures["grounded_share"] >= 0.99)
        promised["provenance_share"] = ("= 1", count["scalars"] == count["provenance"])
    if count["calls"]:
        least = f">= {multi_call:g}"
        promised["multi_call_turn_share"] = (least, figures["multi_call_turn_share"] >= multi_call)
        near = abs(figures["implicit_share"] - implicit) <= tolerance
        promised["implicit_share"] = (f"{implicit:g} ± {tolerance:g}", near)
    promised["conversations"] = (">= 1", figures["conversations"] >= 1)
    return {name: wanted for name, (wanted, kept) in promised.items() if not kept}
