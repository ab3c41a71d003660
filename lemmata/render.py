"""Printing terms and relations for people: inner products as <u, v>, relations in one line."""

from __future__ import annotations

from typing import Any

from sympy import MatMul, Transpose, sympify
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or
from sympy.printing.str import StrPrinter


class _Printer(StrPrinter):
    """SymPy's one-line printer with the words of this field."""

    def _print_Trace(self, term: Any) -> str:
        arg = term.arg
        if isinstance(arg, MatMul):
            _, factors = arg.as_coeff_matrices()
            if isinstance(factors[0], Transpose) and arg.args[0] == factors[0]:
                u = factors[0].arg
                v = MatMul(*factors[1:]) if len(factors) > 2 else factors[1]
                if u == v:
                    return f"|{self._print(u)}|^2"
                return f"<{self._print(u)}, {self._print(v)}>"
            if (
                len(factors) == 2
                and arg.args[0] == factors[0]
                and factors[1] == Transpose(factors[0]).doit()
            ):
                return f"|{self._print(factors[0])}|^2"
        return f"tr({self._print(arg)})"

    def _print_Transpose(self, term: Any) -> str:
        inside = self._print(term.arg)
        return f"{inside}'" if inside.isidentifier() else f"({inside})'"

    def _print_Gradient(self, term: Any) -> str:
        return f"grad_{term.args[1]}[{self._print(term.args[0])}]"

    def _print_HessianAt(self, term: Any) -> str:
        return f"Hess_{term.args[1]}[{self._print(term.args[0])}]"

    def _print_Curvature(self, term: Any) -> str:
        g, x, v = term.args
        return f"D2_{x}[{self._print(g)}]({self._print(v)}, {self._print(v)})"

    def _print_Pow(self, term: Any, rational: bool = False) -> str:
        return str(super()._print_Pow(term, rational=rational)).replace("**", "^")

    def _print_MatMul(self, term: Any) -> str:
        return str(super()._print_MatMul(term)).replace("*", " ")

    def _print_Mul(self, term: Any) -> str:
        return str(super()._print_Mul(term)).replace("*", " ")

    def _print_Relational(self, term: Relational) -> str:
        sign = "=" if term.rel_op == "==" else term.rel_op
        return f"{self._print(term.lhs)} {sign} {self._print(term.rhs)}"

    def _print_And(self, term: And) -> str:
        return " and ".join(self._clause(arg) for arg in term.args)

    def _print_Or(self, term: Or) -> str:
        return " or ".join(self._clause(arg) for arg in term.args)

    def _print_Implies(self, term: Implies) -> str:
        return " => ".join(self._clause(arg) for arg in term.args)

    def _print_Equivalent(self, term: Equivalent) -> str:
        return " <=> ".join(self._clause(arg) for arg in term.args)

    def _print_Not(self, term: Not) -> str:
        return f"not ({self._print(term.args[0])})"

    def _clause(self, term: Any) -> str:
        text = str(self._print(term))
        return f"({text})" if isinstance(term, (And, Or, Implies, Equivalent)) else text


def pretty(term: Any) -> str:
    """One line for a term or relation."""
    return str(_Printer().doprint(sympify(term)))
