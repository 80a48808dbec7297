"""Teachers, one per module: rules, the caption alone, any OpenAI-compatible endpoint, Gemini with video."""

from __future__ import annotations

import logging

from kinemind.cot.teachers.endpoint import Endpoint
from kinemind.cot.teachers.teacher import Teacher
from kinemind.errors import InputError

__all__ = ["TEACHERS", "Teacher", "open_teacher"]

_LOG = logging.getLogger(__name__)
TEACHERS = ("rules", "caption-only", "openai", "gemini")


def open_teacher(
    name: str,
    *,
    model: str = "",
    base_url: str = "",
    seed: int = 0,
    wording: str = "plain",
    api_key_env: str = "",
    timeout: float = 120.0,
    temperature: float | None = 0.7,
    max_tokens: int = 4096,
    price_in: float = 0.0,
    price_out: float = 0.0,
) -> Teacher:
    """The teacher of that name; `wording` is for the rules, all else but `seed` for those behind a server
    (see `Endpoint`).

    A new teacher is one module and one line here.  Raises InputError for an unknown name, and where a model,
    a key or a package is missing.
    """
    if name == "rules":
        from kinemind.cot.teachers.rules import RulesTeacher, named_wording

        return RulesTeacher(seed, named_wording(wording))
    if wording != "plain":
        raise InputError(f"only the rules teacher has several wordings, the {name} teacher has not")
    if name == "caption-only":
        from kinemind.cot.teachers.caption_only import CaptionOnlyTeacher

        return CaptionOnlyTeacher(seed)
    if name not in TEACHERS:
        raise InputError(f"there is no teacher {name!r}: choose one of {', '.join(TEACHERS)}")
    if not model.strip():
        raise InputError(f"the {name} teacher needs a model: give --model NAME")
    endpoint = Endpoint(
        model=model.strip(),
        base_url=base_url,
        api_key_env=api_key_env,
        timeout=timeout,
        temperature=temperature,
        max_tokens=max_tokens,
        seed=seed,
        price_in=price_in,
        price_out=price_out,
    )
    return _openai(endpoint) if name == "openai" else _gemini(endpoint)


def _openai(endpoint: Endpoint) -> Teacher:
    try:
        from kinemind.cot.teachers.openai import OpenAIModel
    except ModuleNotFoundError as error:
        raise _missing(error, "openai", "openai") from None
    from kinemind.cot.teachers.language_teacher import LanguageTeacher

    teacher = LanguageTeacher(OpenAIModel(endpoint), endpoint.seed)
    _say_unpriced(endpoint)
    return teacher


def _gemini(endpoint: Endpoint) -> Teacher:
    try:
        from kinemind.cot.teachers.gemini import GeminiModel
    except ModuleNotFoundError as error:
        raise _missing(error, "gemini", "google") from None
    from kinemind.cot.teachers.films import check_ffmpeg, film_of
    from kinemind.cot.teachers.language_teacher import LanguageTeacher

    check_ffmpeg()
    teacher = LanguageTeacher(GeminiModel(endpoint), endpoint.seed, film_of)
    _say_unpriced(endpoint)
    return teacher


def _missing(error: ModuleNotFoundError, teacher: str, package: str) -> Exception:
    """What to install, or the error itself where another module is missing than the teacher's own."""
    if (error.name or "").split(".")[0] not in (package, "httpx2"):
        return error
    wanted = "openai" if teacher == "openai" else "'kinemind[gemini]'"
    return InputError(f"the {teacher} teacher needs a package that is not installed: pip install {wanted}")


def _say_unpriced(endpoint: Endpoint) -> None:
    if not endpoint.is_priced and not endpoint.is_local:
        _LOG.warning(
            "no price is known for %s: its cost is counted as 0 (--price-in and --price-out take the money "
            "for a million tokens)",
            endpoint.model,
        )
