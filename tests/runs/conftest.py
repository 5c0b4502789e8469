"""Whole runs, the export of an undisturbed one, and a database for each test."""

from __future__ import annotations

from digit_tc_test_support.run_fixtures import run, site, small, undisturbed, whole_run

__all__ = ["run", "site", "small", "undisturbed", "whole_run"]
