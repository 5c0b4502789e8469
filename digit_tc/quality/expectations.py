"""Validates frames by the rules of a suite, with Great Expectations."""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digit_tc.quality.rules import Suite

ROWS_NAMED = 20
_SITE = "run"
_SUMMARY = {"result_format": "SUMMARY", "partial_unexpected_count": ROWS_NAMED}


@dataclass(frozen=True)
class RuleResult:
    """What one rule gave on one frame."""

    success: bool
    """Whether the frame meets the rule."""
    checked: int = 0
    """Rows looked at without those that hold nothing; 0 for a figure of the whole frame."""
    unexpected: int = 0
    """Rows that break the rule."""
    rows: tuple[str, ...] = ()
    """Names of the first of these rows, at most twenty."""
    observed: Any = None
    """The figure, for an expectation on the whole frame."""
    error: str = ""
    """Why the expectation could not be computed. Great Expectations reports that as a plain
    failure, with the cause in `exception_info`."""


class Validator:
    """One ephemeral Great Expectations context: nothing is read from or kept in a home folder."""

    def __init__(self) -> None:
        self._library, self._context = _open_context()
        self._source = self._context.data_sources.add_pandas("frames")

    def validate(self, suite: Suite, frame: Any, label: str) -> list[RuleResult]:
        """Every rule of the suite on the frame, in the order of the rules.

        `label` names this validation in the Data Docs and must not be used twice.
        """
        gx = self._library
        asset = self._source.add_dataframe_asset(label)
        batches = asset.add_batch_definition_whole_dataframe("all")
        named = gx.ExpectationSuite(name=label)
        for number, rule in enumerate(suite.rules):
            expectation = rule.expectation.copy(deep=True)
            expectation.meta = {"rule": number}
            expectation.notes = rule.sentence
            named.add_expectation(expectation)
        definition = self._context.validation_definitions.add(
            gx.ValidationDefinition(name=label, data=batches, suite=self._context.suites.add(named))
        )
        form = dict(_SUMMARY, unexpected_index_column_names=list(suite.identity))
        with _quiet():
            report = definition.run(
                batch_parameters={"dataframe": frame},
                result_format=form if suite.identity else dict(_SUMMARY),
            )
        found = {item.expectation_config.meta["rule"]: item for item in report.results}
        return [_outcome(found[number], suite.identity) for number in range(len(suite.rules))]

    def write_docs(self, folder: Path) -> Path:
        """The Data Docs of everything validated so far. Returns their index page."""
        self._context.add_data_docs_site(
            _SITE,
            {
                "class_name": "SiteBuilder",
                "store_backend": {
                    "class_name": "TupleFilesystemStoreBackend",
                    "base_directory": str(folder.absolute()),
                },
                "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            },
        )
        with _quiet():
            self._context.build_data_docs(site_names=[_SITE])
        return folder / "index.html"


def import_library() -> Any:
    """Import Great Expectations, which takes seconds: call it early, where there is time."""
    # Set before the first import: the library asks the network for permission to report home.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with _quiet():
        import great_expectations as gx
    return gx


def _open_context() -> tuple[Any, Any]:
    gx = import_library()
    with _quiet():
        # This one sets its own level, and tells of a folder that it removes at once.
        logging.getLogger("great_expectations.data_context.types.base").setLevel(logging.WARNING)
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}
    return gx, context


@contextmanager
def _quiet() -> Iterator[None]:
    """Keeps the library's deprecation warnings and its chatter to itself."""
    logger = logging.getLogger("great_expectations")
    level = logger.level
    logger.setLevel(logging.ERROR)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.setLevel(level)


def _outcome(item: Any, identity: tuple[str, ...]) -> RuleResult:
    if error := _error_of(item.exception_info or {}):
        return RuleResult(success=False, error=error)
    result = item.result or {}
    places = result.get("partial_unexpected_index_list") or []
    return RuleResult(
        success=bool(item.success),
        checked=int(result.get("element_count") or 0) - (int(result.get("missing_count") or 0)),
        unexpected=int(result.get("unexpected_count") or 0),
        rows=tuple(_row_name(place, identity) for place in places[:ROWS_NAMED]),
        observed=result.get("observed_value"),
    )


def _error_of(info: dict[str, Any]) -> str:
    # One entry for the expectation, or one for each metric that it is computed from.
    entries = [info] if "raised_exception" in info else list(info.values())
    for entry in entries:
        if isinstance(entry, dict) and entry.get("raised_exception"):
            return str(entry.get("exception_message") or "no reason given")
    return ""


def _row_name(place: dict[str, Any], identity: tuple[str, ...]) -> str:
    """`conv-0f…, call 3, date`: the values of the columns that name a row."""
    return ", ".join(
        f"call {place.get(column)}" if column == "call" else str(place.get(column))
        for column in identity
    )
