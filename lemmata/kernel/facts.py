"""Facts: the sealed record of what the rules have derived.

A `Fact` is a handle. What it says is kept in a vault that only registered rules can write, so
that a handle made by any other means (constructor, copy, pickle, `object.__new__`, subclass) is
empty, and writing attributes cannot change what a genuine one says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from types import CodeType, MappingProxyType
from typing import Any, NamedTuple, NoReturn, TypeVar
from weakref import WeakKeyDictionary

from sympy.logic.boolalg import Boolean


class KernelError(Exception):
    """A rule refused its input; the message shows the offending term and what is accepted."""


class Forgery(KernelError):
    """Something other than a rule tried to make a fact, or passed off another object as one."""


class Record(NamedTuple):
    """What a fact says: `hypotheses` imply `conclusion`, resting on `axioms`; and why."""

    conclusion: Boolean
    hypotheses: frozenset[Boolean]
    axioms: frozenset[str]
    rule: str
    premises: tuple[Fact, ...]
    params: Mapping[str, Any]


class _Sealed(type):
    def __setattr__(cls, name: str, value: object) -> NoReturn:
        raise Forgery(f"the class Fact cannot be changed (tried to set {name!r})")

    def __delattr__(cls, name: str) -> NoReturn:
        raise Forgery(f"the class Fact cannot be changed (tried to delete {name!r})")


class Fact(metaclass=_Sealed):
    """An opaque handle to a derived statement; read-only, made by kernel rules alone."""

    __slots__ = ("__weakref__",)

    def __new__(cls, *_: object, **__: object) -> NoReturn:
        raise Forgery("facts are made by kernel rules only, never constructed")

    def __init_subclass__(cls, **_: object) -> NoReturn:
        raise Forgery("Fact cannot be subclassed")

    def __reduce_ex__(self, protocol: object = None) -> NoReturn:
        raise Forgery("facts cannot be copied or pickled; run the proof again")

    __copy__ = __deepcopy__ = __replace__ = __reduce_ex__

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise Forgery(f"facts are read-only (tried to set {name!r})")

    __eq__ = object.__eq__
    __hash__ = object.__hash__

    @property
    def conclusion(self) -> Boolean:
        return record(self).conclusion

    @property
    def hypotheses(self) -> frozenset[Boolean]:
        return record(self).hypotheses

    @property
    def axioms(self) -> frozenset[str]:
        return record(self).axioms

    def __repr__(self) -> str:
        said = record(self)
        given = ", ".join(sorted(map(str, said.hypotheses))) or "nothing"
        return f"<Fact {said.conclusion} | from {given} | by {said.rule}>"


_F = TypeVar("_F", bound=Callable[..., Any])


def _vault() -> tuple[
    Callable[[_F], _F],
    Callable[[], None],
    Callable[..., Fact],
    Callable[[object], Record],
    Callable[[object], bool],
]:
    records: WeakKeyDictionary[Any, Record] = WeakKeyDictionary()
    licensed: dict[CodeType, dict[str, Any]] = {}
    open_for_rules = [True]

    def rule(function: _F) -> _F:
        if not open_for_rules:
            raise Forgery(f"the kernel is sealed: {function!r} cannot become a rule")
        licensed[function.__code__] = function.__globals__
        return function

    def seal() -> None:
        open_for_rules.clear()

    def mint(
        conclusion: Boolean,
        premises: tuple[Fact, ...] = (),
        *,
        hypotheses: frozenset[Boolean] | None = None,
        axioms: frozenset[str] = frozenset(),
        **params: Any,
    ) -> Fact:
        frame = sys._getframe(1)
        caller = frame.f_code
        # A copy of a rule over other globals would carry its code, not its meaning.
        if licensed.get(caller) is not frame.f_globals:
            raise Forgery(f"{caller.co_name!r} is not a kernel rule and cannot make facts")
        said = [record(premise) for premise in premises]
        if hypotheses is None:
            hypotheses = frozenset().union(*(s.hypotheses for s in said))
        axioms = axioms.union(*(s.axioms for s in said))
        fact: Fact = object.__new__(Fact)  # type: ignore[arg-type]
        records[fact] = Record(
            conclusion, hypotheses, axioms, caller.co_name, premises, MappingProxyType(params)
        )
        return fact

    def record(fact: object) -> Record:
        if type(fact) is Fact and fact in records:
            return records[fact]
        raise Forgery(f"not a fact of this kernel: {type(fact).__name__} object")

    def is_fact(thing: object) -> bool:
        return type(thing) is Fact and thing in records

    return rule, seal, mint, record, is_fact


rule, seal, mint, record, is_fact = _vault()
