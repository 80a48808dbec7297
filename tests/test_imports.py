"""Imports run one way along the two roads; nothing in the core reaches for the edges."""

import ast
from pathlib import Path

import kinemind.errors

SOURCE = Path(kinemind.errors.__file__).parent

ORDER = [
    {"errors", "progress", "intervals"},
    {"skeletons", "rotations"},
    {"rigid"},
    {"motion"},
    {"features"},
    {"metrics"},
    {"kinematics", "compose"},
    {"render"},
    {"formats"},
    {"assets", "corpora"},
    {"augmentation", "tokenizer"},
    {"language"},
    {"cot"},
    {"encoders"},
    {"bundle"},
    {"bundle_packing"},
    {"rewards"},
    {"planning"},
    {"chain_of_motion"},
    {"generation"},
    {"evaluation"},
    {"training"},
    {"studio"},
    {"cli"},
]
LEVEL = {name: level for level, names in enumerate(ORDER) for name in names}
# Motion.load and Motion.save reach for the formats when they are called
ALLOWED = {("motion", "formats")}


def part_of(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "kinemind":
            if node.module == "kinemind":
                found |= {f"kinemind.{alias.name}" for alias in node.names}
            else:
                found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("kinemind.")}
    return found


def test_every_part_has_its_place():
    parts = {p.stem for p in SOURCE.iterdir() if p.suffix == ".py" or (p.is_dir() and any(p.glob("*.py")))}
    assert parts - {"__init__"} == set(LEVEL)


def test_imports_run_one_way():
    wrong = []
    for path in SOURCE.rglob("*.py"):
        own = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if own == "__init__":
            continue
        for module in imported(path):
            other = part_of(module)
            if other in LEVEL and LEVEL[other] > LEVEL[own] and (own, other) not in ALLOWED:
                wrong.append(f"{path.relative_to(SOURCE)} imports {module}")
            if other in LEVEL and other != own and LEVEL[other] == LEVEL[own]:
                wrong.append(f"{path.relative_to(SOURCE)} imports its neighbour {module}")
    assert not wrong, wrong


def test_no_grab_bags():
    names = {"utils", "util", "helpers", "helper", "common", "misc", "base", "tools"}
    assert not [p for p in SOURCE.rglob("*") if p.stem in names]
