"""Pickle files read as data: an interpreter that knows lists, dictionaries, strings and integers, no more.

The published vocabulary comes as pickles.  Python's own reader calls whatever a pickle names; this one has
no instruction that names, imports or calls anything, so a hostile file can only be refused.
"""

from __future__ import annotations

import pickletools
from io import BytesIO
from pathlib import Path
from typing import Any

from kinemind.errors import InputError

MAX_BYTES = 64 * 2**20
"""Size over which a file is refused; the published ones have under 0.1 MB."""

_MARK = object()
_STRINGS = frozenset({"UNICODE", "BINUNICODE", "SHORT_BINUNICODE", "BINUNICODE8"})
_INTEGERS = frozenset({"INT", "BININT", "BININT1", "BININT2", "LONG", "LONG1", "LONG4"})
_STORES, _RECALLS = frozenset({"PUT", "BINPUT", "LONG_BINPUT"}), frozenset({"GET", "BINGET", "LONG_BINGET"})


def read_plain_pickle(path: Path) -> Any:
    """What the pickle in the file builds.  Raises InputError for any other instruction, or a broken file."""
    try:
        data = path.read_bytes() if path.stat().st_size <= MAX_BYTES else None
    except OSError as error:
        raise InputError(f"cannot read {path}: {error.strerror}") from None
    if data is None:
        raise InputError(f"{path} has more than {MAX_BYTES // 2**20} MiB; it is no published vocabulary")
    machine = _Machine()
    try:
        for operation, argument, _ in pickletools.genops(BytesIO(data)):
            if operation.name == "STOP":
                return machine.result()
            machine.run(operation.name, argument)
    except _Refused as error:
        raise InputError(
            f"{path} is refused: it asks for {error}, "
            "and only lists, dictionaries, strings and integers are read"
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        reason = " ".join(str(error).split())[:120]
        raise InputError(f"{path} is a broken pickle file: {reason}") from None
    raise InputError(f"{path} is a broken pickle file: it has no end")


class _Refused(Exception):
    """An instruction that plain data does not need."""


class _Machine:
    """The stack and the memory of the pickle language."""

    def __init__(self) -> None:
        self.stack: list[Any] = []
        self.memory: dict[int, Any] = {}

    def result(self) -> Any:
        if len(self.stack) != 1 or self.stack[0] is _MARK:
            raise ValueError("it ends in the middle of a value")
        return self.stack[0]

    def run(self, name: str, argument: Any) -> None:
        stack = self.stack
        if name in _STRINGS or name in _INTEGERS:
            stack.append(argument)
        elif name in _STORES:
            self.memory[argument] = stack[-1]
        elif name == "MEMOIZE":
            self.memory[len(self.memory)] = stack[-1]
        elif name in _RECALLS:
            stack.append(self.memory[argument])
        elif name == "MARK":
            stack.append(_MARK)
        elif name == "EMPTY_LIST":
            stack.append([])
        elif name == "EMPTY_DICT":
            stack.append({})
        elif name == "LIST":
            stack.append(self._since_mark())
        elif name == "DICT":
            stack.append(_paired(self._since_mark()))
        elif name in ("APPEND", "APPENDS"):
            items = self._since_mark() if name == "APPENDS" else [stack.pop()]
            self._top(list).extend(items)
        elif name in ("SETITEM", "SETITEMS"):
            items = self._since_mark() if name == "SETITEMS" else [stack.pop(), stack.pop()][::-1]
            self._top(dict).update(_paired(items))
        elif name not in ("PROTO", "FRAME"):
            raise _Refused(name)

    def _since_mark(self) -> list[Any]:
        items: list[Any] = []
        while (item := self.stack.pop()) is not _MARK:
            items.append(item)
        return items[::-1]

    def _top(self, kind: type) -> Any:
        if not self.stack or type(self.stack[-1]) is not kind:
            raise ValueError(f"there is no {kind.__name__} to add to")
        return self.stack[-1]


def _paired(items: list[Any]) -> dict[Any, Any]:
    if len(items) % 2:
        raise ValueError("a key has no value")
    return dict(zip(items[::2], items[1::2], strict=True))
