"""The judges that training has by default, and real clips as their tokens."""

from pathlib import Path

import pytest

from kinemind.bundle import Bundle
from kinemind.corpora import open_data
from kinemind.rewards.judges import Judges

CONTENTS = ("walk", "bow", "raise-up-left-hand", "kick-left-front", "squat", "wave-both-hands")


@pytest.fixture(scope="session")
def judges() -> Judges:
    bundle = Bundle.open("nano")
    return Judges(bundle.motion_tokenizer, encoder_of=bundle)


@pytest.fixture(scope="session")
def real(shared: Path, judges: Judges) -> list[tuple[str, tuple[int, ...]]]:
    """(caption, motion tokens) of one val or test clip of every content."""
    clips = [clip for split in ("val", "test") for clip in open_data(shared / "data").clips(split)]
    found = [next(clip for clip in clips if clip.content == content) for content in CONTENTS]
    return [
        (clip.captions[0].text, tuple(int(code) for code in judges.motion_tokenizer.encode(clip.motion)))
        for clip in found
    ]
