"""When a task is tried again, and what is kept of it."""

from __future__ import annotations

from typing import Any

from prefect.client.schemas.objects import State, TaskRun
from prefect.tasks import Task

from digit_tc.errors import DigitError, StoreError

RETRIES = 2
RETRY_DELAYS_IN_SECONDS = [1.0, 5.0]
STAGE_TIMEOUT_IN_SECONDS = 6 * 3600
SHARD_TIMEOUT_IN_SECONDS = 48 * 3600
"""A slow model may need hours for a shard; a dead provider is given up much earlier."""


def should_retry(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """Retry what may pass by itself: a held database, a lost connection. Never the user's input,
    and no dead provider of models, which has been waited for long enough already."""
    try:
        state.result()
    except StoreError:
        return True
    except DigitError:
        return False
    except OSError:
        return True
    except Exception:  # a fault of ours does not go away by trying again
        return False
    return False


STAGE: dict[str, Any] = {
    "retries": RETRIES,
    "retry_delay_seconds": RETRY_DELAYS_IN_SECONDS,
    "retry_condition_fn": should_retry,
    "timeout_seconds": STAGE_TIMEOUT_IN_SECONDS,
}
"""A task that redoes little when it is repeated: its writes are idempotent."""

SHARD: dict[str, Any] = {
    **STAGE,
    "timeout_seconds": SHARD_TIMEOUT_IN_SECONDS,
    # A retried flow run takes the result of a finished shard instead of running it again.
    "persist_result": True,
    "result_serializer": "json",
}
"""A task for one shard: finished ones are not repeated when the flow run is retried."""
