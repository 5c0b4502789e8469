"""The suites of the gate, in the order in which they are run and shown."""

from digit_tc.quality.rules import SuiteBuilder
from digit_tc.quality.suites.arguments import arguments_suite
from digit_tc.quality.suites.calls import calls_suite
from digit_tc.quality.suites.chains import chains_suite
from digit_tc.quality.suites.conversations import conversations_suite
from digit_tc.quality.suites.run import run_suite
from digit_tc.quality.suites.tools import tools_suite

SUITES: tuple[SuiteBuilder, ...] = (
    run_suite,
    tools_suite,
    chains_suite,
    conversations_suite,
    calls_suite,
    arguments_suite,
)

__all__ = ["SUITES"]
