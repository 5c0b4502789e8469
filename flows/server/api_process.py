"""The process of a private server: what `prefect server start` serves, but sooner up and down.

A script, `api_process.py HOST PORT`, that imports nothing of ours. It looks for no garbage while
it starts, nor when it has ended: together seconds of every run.
"""

from __future__ import annotations

import asyncio
import gc
import os
import socket
import sys
import traceback

_SECONDS_TO_BLOCKS = 30.0


def serve(host: str, port: int) -> None:
    """Serve Prefect's API until a signal ends it.

    Raises OSError where the port is taken, SystemExit where the API cannot start.
    """
    address = socket.socket()
    address.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    address.bind((host, port))
    gc.disable()
    import uvicorn
    from prefect.server.api.server import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            gc.freeze()
            gc.enable()
            self.later = asyncio.create_task(_register_blocks())

    config = uvicorn.Config(create_app(final=True), log_level="warning")
    Server(config).run(sockets=[address])


async def _register_blocks() -> None:
    """Store what the pages of blocks and automations list: later, for nobody looks at once."""
    from prefect.server.database import provide_database_interface
    from prefect.server.models.block_registration import run_block_auto_registration

    await asyncio.sleep(_SECONDS_TO_BLOCKS)
    async with await provide_database_interface().session() as session:
        await run_block_auto_registration(session=session)


if __name__ == "__main__":
    code: object = 0
    try:
        serve(sys.argv[1], int(sys.argv[2]))
    except KeyboardInterrupt:
        pass  # so uvicorn passes on the signal that has ended it
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        traceback.print_exc()
        code = 1
    # All is stored by now, and Python's own end of so many modules takes long.
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)
