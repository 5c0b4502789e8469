"""The process of a private server: what `prefect server start` serves, but sooner up and down.

A script, `api_process.py HOST PORT`, that imports nothing of ours. It looks for no garbage while
it starts, nor when it has ended: together seconds of every run.
"""

from __future__ import annotations

import gc
import os
import socket
import sys
import traceback


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

    config = uvicorn.Config(create_app(final=True), log_level="warning")
    Server(config).run(sockets=[address])


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
