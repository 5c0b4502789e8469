"""Checks that a server listens, so that no run waits ten minutes for one that does not run."""

from __future__ import annotations

import asyncio
import errno
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from digit_tc.config.models import ModelsConfig
from digit_tc.errors import RefusedModelError

_PATIENCE_IN_SECONDS = 5.0
_PAUSE_IN_SECONDS = 0.5
_LONGEST_TRY_IN_SECONDS = 2.0
_REFUSED = f"[Errno {errno.ECONNREFUSED}]"


async def require_listeners(
    config: ModelsConfig, models: tuple[str, ...], patience: float | None = None
) -> None:
    """Check that connections are accepted at each address that the run file gives to `models`.

    Nothing is sent, so nothing is paid. Raises RefusedModelError where every try within `patience`
    seconds (5 by default) is refused: no server runs there. A server that is slow, or that only a
    proxy reaches, passes.
    """
    addresses = {config.resolve_endpoint(model).api_base for model in models}
    await asyncio.gather(
        *(
            _require_listener(address, _PATIENCE_IN_SECONDS if patience is None else patience)
            for address in sorted(filter(None, addresses))
        )
    )


async def _require_listener(address: str, patience: float) -> None:
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while await _refuses(address):
        if loop.time() + _PAUSE_IN_SECONDS > deadline:
            raise RefusedModelError(
                f"Nobody answers at {address}: the connection is refused.",
                remedy="Start the server, or give another address (--api-base, models.api_base).",
            )
        await asyncio.sleep(_PAUSE_IN_SECONDS)


async def _refuses(address: str) -> bool:
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme in getproxies() and not proxy_bypass(host):
        return False
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        async with asyncio.timeout(_LONGEST_TRY_IN_SECONDS):
            _, writer = await asyncio.open_connection(host, port)
    except TimeoutError:
        return False
    except OSError as error:
        # A name may stand for several addresses; one error then speaks of all of them.
        return isinstance(error, ConnectionRefusedError) or _REFUSED in str(error)
    writer.close()
    return False
