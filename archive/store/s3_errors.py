"""What an S3 client raised, as a StoreError that says what to do."""

from botocore import exceptions as boto
from botocore.exceptions import ClientError

from archive.errors import StoreError

_MISSING = {"404", "NoSuchKey", "NotFound"}
_DENIED = {
    "403": "access denied",
    "AccessDenied": "access denied",
    "AllAccessDisabled": "access denied",
    "InvalidAccessKeyId": "the access key is unknown",
    "SignatureDoesNotMatch": "the secret key is wrong",
    "ExpiredToken": "the session token has expired",
    "InvalidToken": "the session token is not valid",
    "RequestTimeTooSkewed": "this machine's clock is wrong",
}
_BUSY = {"SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "Throttling", "OperationAborted", "500"}


def code_of(error: Exception) -> str:
    """The S3 error code, or "" when the error is no answer of the server."""
    return str(error.response.get("Error", {}).get("Code", "")) if isinstance(error, ClientError) else ""


def status_of(error: Exception) -> int:
    """The HTTP status of the answer, or 0 when there was none."""
    if not isinstance(error, ClientError):
        return 0
    return int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))


def is_missing(error: Exception) -> bool:
    """Whether the server said that there is no such object (a missing bucket is another matter)."""
    return code_of(error) in _MISSING


def is_taken(error: Exception) -> bool:
    """Whether "only if absent" was refused because the key exists."""
    return code_of(error) in {"PreconditionFailed", "412"} or status_of(error) == 412


def is_finished(error: Exception) -> bool:
    """Whether an upload in parts is no longer known: the reply to its completion may have been lost."""
    return code_of(error) == "NoSuchUpload"


def is_contended(error: Exception) -> bool:
    """Whether another conditional write of the key was under way: S3 asks to try again (409)."""
    return code_of(error) == "ConditionalRequestConflict"


def is_unsupported(error: Exception) -> bool:
    """Whether the server does not know a header or call at all."""
    return code_of(error) == "NotImplemented" or status_of(error) == 501


def store_error(error: Exception, *, url: str, bucket: str, key: str | None) -> StoreError:
    """The StoreError for what boto3 raised on `key` (None: on the bucket) of the store `url`."""
    where = url if key is None else f"{url}: {key}"
    reason, retryable = _explain(error, bucket)
    return StoreError(f"{where}: {reason}", key=key, retryable=retryable)


def _explain(error: Exception, bucket: str) -> tuple[str, bool]:
    """What went wrong and what to do, in one line, and whether trying again can help."""
    code, status = code_of(error), status_of(error)
    message = " ".join(str(error).split())
    message = f"{message[:200]}…" if len(message) > 200 else message
    if code == "NoSuchBucket":
        return f"there is no bucket {bucket!r}; create it, or correct the store's URL", False
    if code in _DENIED:
        return f"{_DENIED[code]} ({code}); check the AWS credentials or profile and the bucket's policy", False
    if code in _BUSY or status >= 500:
        return f"the server is not able to answer now ({code or status}); try again later", True
    if isinstance(error, boto.NoCredentialsError | boto.PartialCredentialsError | boto.CredentialRetrievalError):
        return f"no complete AWS credentials ({message}); set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY", False
    if isinstance(error, boto.ProfileNotFound):
        return f"{message}; correct AWS_PROFILE", False
    if isinstance(error, boto.SSLError):
        return f"no trusted TLS connection ({message}); check AWS_ENDPOINT_URL and AWS_CA_BUNDLE", False
    if isinstance(error, boto.InvalidEndpointConfigurationError | boto.ParamValidationError | ValueError):
        return f"{message}; check the bucket's name and AWS_ENDPOINT_URL", False
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        return f"the server was not reached ({message}); check AWS_ENDPOINT_URL and the network", True
    if isinstance(error, ClientError | boto.BotoCoreError):
        return message, False
    return f"{type(error).__name__}: {message}", False
