"""What can go wrong on the way to a model, as a table: kind, sentence, remedy.

Classes of other libraries are named, not imported: LiteLLM takes seconds to load, and a name that a
later version drops does no harm. A test walks the libraries for classes without a row.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from digit_tc.records.model_call import CallOutcome

TransientKind = Literal["rate-limit", "time-out", "connection", "server-error", "bad-response"]
RefusedKind = Literal["key", "quota", "unknown-model", "request", "too-long", "content"]


class Fault(NamedTuple):
    """One way in which a call fails."""

    kind: TransientKind | RefusedKind
    """One word, as the exceptions of `digit_tc.errors` carry it."""
    sentence: str
    """`{model}` stands for the model."""
    remedy: str = ""
    """What the user can do; empty where nothing but waiting helps."""

    @property
    def outcome(self) -> CallOutcome:
        """The outcome of the call in the call log."""
        transient: dict[str, CallOutcome] = {
            "rate-limit": "rate-limit",
            "time-out": "time-out",
            "connection": "connection",
            "server-error": "server-error",
            "bad-response": "bad-response",
        }
        return transient.get(self.kind, "refused")

    @property
    def is_transient(self) -> bool:
        """Whether sending the request again may help."""
        return self.outcome != "refused"


RATE_LIMIT = Fault("rate-limit", "{model} asks for fewer requests.")
TIME_OUT = Fault(
    "time-out", "{model} gave no reply in time.", "models.read_seconds says how long is waited."
)
CONNECTION = Fault(
    "connection",
    "The server of {model} cannot be reached, or broke the connection off.",
    "Check models.api_base, and that the server runs.",
)
SERVER_ERROR = Fault("server-error", "The server of {model} has a fault of its own.")
BAD_RESPONSE = Fault(
    "bad-response",
    "What the server of {model} sent is no chat completion.",
    "Check that models.api_base is the address of an OpenAI-compatible server, often with /v1.",
)
KEY = Fault(
    "key",
    "{model} refused the key.",
    "Set the provider's environment variable, or name another one in models.api_key_env.",
)
QUOTA = Fault(
    "quota", "The account for {model} has no credit left.", "See the provider's billing page."
)
UNKNOWN_MODEL = Fault(
    "unknown-model",
    "The provider does not know {model}.",
    "Check the model's name as LiteLLM writes it (provider/model), and models.api_base, which for "
    "many servers ends with /v1.",
)
REQUEST = Fault(
    "request",
    "{model} does not accept the request.",
    "A lower models.output, other temperatures or fewer models.max_output_tokens may help.",
)
TOO_LONG = Fault(
    "too-long",
    "The prompt is too long for {model}.",
    "Offer fewer tools (sample.offered), or take a model with a longer context.",
)
MOVED = Fault(
    "request",
    "The server of {model} sends requests on to another address.",
    "Give that address as models.api_base; a key is not sent after it.",
)
CONTENT = Fault("content", "The provider's filter refused the content of a prompt for {model}.")
LIBRARY = Fault(
    "request",
    "LiteLLM cannot send the request to {model}.",
    "Check the model's name as LiteLLM writes it, and the settings that its provider needs.",
)

BY_STATUS: dict[int, Fault] = {
    400: REQUEST,
    401: KEY,
    402: QUOTA,
    403: KEY,
    404: UNKNOWN_MODEL,
    405: UNKNOWN_MODEL,
    407: CONNECTION,
    408: TIME_OUT,
    409: SERVER_ERROR,
    410: UNKNOWN_MODEL,
    413: TOO_LONG,
    415: REQUEST,
    422: REQUEST,
    425: RATE_LIMIT,
    429: RATE_LIMIT,
    498: KEY,
    499: CONNECTION,
    501: REQUEST,
    504: TIME_OUT,
}
"""HTTP status → fault. Other 3xx: MOVED, 4xx: REQUEST, 5xx: SERVER_ERROR, all else BAD_RESPONSE."""

BY_CLASS: dict[str, Fault | None] = {
    "litellm.AuthenticationError": KEY,
    "litellm.PermissionDeniedError": KEY,
    "litellm.NotFoundError": UNKNOWN_MODEL,
    "litellm.LiteLLMUnknownProvider": UNKNOWN_MODEL,
    "litellm.ModelNotMappedError": UNKNOWN_MODEL,
    "litellm.BadRequestError": REQUEST,
    "litellm.InvalidRequestError": REQUEST,
    "litellm.UnprocessableEntityError": REQUEST,
    "litellm.UnsupportedParamsError": REQUEST,
    "litellm.ContextWindowExceededError": TOO_LONG,
    "litellm.ContentPolicyViolationError": CONTENT,
    "litellm.RejectedRequestError": CONTENT,
    "litellm.GuardrailRaisedException": CONTENT,
    "litellm.BlockedPiiEntityError": CONTENT,
    "litellm.ModifyResponseException": CONTENT,
    "litellm.SensitiveDataRouteException": CONTENT,
    "litellm.PaymentRequiredError": QUOTA,
    "litellm.BudgetExceededError": QUOTA,
    "litellm.RateLimitError": RATE_LIMIT,
    "litellm.Timeout": TIME_OUT,
    "litellm.APIConnectionError": CONNECTION,
    "litellm.ServiceUnavailableError": SERVER_ERROR,
    "litellm.BadGatewayError": SERVER_ERROR,
    "litellm.InternalServerError": SERVER_ERROR,
    "litellm.MidStreamFallbackError": SERVER_ERROR,
    "litellm.APIError": None,
    "litellm.MockException": None,
    "litellm.OpenAIError": None,
    "litellm.APIResponseValidationError": BAD_RESPONSE,
    "litellm.JSONSchemaValidationError": BAD_RESPONSE,
    "litellm.ImageFetchError": LIBRARY,
    "litellm.VectorStoreSearchError": LIBRARY,
    "openai.AuthenticationError": KEY,
    "openai.OAuthError": KEY,
    "openai.PermissionDeniedError": KEY,
    "openai.NotFoundError": UNKNOWN_MODEL,
    "openai.BadRequestError": REQUEST,
    "openai.UnprocessableEntityError": REQUEST,
    "openai.RateLimitError": RATE_LIMIT,
    "openai.ConflictError": SERVER_ERROR,
    "openai.InternalServerError": SERVER_ERROR,
    "openai.APITimeoutError": TIME_OUT,
    "openai.APIConnectionError": CONNECTION,
    "openai.APIResponseValidationError": BAD_RESPONSE,
    "openai.APIStatusError": None,
    "openai.APIError": None,
    "openai.OpenAIError": None,
    "openai.LengthFinishReasonError": BAD_RESPONSE,
    "openai.ContentFilterFinishReasonError": CONTENT,
    "openai.InvalidWebhookSignatureError": LIBRARY,
    "openai.WebSocketQueueFullError": CONNECTION,
    "openai.WebSocketConnectionClosedError": CONNECTION,
    "httpx.TimeoutException": TIME_OUT,
    "httpx.TransportError": CONNECTION,
    "httpx.UnsupportedProtocol": LIBRARY,
    "httpx.LocalProtocolError": LIBRARY,
    "httpx.RemoteProtocolError": CONNECTION,
    "httpx.DecodingError": BAD_RESPONSE,
    "httpx.TooManyRedirects": BAD_RESPONSE,
    "httpx.HTTPStatusError": None,
    "httpx.InvalidURL": LIBRARY,
    "httpx.CookieConflict": LIBRARY,
    "httpx.StreamError": BAD_RESPONSE,
    "httpx.HTTPError": CONNECTION,
    "aiohttp.ServerTimeoutError": TIME_OUT,
    "aiohttp.ClientPayloadError": BAD_RESPONSE,
    "aiohttp.ContentTypeError": BAD_RESPONSE,
    "aiohttp.TooManyRedirects": BAD_RESPONSE,
    "aiohttp.ClientResponseError": BAD_RESPONSE,
    "aiohttp.InvalidURL": LIBRARY,
    "aiohttp.ClientConnectionError": CONNECTION,
    "aiohttp.ClientError": CONNECTION,
    "aiohttp.HttpProcessingError": BAD_RESPONSE,
    "json.JSONDecodeError": BAD_RESPONSE,
    "orjson.JSONDecodeError": BAD_RESPONSE,
    "pydantic_core.ValidationError": BAD_RESPONSE,
    "builtins.UnicodeError": BAD_RESPONSE,
    "builtins.TimeoutError": TIME_OUT,
    "asyncio.IncompleteReadError": CONNECTION,
    "ssl.SSLError": CONNECTION,
    "builtins.OSError": CONNECTION,
    "builtins.Exception": LIBRARY,
}
"""Class → fault; None where its `status_code` decides. The nearest row of the class's bases counts;
a class that stands for many (`aiohttp.ClientError`) so covers those below it."""


def classify_status(status: int) -> Fault:
    """The fault that an HTTP status stands for."""
    if status in BY_STATUS:
        return BY_STATUS[status]
    if 300 <= status < 400:
        return MOVED
    if 400 <= status < 500:
        return REQUEST
    return SERVER_ERROR if 500 <= status < 600 else BAD_RESPONSE


def classify_exception(error: BaseException) -> Fault:
    """The fault that an exception of any library stands for."""
    for kind in type(error).__mro__:
        name = f"{kind.__module__.split('.')[0]}.{kind.__name__}"
        if name not in BY_CLASS:
            continue
        found = BY_CLASS[name]
        if found is not None:
            return found
        status = getattr(error, "status_code", None)
        return classify_status(status) if isinstance(status, int) else CONNECTION
    return LIBRARY
