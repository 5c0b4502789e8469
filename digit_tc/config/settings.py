"""Settings of this machine, from the environment: where things are kept, which server is used.

Nothing here changes the data: what does is in the run file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from digit_tc.config.explain import explain, format_sentence
from digit_tc.errors import ConfigError

PREFIX = "DIGIT_TC_"


class Settings(BaseSettings):
    """Each field is read from `DIGIT_TC_` and its name in capitals: `DIGIT_TC_HOME`."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, frozen=True, env_ignore_empty=True, use_attribute_docstrings=True
    )

    home: Path = Path("digit-tc-data")
    """Folder of the database, the run folders, the logs and the private Prefect server."""
    database_memory: Annotated[str, Field(pattern=r"^\d+(\.\d+)? ?([KMGT]i?B|%)$")] = "25%"
    """Most memory that the database may use, such as `2GB`, or a share of this machine's."""
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """Least level of what is written into the log file."""
    prefect_api_url: str | None = None
    """Prefect server to use, such as `http://127.0.0.1:4200/api`. Where it is not set,
    `PREFECT_API_URL` and the active Prefect profile are asked, then a private server is started."""
    server_wait_seconds: Annotated[float, Field(gt=0, le=3600)] = 90.0
    """How long a private Prefect server may take to start."""
    server_stop_seconds: Annotated[float, Field(gt=0, le=600)] = 15.0
    """How long a private Prefect server may take to stop in order before it is ended."""
    otlp_endpoint: str | None = None
    """Where OpenTelemetry spans are sent by OTLP over HTTP, such as `http://127.0.0.1:4318`. Where
    it is not set `OTEL_EXPORTER_OTLP_ENDPOINT` is asked; without either nothing is sent."""
    otlp_calls: Annotated[float, Field(ge=0, le=1)] = 0.1
    """Share of the model calls that become spans."""
    runner: Literal["local", "dask", "ray"] = "local"
    """Who writes the conversations: this process, or the workers of a cluster."""
    runner_address: str | None = None
    """Of the cluster, such as `tcp://HOST:8786` for Dask and `ray://HOST:10001` for Ray. Where it
    is not set, workers are started on this machine."""
    runner_wait_seconds: Annotated[float, Field(gt=0, le=86_400)] = 120.0
    """How long a cluster may be without any worker before the run stops."""
    shards_folder: str | None = None
    """Folder that this machine and all workers see: a path, or an address such as
    `s3://BUCKET/FOLDER`. Where it is not set, `shards` beside the database."""
    debug: bool = False
    """Show the traceback of an unexpected error."""

    @property
    def database(self) -> Path:
        """Path of the database that is used where none is named."""
        return self.home / "digit-tc.duckdb"

    @property
    def log_file(self) -> Path:
        """Path of the log file."""
        return self.home / "logs" / "digit-tc.log"


def read_settings() -> Settings:
    """The settings of the environment. Raises `ConfigError` that names the variable."""
    try:
        settings = Settings()
    except ValidationError as error:
        found = error.errors()[0]
        name = PREFIX + str(found["loc"][0]).upper()
        raise ConfigError(format_sentence(name, explain(found, Settings))) from None
    return settings.model_copy(update={"home": settings.home.expanduser()})
