"""The order of work: the pipeline, its stages, and the command line."""

import os

# Before Prefect reads its settings, once: nothing is sent anywhere, however a flow is started.
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
