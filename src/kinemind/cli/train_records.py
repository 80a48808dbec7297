"""The records stage of `kinemind train all`: what the rules teacher writes for motions and for captions."""

from __future__ import annotations

import hashlib
import shutil
import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel

from kinemind.bundle import folder_digest
from kinemind.cli.cot_build import Build, build
from kinemind.corpora import open_data
from kinemind.formats.files import written_aside
from kinemind.tokenizer import MotionTokenizer
from kinemind.training.config import CotData, SFTStage
from kinemind.training.cot_records import MADE, usable_records
from kinemind.training.run import Run


class Wanted(BaseModel):
    """What decides which records there are, beside the data: kept as the folder's config."""

    cot: CotData = CotData()
    training_task: str = "both"
    seed: int = 0


@dataclass(frozen=True)
class Records:
    """FOLDER/records.jsonl: the train split's motions as `stage` says, then the captions without a motion."""

    stage: SFTStage
    tokenizer: Path
    """Run folder of the motion tokenizer that encodes the motions."""
    captions: Path | None
    folder: Path

    @property
    def file(self) -> Path:
        return self.folder / "records.jsonl"

    def done(self) -> bool:
        """Raises InputError where the folder holds records of another recipe, data or tokenizer."""
        if not (self.folder / "config.yaml").is_file():
            return False
        self._begin()
        return self.file.is_file()

    def write(self) -> None:
        """Write and verify them, going on where a kill left it.  Raises InputError."""
        self._begin()
        tokenizer = MotionTokenizer.load(self.tokenizer / "tokenizer")
        usable_records(self.stage, self.folder, tokenizer)
        parts = [self.folder / MADE]
        if self.captions is not None and self.stage.training_task != "m2t":
            parts.append(self.folder / "captions.jsonl")
            with redirect_stdout(sys.stderr):
                build(
                    Build(
                        task="t2m",
                        captions=self.captions,
                        holdout=self.stage.data,
                        output=parts[-1],
                        seed=self.stage.seed,
                        processes=self.stage.threads or None,
                        resume=True,
                    )
                )
        with written_aside(self.file) as aside, aside.open("wb") as whole:
            for part in parts:
                with part.open("rb") as stream:
                    shutil.copyfileobj(stream, whole)

    def _begin(self) -> None:
        stage = self.stage
        wanted = Wanted(cot=stage.cot, training_task=stage.training_task, seed=stage.seed)
        origins = [open_data(stage.data).content_hash, folder_digest(self.tokenizer / "tokenizer")]
        if self.captions is not None:
            origins.append(hashlib.sha256(self.captions.read_bytes()).hexdigest())
        Run(self.folder, wanted, True, " ".join(origins))
