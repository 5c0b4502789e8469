"""How a run is steered from outside: what it reports to, and how it is asked to stop."""
