"""The layers: imports go one way, heavy packages stay in their rooms, `import kg` is light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import kg

PACKAGE = Path(kg.__file__).parent
STAGES = ("read", "extract", "link", "graph", "load", "view")
# a module may import its own layer's package and the layers before it; stages never import each other
LAYERS: tuple[tuple[str, ...], ...] = (
    ("errors", "text"),
    ("model",),
    ("schema", "names"),
    (*STAGES, "evaluate"),
    ("report",),
    ("store",),
    ("run",),
    ("settings",),
    ("contents",),
    ("building",),
    ("workspace",),
    ("cli",),
)
ONLY_IN = {"spacy": ("extract",), "neo4j": ("load/neo4j.py",), "kglite": ("load/",), "torch": ()}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""


def imported(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            if node.module == "kg":
                found.update(f"kg.{alias.name}" for alias in node.names)
    return found


def layer(name: str) -> int:
    return next(n for n, rooms in enumerate(LAYERS) if name in rooms)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_go_one_way(path: Path) -> None:
    parts = path.relative_to(PACKAGE).parts
    own = parts[0].removesuffix(".py")
    if own in ("__init__", "__main__"):
        return
    rooms = {name for rooms in LAYERS for name in rooms}
    for module in imported(path):
        target = room(module)
        if module.startswith("kg.") and target in rooms and target != own:
            assert layer(target) < layer(own), f"{path} imports {module}"


@pytest.mark.parametrize("package", ONLY_IN)
def test_heavy_packages_stay_in_their_room(package: str) -> None:
    for path in MODULES:
        if any(module == package or module.startswith(f"{package}.") for module in imported(path)):
            place = path.relative_to(PACKAGE).as_posix()
            assert place.startswith(ONLY_IN[package]), f"{place} imports {package}"


def test_import_kg_is_light() -> None:
    heavy = ["spacy", "neo4j", "kglite", "networkx", "igraph", "onnxruntime", "numpy", "rich", "click"]
    code = f"import kg, sys; sys.exit([m for m in {heavy} if m in sys.modules] and 1 or 0)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_help_is_light() -> None:
    heavy = ["spacy", "neo4j", "kglite", "networkx", "onnxruntime", "numpy", "rich", "msgspec", "kg.workspace"]
    code = (
        "import sys\nfrom kg.cli import cli\n"
        "try: cli(['--help'])\nexcept SystemExit: pass\n"
        f"sys.exit([m for m in {heavy} if m in sys.modules] and 1 or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, capture_output=True).returncode == 0


def test_modules_have_a_size_one_can_read() -> None:
    long = {p.name: n for p in MODULES if (n := len(p.read_text(encoding="utf-8").splitlines())) > 260}
    assert not long
