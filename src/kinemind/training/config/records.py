"""What the rules teacher writes records for."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class CotData(BaseModel):
    """What the rules teacher writes records for, where no file of records is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    mirror: bool = True
    new_composites: int = Field(default=1500, ge=0)
    """How many composites to make from the train clips beside the data's own."""
    plain: bool = True
    """One more caption a motion, in the plainest words."""
    rehearsals: int = Field(default=0, ge=0)
    """Captions without a motion, made of the data's own words, to learn decomposing from."""
    balance: float = Field(default=0.75, ge=0, le=1)
    """How far rare contents are drawn more often: 0 not at all, 1 every content equally."""
