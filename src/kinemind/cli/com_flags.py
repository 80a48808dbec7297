"""The flags of MoRL's Chain-of-Motion, as its quick start names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kinemind.chain_of_motion import ChainOfMotion


@dataclass(frozen=True, kw_only=True)
class ComFlags:
    """Flags of Chain-of-Motion."""

    use_com: bool = False
    """Decode by Chain-of-Motion: candidates are measured, reflected on, and the best is kept."""
    com_candidates: int = 8
    """Chain-of-Motion: candidates of a round."""
    com_refine_steps: int = 2
    """Chain-of-Motion: rounds of reflection after the first."""

    def com(self) -> ChainOfMotion | None:
        """What was asked for, None without --use-com.  Raises InputError for numbers that cannot be."""
        from kinemind.chain_of_motion import ChainOfMotion

        settings = ChainOfMotion(self.com_candidates, self.com_refine_steps)
        return settings if self.use_com else None
