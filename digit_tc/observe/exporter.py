"""OpenTelemetry export by OTLP, off unless the environment names an address."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from digit_tc.observe.spans import Spans

OWN_ADDRESS = "DIGIT_TC_OTLP_ENDPOINT"
_STANDARD = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_HOW_TO_GET = (
    "An OpenTelemetry address is set, but OpenTelemetry's SDK is not installed; no spans are sent. "
    "To get it: pip install 'digit-tc[otel]'."
)
_SEND_SECONDS = 5
_EVERY_MS = 1000
_KEPT = 16_384

_logger = logging.getLogger("digit_tc.observe")


def find_otlp_address() -> str | None:
    """The address that `DIGIT_TC_OTLP_ENDPOINT` or OpenTelemetry's own variables name, if any.

    OpenTelemetry's switches OTEL_SDK_DISABLED=true and OTEL_TRACES_EXPORTER=none turn it off.
    """
    if os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true":
        return None
    if os.environ.get("OTEL_TRACES_EXPORTER", "").lower() == "none":
        return None
    return next((os.environ[name] for name in (OWN_ADDRESS, *_STANDARD) if os.environ.get(name)),
                None)  # fmt: skip


def open_spans() -> Spans | None:
    """Spans that are sent by OTLP over HTTP; None where no address is set, or the SDK is missing.

    A missing SDK is logged once.
    """
    if find_otlp_address() is None:
        return None
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError:
        _logger.warning(_HOW_TO_GET)
        return None
    from digit_tc.observe.spans import Spans
    from digit_tc.version import __version__

    own = os.environ.get(OWN_ADDRESS)
    exporter = (
        OTLPSpanExporter(endpoint=f"{own.rstrip('/')}/v1/traces", timeout=_SEND_SECONDS)
        if own
        else OTLPSpanExporter()
    )
    # A provider of our own, and not the global one: Prefect's spans are not ours to send.
    provider = TracerProvider(
        resource=Resource.create({"service.name": "digit-tc", "service.version": __version__}),
        shutdown_on_exit=False,
    )
    provider.add_span_processor(
        BatchSpanProcessor(exporter, max_queue_size=_KEPT, schedule_delay_millis=_EVERY_MS)
    )

    def close() -> None:
        provider.force_flush(_SEND_SECONDS * 1000)
        provider.shutdown()

    return Spans(provider.get_tracer("digit_tc", __version__), close)
