"""Reading what language models answer: traces and verdicts out of more or less well-formed text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import json_repair

from kinemind.cot.errors import BadReply
from kinemind.cot.teachers.fields import with_fields
from kinemind.cot.teachers.schemas import JUDGED
from kinemind.cot.trace import Fault, Trace, Usage, Verdict
from kinemind.language.plan import PlanStep, parse_plan

MAX_CHARACTERS = 60_000
"""A longer reply is no trace."""
_REASONING = ("reasoning", "trace", "chain_of_thought", "thought", "think", "plan", "steps")
_ANSWER = ("answer", "description", "output")
_FENCE = re.compile(r"```[a-zA-Z]*[ \t]*\n?(.*?)```", re.S)
_TAG = re.compile(r"<\|?/?[A-Za-z][^<>\n]{0,40}>")
_MARKDOWN = re.compile(r"\*\*|__|^#+\s+", re.M)
_PREAMBLE = re.compile(r"\A(?!\s*[0-9])[^\n]{0,200}:\s*\n+")
_NUMBER = re.compile(r"^\s*(?:step\s+)?[0-9]{1,2}[.):]\s+", re.I)
_SAID_ANSWER = re.compile(
    r"(?:<answer>|(?:^|\n)\W{0,3}(?:final )?answer\W{0,3}:)\s*(.+?)\s*(?:</answer>|\Z)", re.I | re.S
)
_JUDGEMENT = re.compile(
    rf"({'|'.join(JUDGED)})\W{{1,6}}(true|yes|pass(?:ed)?|ok|false|no|fail(?:ed)?)\b[^\w\n]*([^\n]*)", re.I
)
_CRITERIA = {name: name for name in JUDGED} | {
    "relevant": "relevance", "consistent": "consistency", "concise": "conciseness",
    "concision": "conciseness",
}  # fmt: skip
_YES = ("true", "yes", "y", "pass", "passed", "ok", "met", "good", "1")
_NO = ("false", "no", "n", "fail", "failed", "not met", "bad", "0")


def read_trace(text: str, task: str, usage: Usage | None = None) -> Trace:
    """The trace in a reply: JSON anywhere in it (the last, where a model drafts first), or plain text.

    Raises BadReply, which carries the usage, where no numbered step can be read.
    """
    spent = usage or Usage()
    said = _spoken(text, spent)
    for objects in _objects(said):
        if found := [(reasoning, one) for one in objects if (reasoning := _reasoning(one))]:
            reasoning, one = found[-1]
            answer = next((one[key] for key in _ANSWER if isinstance(one.get(key), str)), "")
            return _trace(reasoning, answer if task == "m2t" else "", spent, _own_steps(one))
    _refuse_broken_json(said, _REASONING[0], spent)
    answer = _SAID_ANSWER.search(said)
    plain = said[: answer.start()] if answer else said
    return _trace(
        _PREAMBLE.sub("", plain.strip()), answer[1].split("\n")[0] if answer and task == "m2t" else "", spent
    )


def read_verdict(text: str, judge: str, usage: Usage | None = None) -> Verdict:
    """The verdict in a reply: each of the three criteria with yes or no.  Raises BadReply."""
    spent = usage or Usage()
    said = _spoken(text, spent)
    judged: dict[str, tuple[bool, str]] = {}
    for found in (one for objects in _objects(said) for one in reversed(objects)):
        judged = _judgements(found)
        if len(judged) == len(JUDGED):
            break
    else:
        for name, word, reason in _JUDGEMENT.findall(said):
            judged.setdefault(name.lower(), (word.lower() in _YES, reason.strip()))
    if missing := [name for name in JUDGED if name not in judged]:
        raise BadReply(f"the reply judges no {', '.join(missing)}: {_excerpt(said)}", spent)
    faults = [
        Fault(name, _one_line(judged[name][1]) or f"the reasoning fails in {name}")
        for name in JUDGED
        if not judged[name][0]
    ]
    return Verdict(tuple(faults), judge, spent)


def is_json(text: str) -> bool:
    """Whether the reply, but for a model's own thinking and code fences, is one JSON object."""
    said = _without_thinking(text).strip()
    fenced = _FENCE.fullmatch(said)
    try:
        return isinstance(json.loads(fenced[1] if fenced else said), dict)
    except (ValueError, RecursionError):
        return False


def tidy(text: str) -> str:
    """One paragraph of plain text: no markup, no tags of a grammar, no line ends."""
    return _one_line(_TAG.sub(" ", _MARKDOWN.sub("", text)))


def _spoken(text: str, spent: Usage) -> str:
    """What a model says after thinking.  Raises BadReply where that is nothing, or far too much."""
    said = _without_thinking(text).strip()
    if not said:
        kind = "holds only the model's own thinking" if text.strip() else "is empty"
        raise BadReply(f"the reply {kind}", spent)
    if len(said) > MAX_CHARACTERS:
        raise BadReply(f"the reply has {len(said)} characters, which is no trace", spent)
    return said


def _without_thinking(text: str) -> str:
    """Without the `<think>` block of a reasoning model, which may lack its beginning or its end."""
    begin, end, brace = text.find("<think>"), text.find("</think>"), text.find("{")
    if text.lstrip().startswith("{") or (begin < 0 and end < 0) or (0 <= brace < begin and end > begin):
        return text
    if end < 0:
        return text[:begin]
    return (text[:begin] if 0 <= begin < end else "") + text[end + len("</think>") :]


def _objects(text: str) -> Iterator[list[Mapping[str, Any]]]:
    """The JSON objects of a text: first all that are as they should be, then what can be mended."""
    yield list(_mappings(_strict(text)))
    for place in (*_FENCE.findall(text), text):
        start, stop = place.find("{"), place.rfind("}")
        if 0 <= start < stop:  # without an end it is cut off, and mending would hide that
            yield list(_mappings(_mended(place[start : stop + 1])))


def _strict(text: str) -> list[Any]:
    """All JSON objects that stand in a text as they should."""
    decoder, found, at = json.JSONDecoder(strict=False), [], text.find("{")
    while at >= 0:
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            end = at + 1
        else:
            found.append(value)
        at = text.find("{", end)
    return found


def _mended(text: str) -> Any:
    try:
        return json_repair.loads(text)
    except (ValueError, RecursionError):
        return None


def _mappings(value: Any, depth: int = 3) -> Iterator[Mapping[str, Any]]:
    """The mappings in a value, outer ones first."""
    if depth and isinstance(value, dict):
        yield {str(key).strip().lower().replace(" ", "_"): inner for key, inner in value.items()}
        value = list(value.values())
    if depth and isinstance(value, list):
        for inner in value:
            yield from _mappings(inner, depth - 1)


def _reasoning(found: Mapping[str, Any]) -> str:
    """The text of a trace: as it is, or put together from a list of steps."""
    for key in _REASONING:
        value = found.get(key)
        if isinstance(value, str) and value.strip():
            return value
        if isinstance(value, list) and value and all(isinstance(item, str | dict) for item in value):
            opening = found.get("opening")
            steps = [f"{number}. {_step(item)}" for number, item in enumerate(value, 1)]
            return " ".join([opening, *steps] if isinstance(opening, str) else steps)
    return ""


def _step(item: str | Mapping[str, Any]) -> str:
    """One numbered item out of a text, or out of text and fields."""
    if isinstance(item, str):
        return _NUMBER.sub("", item).strip()
    fields = {str(key).lower(): value for key, value in item.items()}
    names = ("text", "sentence", "action", "description", "step")
    text = next((fields[name] for name in names if isinstance(fields.get(name), str)), "")
    seconds = next((fields[name] for name in ("duration", "seconds") if name in fields), None)
    if isinstance(seconds, int | float) and not isinstance(seconds, bool):
        seconds = f"{seconds:.1f} s" if seconds > 0 else None  # no time was told, so none is claimed
    told = [fields.get("body_part"), fields.get("direction"), seconds]
    brackets = ", ".join(part for part in told if isinstance(part, str) and part)
    text = _NUMBER.sub("", text).strip()
    return f"{text.rstrip('. ')} ({brackets})." if brackets and "(" not in text else text


def _own_steps(found: Mapping[str, Any]) -> tuple[PlanStep, ...]:
    """The plan that a reply gives beside its reasoning; () where there is none."""
    steps = found.get("steps")
    if not isinstance(steps, list) or not all(isinstance(item, str | dict) for item in steps):
        return ()
    return parse_plan(" ".join(f"{number}. {_step(item)}" for number, item in enumerate(steps, 1)))


def _trace(reasoning: str, answer: str, spent: Usage, own: tuple[PlanStep, ...] = ()) -> Trace:
    """The trace of a reasoning, whose steps take what it leaves open from the reply's `own` plan."""
    clean = tidy(reasoning)
    # the line ends that tidying takes away help to tell items, so the steps are read before it where it fails
    steps = parse_plan(clean) or parse_plan(reasoning)
    if not steps:
        raise BadReply(f"the reply holds no numbered steps: {_excerpt(clean)}", spent)
    return Trace(clean, with_fields(clean, steps, own), tidy(answer), spent)


def _judgements(found: Mapping[str, Any]) -> dict[str, tuple[bool, str]]:
    """Criterion -> (met, reason), for as many as there are."""
    judged = {}
    for key, value in found.items():
        told = value if isinstance(value, dict) else {"ok": value}
        word = next(
            (told[k] for k in ("ok", "pass", "passed", "met", "verdict", "result") if k in told), None
        )
        name, ok = _CRITERIA.get(key.removeprefix("logical_"), ""), _truth(word)
        if name and ok is not None:
            reason = next((told[k] for k in ("reason", "explanation", "comment") if k in told), "")
            judged[name] = (ok, reason if isinstance(reason, str) else "")
    return judged


def _truth(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower().rstrip(".")
    return True if word in _YES else False if word in _NO else None


def _refuse_broken_json(said: str, key: str, spent: Usage) -> None:
    """JSON that cannot be read must not pass for plain text."""
    if said.startswith(("{", "```json")) or re.search(rf"""["']{key}["']\s*:""", said):
        raise BadReply(f"the reply is JSON that is cut off or malformed: {_excerpt(said)}", spent)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _excerpt(text: str) -> str:
    line = _one_line(text)
    return repr(line if len(line) <= 120 else f"{line[:120]}…")
