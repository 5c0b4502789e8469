"""Roles filled by models."""
