"""The quantities of a statement: scalars, arrays, functions, indices and times, by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sympy import Basic, Function, MatrixSymbol, Symbol, ZeroMatrix

from .kernel import Index, Time
from .statements import StatementError


@dataclass(frozen=True)
class Quantity:
    """A named quantity with its shape, declared sign and meaning."""

    symbol: Any
    meaning: str


class Quantities:
    """The declarations of quantities, for `Theorem`; models and points use the same names."""

    id: str

    def __init__(self) -> None:
        super().__init__()
        self.quantities: dict[str, Quantity] = {}
        self.measured_as: dict[Any, str] = {}

    def _quantity(self, symbol: Any, meaning: str) -> Any:
        name = str(getattr(symbol, "func", symbol) if symbol.is_Function else symbol)
        if name in self.quantities:
            raise StatementError(f"{self.id}: the quantity {name!r} is declared twice")
        self.quantities[name] = Quantity(symbol, meaning)
        self.measured_as[symbol] = name
        return symbol

    def _scalars(self, names: str, meaning: str, **signs: bool) -> Any:
        made = [self._quantity(Symbol(n, real=True, **signs), meaning) for n in names.split()]
        return made if len(made) > 1 else made[0]

    def real(self, names: str, meaning: str = "") -> Any:
        """Real scalars, named in one string separated by spaces."""
        return self._scalars(names, meaning)

    def nonneg(self, names: str, meaning: str = "") -> Any:
        """Scalars declared >= 0; points and draws must respect it."""
        return self._scalars(names, meaning, nonnegative=True)

    def positive(self, names: str, meaning: str = "") -> Any:
        """Scalars declared > 0; points and draws must respect it."""
        return self._scalars(names, meaning, positive=True)

    def dimension(self, names: str) -> Any:
        """Dimensions: positive integers left free, so that the statement is for every size."""
        made = [Symbol(n, integer=True, positive=True) for n in names.split()]
        return made if len(made) > 1 else made[0]

    def matrix(self, names: str, rows: Any, cols: Any, meaning: str = "") -> Any:
        """Matrices of shape (rows, cols)."""
        made = [self._quantity(MatrixSymbol(n, rows, cols), meaning) for n in names.split()]
        return made if len(made) > 1 else made[0]

    def vector(self, names: str, d: Any, meaning: str = "") -> Any:
        """Column vectors of shape (d, 1)."""
        return self.matrix(names, d, 1, meaning)

    def operator(self, names: str, d: Any, meaning: str = "") -> Any:
        """Square matrices of shape (d, d)."""
        return self.matrix(names, d, d, meaning)

    def index(self, name: str) -> Index:
        """An index 0, 1, 2, ...; a hypothesis that mentions it is meant for every value."""
        return Index(name)

    def time(self, name: str) -> Time:
        """A time from 0 to the horizon; a hypothesis that mentions it is meant at every time."""
        return Time(name)

    def functions(self, names: str, meaning: str = "", **signs: bool) -> Any:
        """Real functions of an index or time: `F = thm.functions("F")`, then F(k) or F(t)."""
        made = [Function(n, real=True, **signs) for n in names.split()]
        for function in made:
            self.quantities[str(function)] = Quantity(function, meaning)
        return made if len(made) > 1 else made[0]

    def measure(self, term: Basic, name: str) -> None:
        """A model delivers the value of `term` (a gradient, say) under `name`."""
        self.measured_as[term] = name


def zero(array: Any) -> ZeroMatrix:
    """The zero array of the shape of `array`."""
    return ZeroMatrix(*array.shape)
