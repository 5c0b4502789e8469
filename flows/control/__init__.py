"""How a run is steered from outside: what it reports to, and how it is asked to stop."""

SECONDS_BETWEEN_LOOKS = 0.3
"""How often a flow that waits looks for a stop, a finished shard or a server that has ended."""
