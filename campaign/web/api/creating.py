"""What is made by a POST: once for its Idempotency-Key, however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Depends, Header, Request
from fastapi.responses import Response
from pydantic import BaseModel

from campaign.desk import showing
from campaign.desk.answering import Asked, Keep, once
from campaign.desk.queueing import Added
from campaign.store.values import fingerprint
from campaign.web.api import cut_views
from campaign.web.api.asking import DryRun, Who
from campaign.web.api.views import View
from campaign.web.asking import Desk

Made = TypeVar("Made")
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern=r"^[\x21-\x7e]+$",
        description="A name of your own for this request, new for each: who says it again within a day is answered the "
        "same, and nothing is made a second time.",
        examples=["0198c0de-0000-7000-8000-000000000001"],
    ),
]
#: Whether an answer was given before.
AGAIN = "Idempotent-Replayed"


class Creating:
    """One request that makes something."""

    def __init__(self, request: Request, desk: Desk, who: Who, dry: DryRun, key: Key = None) -> None:
        self._desk = desk
        self._path = request.url.path
        # Two tokens that say the same key mean two things; so do two people.
        self._who = f"token {who.token}" if who.token else f"user {who.user_id} {who.name}"
        self._key = key
        self.dry_run = dry.dry_run

    def answer(self, wish: BaseModel, shown: Callable[[Made], View], make: Callable[[Keep[Made]], object]) -> Response:
        """201 with what ``make`` hands to its `Keep`, as it is ``shown``; ``wish`` is the body as it was understood."""

        def do(keep: Keep[str]) -> object:
            return make(lambda connection, made: keep(connection, shown(made).model_dump_json(by_alias=True)))

        if self._key is None or self.dry_run:
            said: list[str] = []
            do(lambda _, text: said.append(text))
            return _created(said[-1])
        asked = fingerprint(f"{self._path}\n{wish.model_dump_json()}")
        answer = once(self._desk, Asked(self._who, self._key, asked), do)
        told = _created(answer.text)
        if answer.again:
            told.headers[AGAIN] = "true"
        return told

    def added(self, made: Added) -> cut_views.Added:
        """What joined the queue."""
        return cut_views.Added(**showing.added(made), dry_run=self.dry_run)


Create = Annotated[Creating, Depends()]


def _created(text: str) -> Response:
    return Response(text, 201, media_type="application/json")
