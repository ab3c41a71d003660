"""Finding and loading theorem files, ours or somebody else's."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from .statements import StatementError
from .theorem import Theorem

FOLDER = "theorems"


def is_theorem_file(path: Path) -> bool:
    """Python files below a folder named `theorems`, except private ones and conftest.py."""
    return (
        path.suffix == ".py"
        and FOLDER in path.parts[:-1]
        and not path.name.startswith("_")
        and path.name != "conftest.py"
    )


def root_of(path: Path) -> Path:
    """The folder that holds the outermost `theorems` folder above the file."""
    parts = path.resolve().parts
    return Path(*parts[: parts.index(FOLDER)]) if FOLDER in parts else path.resolve().parent


def _import(path: Path) -> ModuleType:
    path = path.resolve()
    root = root_of(path)
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    dotted = ".".join(path.relative_to(root).with_suffix("").parts)
    importlib.invalidate_caches()
    try:
        found = importlib.import_module(dotted)
    except ModuleNotFoundError as error:
        if not dotted.startswith(str(error.name)):
            raise  # something that the file itself imports is missing
        found = None
    if (
        found is None or Path(str(found.__file__)).resolve() != path
    ):  # the name is another project's
        spec = importlib.util.spec_from_file_location(f"_lemmata_{abs(hash(path))}", path)
        if spec is None or spec.loader is None:
            raise StatementError(f"{path} cannot be imported")
        found = importlib.util.module_from_spec(spec)
        sys.modules[spec.name] = found
        spec.loader.exec_module(found)
    return found


def load(path: Path) -> list[Theorem]:
    """The theorems that a file declares; raises `StatementError` when it declares none."""
    module = _import(path)
    found = [t for t in vars(module).values() if isinstance(t, Theorem)]
    own = [t for t in dict.fromkeys(found) if Path(t.file).resolve() == path.resolve()]
    if not own:
        raise StatementError(f"{path} declares no Theorem")
    return own


def files(folder: Path) -> list[Path]:
    """All theorem files below a folder, in a fixed order."""
    return sorted(p for p in folder.rglob("*.py") if is_theorem_file(p.resolve()))


def _by_name(target: str, root: Path) -> list[Theorem]:
    """The theorem with this id where `topic.statement` is in theorems/topic/statement.py."""
    path = (root / FOLDER).joinpath(*target.split(".")).with_suffix(".py")
    found = load(path) if path.is_file() and is_theorem_file(path.resolve()) else []
    return [t for t in found if t.id == target]


def select(targets: Iterable[str], root: Path | None = None) -> list[Theorem]:
    """Theorems by id, catalogue id, file or folder; all below ./theorems when there is no target.

    Raises `StatementError` for a target that names nothing, and for an id declared twice.
    """
    root = root or Path.cwd()
    targets = list(targets)
    chosen: list[Theorem] = []
    whole: list[Theorem] | None = None
    if not targets:
        targets = [str(root / FOLDER)]
    for target in targets:
        path = Path(target)
        if path.is_dir():
            found = [t for p in files(path) for t in load(p)]
        elif path.suffix == ".py" and path.exists():
            found = load(path)
        else:
            found = _by_name(target, root)
            if not found:
                if whole is None:
                    whole = [t for p in files(root / FOLDER) for t in load(p)]
                found = [t for t in whole if target == t.id or target in t.results]
        if not found:
            raise StatementError(
                f"{target!r} names no theorem: give an id, a catalogue id, a theorem file or folder"
            )
        chosen += found
    chosen = list(dict.fromkeys(chosen))
    ids = [t.id for t in chosen]
    twice = sorted({i for i in ids if ids.count(i) > 1})
    if twice:
        raise StatementError(f"theorem ids declared twice: {', '.join(twice)}")
    return chosen
