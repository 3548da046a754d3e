"""What can go wrong on the wire, sorted by the one question that matters: may the request have arrived?"""

from __future__ import annotations

import requests


class WireError(requests.RequestException):
    """A call that did not come to a whole answer. Its words name the host, never a path, header or body."""


class NotSent(WireError, requests.ConnectionError):
    """Surely nothing left: the address, the name, the connection or its encryption failed."""


class Blocked(NotSent):
    """The guard refused the target; the message says which host it was and how to allow it."""


class NoAnswer(WireError):
    """The request left, or part of it; no whole, readable answer came back. The server may have acted on it."""


class TooLarge(NoAnswer):
    """The answer was larger than the call allowed."""


_BEFORE_SENDING = (
    NotSent,
    requests.exceptions.ConnectTimeout,
    requests.exceptions.InvalidHeader,
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.SSLError,
)


def nothing_was_sent(error: requests.RequestException) -> bool:
    """Whether the request surely never arrived; False: it may have, and the server may have acted on it.

    True means `posts.errors.Unavailable`, False `posts.errors.AnswerLost`. Takes the errors of a plain requests
    session too, erring on the side of False.
    """
    return isinstance(error, _BEFORE_SENDING)
