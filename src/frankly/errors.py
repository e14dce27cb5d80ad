"""Every error that Frankly raises on purpose, as one tree.

FranklyError
├── CallerError            the caller can mend it; becomes an RFC 9457 problem with `status` and `code`
│   ├── Invalid            400  something in the input is wrong
│   ├── Unauthorised       401  no key, a wrong key, an expired token
│   ├── Forbidden          403  the key or token does not reach this
│   ├── NotFound           404  no such item, person, surface, decision
│   ├── Conflict           409  the state forbids it (another process owns the folder, another embedder's index)
│   ├── TooLarge           413  more than a limit allows
│   └── ConsentMissing     403  the person has not agreed to this use
├── DependencyError        something Frankly leans on failed; may trigger a fallback, never silently
│   ├── StoreUnavailable   503  the database cannot be read or written
│   ├── IndexUnavailable   503  the vector index cannot be asked
│   ├── EmbedderFailed     503  no vector could be made
│   ├── MailServerUnavailable  503  the mail server takes nothing now
│   └── ModelFailed        503  the language model gave no reply; may the same call succeed a moment later?
│       ├── ModelTimeout          not in time
│       ├── ModelRateLimited      the provider asks to wait
│       ├── ModelUnavailable      not reached, or it failed or refused the call
│       ├── ModelWarming          its package is still being loaded
│       ├── CircuitOpen           it failed so often that it is left alone for a while
│       ├── NotRecorded           a recording stands in for it, and does not hold this call
│       └── BudgetSpent           a budget does not allow the call
├── ModelMisbehaved        a language model answered and the answer is unusable; may trigger a fallback
└── Misconfigured          a setting or a data file is wrong; raised at start-up, with file and line where known
"""

from collections.abc import Mapping


class FranklyError(Exception):
    """Base of all deliberate errors.

    Attributes:
        status: HTTP status used at the edge.
        code: stable machine-readable name, part of the API.
        title: what kind of problem it is, the same for each occurrence.
    """

    status = 500
    code = "internal"
    title = "Something went wrong inside Frankly"

    def __init__(self, message: str, *, details: Mapping[str, object] | None = None) -> None:
        """Keep a message that says what was wrong, where, and what to do.

        Args:
            message: one or two sentences for a person.
            details: data for a program, for example the nearest valid name.
        """
        super().__init__(message)
        self.message = message
        self.details: dict[str, object] = dict(details or {})


class CallerError(FranklyError):
    """The caller can mend it."""

    status = 400
    code = "caller_error"
    title = "The request cannot be carried out as it is"


class Invalid(CallerError):
    """Something in the input is wrong."""

    code = "invalid"
    title = "The input is not valid"


class Unauthorised(CallerError):
    """No key, a wrong key or an expired token."""

    status = 401
    code = "unauthorised"
    title = "A valid key or token is needed"


class Forbidden(CallerError):
    """The key or token does not reach this."""

    status = 403
    code = "forbidden"
    title = "This key or token may not do that"


class ConsentMissing(Forbidden):
    """The person has not agreed to this use."""

    code = "consent_missing"
    title = "The person has not agreed to this use"


class NotFound(CallerError):
    """No such thing."""

    status = 404
    code = "not_found"
    title = "There is no such thing"


class Conflict(CallerError):
    """The present state forbids it."""

    status = 409
    code = "conflict"
    title = "The present state forbids it"


class TooLarge(CallerError):
    """More than a limit allows."""

    status = 413
    code = "too_large"
    title = "The input is larger than the limit"


class DependencyError(FranklyError):
    """Something Frankly leans on failed; may trigger a fallback, which is recorded as a degradation."""

    status = 503
    code = "dependency_failed"
    title = "Something Frankly leans on failed"


class StoreUnavailable(DependencyError):
    """The database cannot be read or written (full disk, read-only folder, locked)."""

    code = "store_unavailable"
    title = "The database cannot be used"


class IndexUnavailable(DependencyError):
    """The vector index cannot be asked."""

    code = "index_unavailable"
    title = "The vector index cannot be used"


class EmbedderFailed(DependencyError):
    """No vector could be made."""

    code = "embedder_failed"
    title = "The embedder made no vector"


class MailServerUnavailable(DependencyError):
    """The mail server cannot be reached, or takes nothing now."""

    code = "mail_server_unavailable"
    title = "The mail server takes nothing now"


class TooSlow(DependencyError):
    """Stores or the machine took longer than an answer may; it can be asked for again."""

    code = "too_slow"
    title = "The answer was not ready in time"


class ModelFailed(DependencyError):
    """The language model gave no reply.

    Attributes:
        may_pass: whether the same call may succeed a moment later.
        retry_after_s: how long the provider asks to wait; None where it does not say.
    """

    code = "model_failed"
    title = "The language model gave no reply"

    def __init__(
        self,
        message: str,
        *,
        details: Mapping[str, object] | None = None,
        may_pass: bool = False,
        retry_after_s: float | None = None,
    ) -> None:
        """Keep a message, and what is known about another attempt."""
        super().__init__(message, details=details)
        self.may_pass = may_pass
        self.retry_after_s = retry_after_s


class ModelTimeout(ModelFailed):
    """No reply within the deadline."""

    code = "model_timeout"
    title = "The language model did not reply in time"


class ModelRateLimited(ModelFailed):
    """The provider asks to wait (429)."""

    code = "model_rate_limited"
    title = "The language model's provider asks to wait"


class ModelUnavailable(ModelFailed):
    """The provider was not reached, failed, or refused the call."""

    code = "model_unavailable"
    title = "The language model cannot be reached"


class ModelWarming(ModelFailed):
    """The package that reaches the provider is still being loaded."""

    code = "model_warming"
    title = "The language model is being made ready"


class CircuitOpen(ModelFailed):
    """The model failed several times in a row and is left alone for a while."""

    code = "model_circuit_open"
    title = "The language model failed too often and is left alone for a while"


class NotRecorded(ModelFailed):
    """A recording stands in for the model, and does not hold a reply to this call."""

    code = "model_not_recorded"
    title = "No reply to this call of the language model is recorded"


class BudgetSpent(ModelFailed):
    """A budget does not allow the call."""

    code = "model_budget_spent"
    title = "A budget for language models is spent"


class ModelMisbehaved(FranklyError):
    """A language model answered and the answer is unusable; may trigger a fallback."""

    status = 502
    code = "model_misbehaved"
    title = "The language model's answer cannot be used"


class Misconfigured(FranklyError):
    """A setting or a data file is wrong; the message names file and line where they are known."""

    code = "misconfigured"
    title = "Frankly is not configured correctly"
