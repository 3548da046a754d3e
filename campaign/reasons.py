"""Why something is as it is: a code and its values where it is stored, a sentence where it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """A code, and the values that its sentence needs."""

    code: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return {"code": self.code, "values": dict(self.values)}

    @staticmethod
    def from_json(stored: Mapping[str, Any] | None) -> Reason | None:
        """As it was stored."""
        return Reason(stored["code"], stored["values"]) if stored else None


def words(reason: Reason) -> str:
    """The reason in a sentence."""
    return reason.code.replace("_", " ")
