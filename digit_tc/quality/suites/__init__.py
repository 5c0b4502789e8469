"""The suites of the gate, in the order in which they are run and shown."""

from digit_tc.quality.rules import SuiteBuilder
from digit_tc.quality.suites.arguments import build_arguments_suite
from digit_tc.quality.suites.calls import build_calls_suite
from digit_tc.quality.suites.chains import build_chains_suite
from digit_tc.quality.suites.conversations import build_conversations_suite
from digit_tc.quality.suites.run import build_run_suite
from digit_tc.quality.suites.tools import build_tools_suite

SUITES: tuple[SuiteBuilder, ...] = (
    build_run_suite,
    build_tools_suite,
    build_chains_suite,
    build_conversations_suite,
    build_calls_suite,
    build_arguments_suite,
)

__all__ = ["SUITES"]
