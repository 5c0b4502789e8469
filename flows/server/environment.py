"""What Prefect reads from the environment, in this process and in a private server.

This module must not import Prefect: Prefect reads its settings once, when it is imported.
"""

from __future__ import annotations

import importlib.util
import os
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# Without these the server drops events in a burst, and task runs stay RUNNING for ever.
_SERVER_SETTINGS = {
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "200",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
    "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
    # `api_process.py` registers them later: it takes more than a second. The memo of what is
    # registered would not know of that.
    "PREFECT_SERVER_REGISTER_BLOCKS_ON_START": "false",
    "PREFECT_SERVER_MEMOIZE_BLOCK_AUTO_REGISTRATION": "false",
}
# Nothing leaves the machine. No server is made inside this process: that one loses records.
_QUIET = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
    # Its newer pages let the browser ask an analytics service for its settings; the older do not.
    "PREFECT_SERVER_UI_V2_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
_LOOPBACK = "127.0.0.1,localhost"
# They belong to another server, and must not be told to the private one.
_FOREIGN = (
    "PREFECT_PROFILE",
    "PREFECT_PROFILES_PATH",
    "PREFECT_API_KEY",
    "PREFECT_API_AUTH_STRING",
    "PREFECT_CLIENT_CUSTOM_HEADERS",
)


def configured_api_url() -> str | None:
    """The API that `DIGIT_TC_PREFECT_API_URL`, `PREFECT_API_URL` or a Prefect profile names."""
    for name in ("DIGIT_TC_PREFECT_API_URL", "PREFECT_API_URL"):
        if os.environ.get(name):
            return os.environ[name].rstrip("/")
    url = _project_url() or _profile_url()
    return url.rstrip("/") if url else None


def server_environment(home: Path, api_url: str, *, migrate: bool = True) -> dict[str, str]:
    """The environment of a private server that keeps everything under `home`.

    It migrates its database when it starts, but for `migrate` false.
    """
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")
    }
    return {
        **_with_loopback(inherited),
        **_SERVER_SETTINGS,
        **_QUIET,
        "PREFECT_HOME": str(home),
        "PREFECT_API_URL": api_url,
        "PREFECT_SERVER_DATABASE_MIGRATE_ON_START": str(migrate),
        # Left alone, it copies the pages of its interface into the installed package.
        "PREFECT_SERVER_UI_STATIC_DIRECTORY": str(home / "ui"),
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_LOGGING_SERVER_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
    }


@contextmanager
def client_environment(home: Path, api_url: str, *, private: bool) -> Iterator[None]:
    """While it lasts, a Prefect that is imported in this process talks to `api_url`."""
    before = dict(os.environ)
    os.environ.update({**_QUIET, "PREFECT_API_URL": api_url})
    os.environ.setdefault("PREFECT_LOCAL_STORAGE_PATH", str(home / "storage"))
    # The pages show the library's log only with both of these.
    os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", "digit_tc")
    os.environ.setdefault("PREFECT_LOGGING_ROOT_LEVEL", "INFO")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")
    # The terminal belongs to the progress display; everything is in the log and in the pages.
    os.environ.setdefault("PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL", "CRITICAL")
    os.environ.setdefault("PREFECT_LOGGING_INTERNAL_LEVEL", "CRITICAL")
    if private:
        for name in _FOREIGN:
            os.environ.pop(name, None)
        os.environ["PREFECT_HOME"] = str(home)
        # Each client would first ask for a token that this server does not know.
        os.environ["PREFECT_CLIENT_CSRF_SUPPORT_ENABLED"] = "false"
        os.environ.update(_with_loopback(os.environ))
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def _with_loopback(environment: Mapping[str, str]) -> dict[str, str]:
    # A proxy of the machine must not be asked for a server on the machine itself.
    changed = dict(environment)
    for name in ("NO_PROXY", "no_proxy"):
        known = environment.get(name, "")
        changed[name] = f"{known},{_LOOPBACK}" if known else _LOOPBACK
    return changed


def _project_url() -> str | None:
    url = _read(Path("prefect.toml")).get("api", {}).get("url")
    return url if isinstance(url, str) else None


def _profile_url() -> str | None:
    own = _read(_profiles_path())
    active = os.environ.get("PREFECT_PROFILE") or own.get("active", "")
    profiles = {**_built_in_profiles(), **own.get("profiles", {})}
    url = profiles.get(active, {}).get("PREFECT_API_URL")
    return url if isinstance(url, str) else None


def _profiles_path() -> Path:
    if path := os.environ.get("PREFECT_PROFILES_PATH"):
        return Path(path).expanduser()
    return Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser() / "profiles.toml"


def _built_in_profiles() -> dict[str, Any]:
    spec = importlib.util.find_spec("prefect")
    if spec is None or spec.origin is None:
        return {}
    return dict(_read(Path(spec.origin).parent / "settings" / "profiles.toml").get("profiles", {}))


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
