"""Alerts on a Prefect server: `python deployments/alerts.py URL`, or `off`. See README.md.

The server is the one that PREFECT_API_URL names.
"""

from __future__ import annotations

import sys

from flows.server.alerts import clear_alerts, set_alerts
from flows.server.serve import FLOW_NAMES


def main(words: list[str]) -> int:
    """Set or clear the alerts."""
    if words == ["off"]:
        print("The alerts are gone." if clear_alerts() else "There were no alerts.")
    elif len(words) == 1 and words[0].startswith(("http://", "https://")):
        print("\n".join(set_alerts(words[0], FLOW_NAMES)))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
