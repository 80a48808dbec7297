"""`kinemind` with a toy reward: all real ones are equal where nothing that is written can be read.

python -m tests.training.rlvr.toy_cli train rlvr …  (the tests run it in processes of its own)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

from tests.training.rlvr.tiny import give_toys


def odd(ids: Sequence[int]) -> float:
    """The share of odd ids: every answer has another one."""
    return sum(i % 2 for i in ids) / len(ids)


def share_weights_on_the_cpu() -> None:
    """FSDP where there is no GPU: torch can, accelerate leaves it out there and would run plain DDP."""
    from accelerate.state import AcceleratorState
    from accelerate.utils import DistributedType

    begin = AcceleratorState.__init__

    def with_fsdp(self: AcceleratorState, *args: Any, fsdp_plugin: Any = None, **kwargs: Any) -> None:
        begin(self, *args, fsdp_plugin=fsdp_plugin, **kwargs)
        self.fsdp_plugin = fsdp_plugin or getattr(self, "fsdp_plugin", None)
        if self.fsdp_plugin is not None and self.distributed_type == DistributedType.MULTI_CPU:
            self.distributed_type = DistributedType.FSDP

    AcceleratorState.__init__ = with_fsdp


def main(words: Sequence[str]) -> None:
    from kinemind.cli.main import main as kinemind

    give_toys(setattr, {"format": odd})
    if os.environ.get("ACCELERATE_USE_FSDP") == "true":
        share_weights_on_the_cpu()
    kinemind(list(words))


if __name__ == "__main__":
    main(sys.argv[1:])
