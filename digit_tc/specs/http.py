"""Documents over HTTP: bounded in size and time."""

from __future__ import annotations

import ipaddress
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPMessage
from typing import IO

from digit_tc.errors import SpecError
from digit_tc.specs.limits import FILE_BYTES, MCP_SECONDS


def fetch(url: str, *, same_host: bool = False) -> tuple[bytes, str]:
    """The body of a document and the address that it came from in the end.

    With `same_host` a redirection to another host or port is not followed. Raises `SpecError`
    where it cannot be read or is too large.
    """
    try:
        parts = urllib.parse.urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        label = f"{parts.scheme}://{parts.hostname}{port}{parts.path}"
        raw, came_from = _fetched(url, parts.hostname or "", same_host)
    except urllib.error.HTTPError as error:
        error.close()
        raise SpecError(
            f"{label} answered {error.code} {error.reason}.",
            remedy=f"If it is an MCP server, write mcp:{label}.",
        ) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or error
        reason = getattr(reason, "strerror", None) or reason
        shown = url.split("?", maxsplit=1)[0].rsplit("@", maxsplit=1)[-1]
        raise SpecError(
            f"{shown} cannot be read: {reason}.",
            remedy="Check the address and that it is up.",
        ) from None
    if len(raw) > FILE_BYTES:
        raise SpecError(f"{label} has more than {FILE_BYTES // 2**20} MB.")
    return raw, came_from


class _OnSameHost(urllib.request.HTTPRedirectHandler):
    """Follows redirections within a host."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        before, after = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        if (before.scheme, before.netloc) != (after.scheme, after.netloc):
            raise urllib.error.URLError(f"it is redirected to another host, {after.hostname}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _fetched(url: str, host: str, same_host: bool) -> tuple[bytes, str]:
    # A proxy cannot reach this machine's own loopback.
    handlers: list[urllib.request.BaseHandler] = [_OnSameHost()] if same_host else []
    if _is_loopback(host):
        handlers.append(urllib.request.ProxyHandler({}))
    opener = urllib.request.build_opener(*handlers)
    request = urllib.request.Request(url, headers={"Accept": "application/json, */*"})  # noqa: S310
    with opener.open(request, timeout=MCP_SECONDS) as response:
        body: bytes = response.read(FILE_BYTES + 1)
        return body, response.geturl()


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
