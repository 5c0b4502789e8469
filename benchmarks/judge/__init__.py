"""Judges an exported dataset by reading only the export.

It shares no code with what made the data: schemas, acts, grounding, provenance, protocol and facts
are read here a second time, from their definitions.
"""
