"""What the API takes: bodies and queries that know their fields, and refuse all others."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from campaign.rights import Person
from campaign.web.security.guards import current

Who = Annotated[Person, Depends(current)]


#: No text that is kept holds this sign: PostgreSQL takes none with it.
_NO_NUL = r"^[^\x00]*$"
Line = Annotated[str, Field(max_length=2_000, pattern=_NO_NUL)]
Text = Annotated[str, Field(max_length=20_000, pattern=_NO_NUL)]
Document = Annotated[str, Field(max_length=2_000_000, pattern=_NO_NUL)]
Lines = Annotated[list[Line], Field(max_length=100)]


class Asked(BaseModel):
    """What a program sends."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Dry(Asked):
    """The query of whatever writes."""

    dry_run: bool = Field(False, description="Do all of it, with every refusal, and take it back at the end.")


class Why(Asked):
    """Why something is to be silent."""

    why: Line | None = Field(None, description="For whoever asks later.", examples=["A wrong figure"])


NO_REASON = Why(why=None)
DryRun = Annotated[Dry, Query()]
