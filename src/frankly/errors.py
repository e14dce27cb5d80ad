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
│   └── EmbedderFailed     503  no vector could be made
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


class ModelMisbehaved(FranklyError):
    """A language model answered and the answer is unusable; may trigger a fallback."""

    status = 502
    code = "model_misbehaved"
    title = "The language model's answer cannot be used"


class Misconfigured(FranklyError):
    """A setting or a data file is wrong; the message names file and line where they are known."""

    code = "misconfigured"
    title = "Frankly is not configured correctly"
