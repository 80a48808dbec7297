"""`kinemind generate TEXT`: takes of a sentence as files."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

import tyro

from kinemind.cli.com_flags import ComFlags
from kinemind.errors import InputError


@dataclass(frozen=True)
class Options(ComFlags):
    """A motion from a sentence."""

    text: tyro.conf.Positional[str]
    """What the figure does."""
    output: Annotated[Path, tyro.conf.arg(aliases=["-o"])] = Path("motions")
    """Folder for the files 00.npz, 00.bvh, …"""
    formats: str = "npz,bvh,mp4"
    """Comma list out of npz, npy, bvh, glb, smpl.npz, mp4, gif, png, html."""
    num: int = 1
    """Number of takes, with the seeds S, S+1, …"""
    seed: int = 0
    max_seconds: float | None = None
    """No take is longer, 120 at most; by default 15, or 60 where more than four actions are asked for."""
    continue_: Annotated[Path | None, tyro.conf.arg(name="continue")] = None
    """A motion file to go on from: the files hold it, and then what is new."""
    part: tyro.conf.UseAppendAction[tuple[tuple[str, float], ...]] = ()
    """A part of the motion and its seconds, as often as there are parts (--part "a person bows" 3); the
    sentence is then only its name."""
    clean_feet: bool = True
    """Pin standing feet to the floor and lift skimming steps in the files."""
    bundle: str = "nano"
    """`nano`, or a bundle folder."""
    json: bool = False
    """Print one JSON object on stdout."""
    device: Literal["auto", "cpu", "cuda"] = "auto"


def run(options: Options) -> None:
    from kinemind import formats, generation
    from kinemind.generation.records import take_record
    from kinemind.kinematics.footing import clean_feet
    from kinemind.motion import Motion

    wanted = list(dict.fromkeys(name.strip().lower() for name in options.formats.split(",") if name.strip()))
    writable = [suffix.lstrip(".") for suffix in formats.WRITABLE]
    unknown = [name for name in wanted if name not in writable]
    if unknown or not wanted:
        raise InputError(
            f"cannot write the format {unknown[0] if unknown else ''!r}; choose out of {', '.join(writable)}"
        )
    if not 1 <= options.num <= 1000:
        raise InputError(f"--num lies between 1 and 1000, not {options.num}")
    if options.seed < 0:
        raise InputError(f"--seed is 0 or more, not {options.seed}")
    com = options.com()
    prompt = generation.check_prompt(options.text)
    if options.part and options.continue_:
        raise InputError("give --part or --continue, not both: go on from the file that --part made")
    if com and (options.part or options.continue_):
        raise InputError("--use-com is for a sentence alone; leave it out with --part and --continue")
    before = Motion.load(options.continue_) if options.continue_ else None
    _make_folder(options.output)
    model = generation.load(options.bundle, options.device)
    seeds = [options.seed + i for i in range(options.num)]
    if before is not None:
        made = [model.continue_from(before, prompt, s, max_seconds=options.max_seconds) for s in seeds]
        takes = [replace(one.take, motion=one.whole) for one in made]
    elif options.part:
        longest = generation.LONGEST_COMPOSED if options.max_seconds is None else options.max_seconds
        takes = [model.compose(options.part, s, text=prompt, max_seconds=longest) for s in seeds]
    else:
        takes = model.generate_many([prompt] * options.num, seeds, max_seconds=options.max_seconds, com=com)
    records = []
    for number, take in enumerate(takes):
        # the frames that were given stay as they are
        motion = clean_feet(take.motion) if options.clean_feet and before is None else take.motion
        files = {}
        for name in wanted:
            path = options.output / f"{number:02d}.{name}"
            told = {"reasoning": take.reasoning, "seed": take.seed} if name == "html" else {}
            formats.write(motion, path, **told)
            files[name] = str(path)
        records.append(take_record(take, files))
    if options.json:
        print(json.dumps({"takes": records, "bundle": model.bundle.name}))
        return
    for take, record in zip(takes, records, strict=True):
        print(f"{take.motion.seconds:.1f} s, seed {take.seed}: {printable(take.reasoning) or 'no plan'}")
        print("\n".join(f"  {path}" for path in record["files"].values()))


def printable(text: str) -> str:
    """The text fit for a terminal: control characters and broken bytes as escapes."""
    return "".join(c if c.isprintable() and c != "\ufffd" else repr(c)[1:-1] for c in text)


def _make_folder(folder: Path) -> None:
    probe = folder / ".kinemind-writable"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        raise InputError(f"the output folder {folder} cannot be written: {error.strerror}") from None
