"""What a run shows: pages of Prefect's UI, and the log file."""
