"""Lint: each rule looks at one schema of a tool, mends what it can and tells what it found."""

from digit_tc.specs.lint.schemas import RULES, lint_schema

__all__ = ["RULES", "lint_schema"]
