"""The Prefect server that a run reports to: the configured one, or a private one."""

from flows.server.manage import ServerInfo, prefect_server

__all__ = ["ServerInfo", "prefect_server"]
