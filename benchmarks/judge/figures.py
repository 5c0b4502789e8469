"""The figures of an export."""

from __future__ import annotations

from .tally import Tally, divide

INCONSISTENT = (
    "values_that_change_unasked",
    "writes_contradicted",
    "things_made_otherwise",
    "updates_beyond_what_was_given",
)
"""Offences of `consistent.py`."""
SENSELESS = (
    "things_undone_at_once",
    "reviews_before_purchase",
    "needless_sessions",
    "acts_after_logout",
    "credentials_of_others",
)
"""Offences of `sense.py`."""


def compute_figures(tally: Tally) -> dict[str, float]:
    """Every figure by name, in the order in which they are shown; shares are in [0, 1]."""
    count, share = tally.counts, tally.divide
    words = sorted(tally.words) or [0]
    return {
        "conversations": count["conversations"],
        "schema_breaking_arguments": count["schema_breaking_arguments"],
        "undeclared_arguments": count["undeclared_arguments"],
        "protocol_errors": count["protocol_errors"],
        "wrong_calls": count["wrong_calls"],
        "wrong_call_errors": count["wrong_call_errors"],
        **compute_figures_of_acts(tally),
        "grounded_share": share("grounded", "scalars"),
        "grounded_strict_share": share("grounded_strict", "scalars"),
        "placeholders": count["placeholders"],
        "control_characters": count["control_characters"],
        "tool_names_in_user_text": count["tool_names_in_user_text"],
        "snake_case_in_user_text": count["snake_case_in_user_text"],
        "provenance_share": share("provenance", "scalars"),
        "ledger_contradictions": count["ledger_contradictions"],
        "facts_restated": count["facts_restated"],
        **compute_figures_of_choices(tally),
        "exact_duplicates": count["exact_duplicates"],
        "chains_in_both_parts": sum(len(parts) > 1 for parts in tally.chain_parts.values()),
        "multi_call_turn_share": share("multi_call_turns", "tool_turns"),
        "implicit_share": share("hidden_calls", "calls"),
        "distinct_first_request_share": divide(len(tally.openings), count["conversations"]),
        "words_per_user_turn": round(sum(words) / len(words), 2),
        "words_p10": words[len(words) // 10],
        "words_p90": words[len(words) * 9 // 10],
        "turns_per_conversation": share("turns", "conversations"),
        "calls_per_tool_turn": share("calls", "tool_turns"),
        "calls_needing_a_result": share("needs_result", "calls"),
        "calls_needing_a_result_of_same_turn": share("needs_same", "calls"),
        "calls_needing_a_result_of_earlier_turn": share("needs_earlier", "calls"),
        "later_turns_using_earlier_result": share("later_turns_using", "later_turns"),
        "tools_offered": share("offered", "conversations"),
        "zero_argument_call_share": share("zero_argument_calls", "calls"),
    }


def compute_figures_of_choices(tally: Tally) -> dict[str, float]:
    """How often a row is chosen out of several, and whether anything that was said tells which.

    Nothing is promised of these figures yet: they say how far the data are from being determined.
    """
    count, share = tally.counts, tally.divide
    return {
        "picks": count["picks"],
        "picks_told_share": share("picks_told", "picks"),
        "picks_of_first_row_share": share("picks_of_first_row", "picks"),
        "filtered_rows": count["filtered_rows"],
        "rows_that_break_their_query_share": share("rows_that_break_their_query", "filtered_rows"),
        "hidden_writes": count["hidden_writes"],
        "references": count["references"],
        "unclear_references_share": share("unclear_references", "references"),
        "hidden_reads": count["hidden_reads"],
        "needless_hidden_reads_share": share("needless_hidden_reads", "hidden_reads"),
        "needless_explicit_reads": count["needless_explicit_reads"],
        "values_followed": count["values_followed"],
        **{name: count[name] for name in (*INCONSISTENT, *SENSELESS)},
    }


def compute_figures_of_acts(tally: Tally) -> dict[str, float]:
    """How much gold the acts hold, and each way in which a conversation departs from them.

    An export of 0.1 has no acts at all, and misses none.
    """
    count = tally.counts
    return {
        "gold_steps": count["gold_steps"],
        "acts_missing": count["acts_missing"],
        "acts_unreadable": count["acts_unreadable"],
        "acts_out_of_order": count["acts_out_of_order"],
        "acts_name_no_call": count["acts_name_no_call"],
        "acts_name_mistakes": count["acts_name_mistakes"],
        "calls_beside_acts": count["calls_beside_acts"],
        "calls_without_consent": count["calls_without_consent"],
        "calls_before_offer": count["calls_before_offer"],
        "offers_of_no_tool": count["offers_of_no_tool"],
    }
