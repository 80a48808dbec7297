"""What can reach the metric encoder, read off the source: who names it, who loads it, who imports whom.

The rules, for every module of the package (module name → source text):
1. Only `evaluation` and the commands `cli.eval*` import the doors, `evaluation.metric_encoder` and what
   opens it (`evaluation.evaluators`); training imports of `evaluation` only what TRAINING_MAY_IMPORT lists.
   REPORTER alone may import what REPORTING lists of a door, and WATCHER alone imports REPORTER.
2. No other module reaches a door through any chain of imports, those inside functions included.
3. A path under `encoders/` and the role "metric" are named only where NAMES_FOLDER and NAMES_ROLE allow.
4. `MotionTextEncoder.load` is called with the literal role "reward", or by LOADS_ANY; it is never passed on.
5. What packs bundles embeds nothing, and only PACKERS import it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import kinemind.errors

SOURCE = Path(kinemind.errors.__file__).parent
DOOR = "kinemind.evaluation.metric_encoder"
DOORS = frozenset({DOOR, "kinemind.evaluation.evaluators"})
PACKING = "kinemind.bundle_packing"

TRAINING_MAY_IMPORT = frozenset({
    ("kinemind.evaluation.captioning", "Answers"),
    ("kinemind.evaluation.captioning", "references_of"),
    ("kinemind.evaluation.captioning", "word_figures"),
    ("kinemind.evaluation.cases", "Case"),
    ("kinemind.evaluation.cases", "bench_cases"),
    ("kinemind.evaluation.cases", "evenly_spaced"),
    ("kinemind.evaluation.judging", "Part"),
    (DOOR, "metric_encoder"),
    ("kinemind.evaluation.pools", "distinct_pools"),
    ("kinemind.evaluation.protocols", "M2T_RAW"),
    ("kinemind.evaluation.reconstruction", "reconstruction_figures"),
    ("kinemind.evaluation.report", "Sample"),
    ("kinemind.evaluation.report", "draw_page"),
})  # fmt: skip
"""(module, name); a run that reports the metric encoder's figures on val gets them by an entry here."""
REPORTING: frozenset[tuple[str, str]] = frozenset({(DOOR, "metric_encoder")})
"""Entries of TRAINING_MAY_IMPORT behind which the metric encoder may stand: what only reports."""
REPORTER = "kinemind.training.rlvr.watching.metric_figures"
"""The module of training that opens the door: what leaves it are figures, to be logged and looked at."""
WATCHER = "kinemind.training.rlvr.watching.watch"

PACKERS = frozenset({"kinemind.cli.bundle", "kinemind.training.chain"})
"""Who may import PACKING: its command, and what puts a trained reward encoder beside a cold start."""

NAMES_FOLDER = frozenset({
    DOOR, PACKING, "kinemind.bundle", "kinemind.cli.bundle", "kinemind.cli.train", "kinemind.cli.train_flags",
    "kinemind.training.chain",
})  # fmt: skip
NAMES_ROLE = frozenset({DOOR, PACKING, "kinemind.cli.train", "kinemind.encoders.contrastive.motion_text"})
LOADS_ANY = frozenset({DOOR, PACKING})
_FOLDER = re.compile(r"(^|[/\\])encoders([/\\]|$)")
_ROLE = re.compile(r"(^|[/\\])metric([/\\]|$)|metric_encoder")


def sources() -> dict[str, str]:
    """The package as it is."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        parts = ("kinemind", *path.relative_to(SOURCE).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = path.read_text()
    return found


def evaluates(module: str) -> bool:
    return module.startswith(("kinemind.evaluation.", "kinemind.cli.eval")) or module == "kinemind.evaluation"


@dataclass(frozen=True)
class Facts:
    """What one module's source says, whatever the other modules are."""

    imports: tuple[tuple[str, str], ...]
    strings: tuple[str, ...]
    embeds: tuple[str, ...]
    loads: tuple[tuple[bool, str], ...]
    """(whether those of LOADS_ANY may, what is done)"""


@lru_cache(maxsize=1000)
def facts(text: str, package: str) -> Facts:
    tree = ast.parse(text)
    embeds = (n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute) and n.attr.startswith("embed"))
    return Facts(tuple(_imports(tree, package)), tuple(_strings(tree)), tuple(embeds), tuple(_loads(tree)))


def violations(modules: Mapping[str, str]) -> list[str]:
    """Every breach of the rules, as sentences; none where the package is honest."""
    packages = {name for module in modules for name in _above(module)}
    read = {
        module: facts(text, module if module in packages else module.rpartition(".")[0])
        for module, text in modules.items()
    }
    imports = {module: _resolved(found, modules) for module, found in read.items()}
    towards = _towards_the_door(imports)
    said = []
    for module, found in read.items():
        said += [f"{module} {fault}" for fault in _of_names(module, found)]
        said += [f"{module} {what}" for may, what in found.loads if not (may and module in LOADS_ANY)]
        if not evaluates(module):
            said += [f"{module} {fault}" for fault in _of_imports(module, imports[module])]
            if module in towards:
                chain = [module]
                while chain[-1] in towards:
                    chain.append(towards[chain[-1]])
                said.append(f"{module} reaches the metric encoder: {' > '.join(chain)}")
    return said


def _of_names(module: str, found: Facts) -> Iterator[str]:
    for text in found.strings:
        if _FOLDER.search(text) and module not in NAMES_FOLDER:
            yield f"names the folder {text!r}"
        # evaluation may say the word in its reports, but only its door names the folder
        if _ROLE.search(text) and not (module in NAMES_ROLE or evaluates(module)):
            yield f"names the role or the door: {text!r}"
    if module == PACKING:
        yield from (f"packs and embeds ({name})" for name in found.embeds)


def _loads(tree: ast.AST) -> Iterator[tuple[bool, str]]:
    """`MotionTextEncoder.load` with another role than "reward", aliased, passed on or got by name."""
    names = {"MotionTextEncoder"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name for alias in node.names if alias.name in names}
    called = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if _is_load(node.func, names):
                called.add(node.func)
                roles = [*node.args[1:2], *(k.value for k in node.keywords if k.arg == "role")]
                if not (
                    len(roles) == 1 and isinstance(roles[0], ast.Constant) and roles[0].value == "reward"
                ):
                    yield True, "loads an encoder of another role than 'reward'"
            by_name = isinstance(node.func, ast.Name) and node.func.id in ("getattr", "vars", "partial")
            if by_name and node.args and _ends_in(node.args[0], names):
                yield False, "reaches into MotionTextEncoder by name"
        if isinstance(node, ast.Assign) and _ends_in(node.value, names):
            yield False, "gives MotionTextEncoder another name"
    for node in ast.walk(tree):
        if _is_load(node, names) and node not in called:
            yield False, "passes MotionTextEncoder.load on"


def _of_imports(module: str, imports: set[tuple[str, str]]) -> Iterator[str]:
    for target, name in sorted(imports):
        reports = module == REPORTER and (target, name) in REPORTING
        if (target in DOORS or f"{target}.{name}" in DOORS) and not reports:
            yield f"imports {target}"
        elif REPORTER in (target, f"{target}.{name}") and module != WATCHER:
            yield f"imports {REPORTER}"
        elif evaluates(target) and module.startswith("kinemind.training"):
            parents = any(other.startswith(f"{target}.") for other, _ in TRAINING_MAY_IMPORT)
            if (target, name) not in TRAINING_MAY_IMPORT and not (parents and not name):
                yield f"imports {name or 'all'} of {target}"
        if target == PACKING and module not in PACKERS:
            yield f"imports {target}"


def _towards_the_door(imports: Mapping[str, set[tuple[str, str]]]) -> dict[str, str]:
    """For every module that reaches a door, what it imports on the way; a reporting function's is no way."""
    importers: dict[str, set[str]] = {}
    for module, found in imports.items():
        for target, name in found:
            if not (module.startswith("kinemind.training") and (target, name) in REPORTING):
                importers.setdefault(target, set()).add(module)
    towards: dict[str, str] = {}
    line = sorted(DOORS)
    while line:
        at = line.pop(0)
        for module in sorted(importers.get(at, set()) - DOORS - set(towards)):
            towards[module] = at
            line.append(module)
    return towards


def _imports(tree: ast.AST, package: str) -> Iterator[tuple[str, str]]:
    """(module, name) of every import, wherever it stands, by statement or by a string."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = node.module or ""
            if node.level:
                above = package.split(".")[: len(package.split(".")) - node.level + 1]
                origin = ".".join([*above, *([origin] if origin else [])])
            yield from ((origin, alias.name) for alias in node.names)
    yield from ((text, "") for text in _strings(tree) if text.startswith("kinemind."))


def _resolved(found: Facts, modules: Mapping[str, str]) -> set[tuple[str, str]]:
    """The imports that are modules of the package, and the packages above them."""
    known: set[tuple[str, str]] = set()
    for target, name in found.imports:
        if name and f"{target}.{name}" in modules:
            target, name = f"{target}.{name}", ""
        known |= {(target, name)} if target in modules else set()
        known |= {(above, "") for above in _above(target) if above in modules}
    return known


def _above(module: str) -> Iterator[str]:
    parts = module.split(".")
    yield from (".".join(parts[:end]) for end in range(1, len(parts)))


def _strings(tree: ast.AST) -> Iterator[str]:
    """String constants that are no docstrings."""
    spoken = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
            yield node.value


def _is_load(node: ast.AST, names: set[str]) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "load" and _ends_in(node.value, names)


def _ends_in(node: ast.AST, names: set[str]) -> bool:
    """A name, or an attribute, that is the class."""
    if isinstance(node, ast.Name):
        return node.id in names
    return isinstance(node, ast.Attribute) and node.attr in names
