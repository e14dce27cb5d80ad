"""Who follows a link of a message: the link itself lets them in."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Path, Request

from frankly.api.campaigns.shared import ledger_of, tokens_of
from frankly.api.state import service_of
from frankly.errors import FranklyError, Unauthorised
from frankly.pipelines.campaigning.links import Linked, linked
from frankly.stages.messaging.tokens import LinkPurpose


class MailReader:
    """Whoever follows a link of a message: the link itself lets them in, and a page tells a refusal in its words."""

    def __init__(self, found: Linked | None, refusal: FranklyError | None) -> None:
        """Keep whose message it stood in, or why nobody is let in."""
        self._found, self._refusal = found, refusal

    @property
    def linked(self) -> Linked:
        """Whose message the link stood in.

        Raises:
            Invalid: when it was cut off, changed, or is for something else.
            NotFound: when its campaign is not here.
        """
        if self._found is None:
            raise self._refusal or Unauthorised("This link lets nobody in.")
        return self._found


def _mail_reader(purpose: LinkPurpose) -> Callable[..., Awaitable[MailReader]]:
    async def guard(request: Request, token: Annotated[str, Path(max_length=200)]) -> MailReader:
        service = service_of(request)
        try:
            return MailReader(await linked(ledger_of(service), tokens_of(service), token, purpose), None)
        except FranklyError as error:
            return MailReader(None, error)

    return guard


Unsubscriber = Annotated[MailReader, Depends(_mail_reader("unsubscribe"))]
"""Somebody, or their mail program, with the link of a message that stops mail."""

MessageReader = Annotated[MailReader, Depends(_mail_reader("view"))]
"""Somebody with the link of a message that shows it."""

WhyReader = Annotated[MailReader, Depends(_mail_reader("why"))]
"""Somebody with the link of a message that says why it was sent."""
