"""Slots for implementations under test: ours by default, somebody else's with `--impl`."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any


class ImplementationError(Exception):
    """An implementation could not be loaded, or does not offer what its slot asks for."""


@dataclass
class Slot:
    """A replaceable part: `factory` makes it; `protocol` says in words what it must offer."""

    name: str
    default: Callable[..., Any]
    protocol: str
    _override: list[Callable[..., Any]] = field(default_factory=list)

    @property
    def factory(self) -> Callable[..., Any]:
        return self._override[-1] if self._override else self.default

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self.factory(*args, **kwargs)


SLOTS: dict[str, Slot] = {}
_WAITING: dict[str, list[Callable[..., Any]]] = {}
_OPTIONS: list[str] = []


def slot(name: str, default: Callable[..., Any], protocol: str) -> Slot:
    """Declare (or fetch) the slot `name`; what `--impl` gave for it earlier takes effect."""
    if name not in SLOTS:
        SLOTS[name] = Slot(name, default, protocol, list(_WAITING.get(name, [])))
    return SLOTS[name]


@contextmanager
def using(name: str, factory: Callable[..., Any]) -> Iterator[None]:
    """Run with `factory` in the slot `name`; raises `ImplementationError` for an unknown slot."""
    if name not in SLOTS:
        raise ImplementationError(f"no slot {name!r}; slots: {', '.join(sorted(SLOTS)) or 'none'}")
    SLOTS[name]._override.append(factory)
    try:
        yield
    finally:
        SLOTS[name]._override.pop()


def parse(option: str) -> tuple[str, Callable[..., Any]]:
    """`NAME=package.module:factory` to slot name and callable; raises showing what was given."""
    name, _, path = option.partition("=")
    module, _, attribute = path.partition(":")
    if not (name and module and attribute):
        raise ImplementationError(f"--impl takes NAME=package.module:factory, got {option!r}")
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError) as error:
        raise ImplementationError(f"--impl {option!r}: {error}") from error
    if not callable(found):
        raise ImplementationError(f"--impl {option!r}: {found!r} is not callable")
    return name, found


def apply_option(option: str, stack: ExitStack) -> None:
    """Put what an `--impl` option names in its slot until the stack closes.

    The slot may be declared later, by the theorem files that are loaded. Raises
    `ImplementationError`, see `parse`.
    """
    name, factory = parse(option)
    _OPTIONS.append(option)
    stack.callback(_OPTIONS.remove, option)
    if name in SLOTS:
        stack.enter_context(using(name, factory))
        return
    _WAITING.setdefault(name, []).append(factory)
    stack.callback(_forget, name, factory)


def _forget(name: str, factory: Callable[..., Any]) -> None:
    for held in (_WAITING.get(name, []), SLOTS[name]._override if name in SLOTS else []):
        if factory in held:
            held.remove(factory)


def overridden() -> list[str]:
    """Names of the slots that run something other than the default."""
    return [name for name, s in SLOTS.items() if s.factory is not s.default]


def given_options() -> list[str]:
    """The `--impl` options in force, to reproduce a run."""
    return list(_OPTIONS)


def unclaimed() -> list[str]:
    """Names given with --impl for which no slot was ever declared."""
    return [name for name, held in _WAITING.items() if held and name not in SLOTS]
