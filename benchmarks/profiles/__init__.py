"""Profiles of tools against what careful readers say the tools mean."""
