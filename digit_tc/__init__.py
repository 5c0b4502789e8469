"""DiGiT-TC: multi-turn tool-calling conversations from tool specifications alone."""

__version__ = "0.1.0"
