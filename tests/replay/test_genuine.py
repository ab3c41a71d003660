"""Genuine derivations replay; what the checker imports; the shape of the report."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

import pytest
from sympy import Eq, Ge, Le, S, Symbol

import lemmata.kernel as k
import lemmata.replay
from lemmata.kernel import Fact, Index
from lemmata.replay import ReplayReport, replay
from lemmata.replay.rules import RULES

from .proofs import f, genuine, pca_top

SOURCES = sorted(Path(lemmata.replay.__file__).parent.glob("*.py"))
DATA = {
    *("AXIOMS", "Curvature", "Fact", "Gradient", "HessianAt", "Index", "KernelError", "Time"),
    "record",
}
DECIDING = {"simplify", "factor", "groebner", "diff", "expand", "cancel", "together", "solve"}


@pytest.mark.parametrize(("name", "make"), list(genuine()))
def test_genuine_derivation_replays(name: str, make: Callable[[], Fact]) -> None:
    fact = make()
    report = replay(fact)
    assert report.steps == report.rules.total() >= 1
    assert report.rules[k.record(fact).rule] >= 1


def test_every_rule_is_exercised() -> None:
    seen: set[str] = set()
    for _, make in genuine():
        seen |= set(replay(make()).rules)
    assert seen == set(RULES)


def test_report_counts_each_shared_step_once() -> None:
    report = replay(pca_top())
    # M' = M and the eigenvector equation serve several steps; the former is assumed twice.
    assert report.rules["assume"] == 8
    assert report.rules["contradiction"] == report.rules["squeeze"] == 1
    assert report.identities >= 9
    assert replay(pca_top()) == report
    assert isinstance(report, ReplayReport)


def test_deep_derivation_does_not_exhaust_the_stack() -> None:
    z, w = Symbol("z", nonnegative=True), Symbol("w", real=True)
    fact, two = k.assume(Le(z, 1)), k.assume(Eq(w, 2))
    for _ in range(3000):
        fact = k.rewrite(fact, two)
    assert replay(fact).steps == 3002


def test_shared_premises_are_checked_once() -> None:
    fact = k.assume(Ge(Symbol("z", real=True), 1))
    for _ in range(60):  # 2^60 paths
        fact = k.combine(Ge(Symbol("z", real=True), 1), {fact: 1}, signs=[fact])
    assert replay(fact).steps == 61


def test_instances_of_running_hypotheses() -> None:
    i, n = Index("i"), Index("n")
    said = k.instantiate(k.assume(Ge(f(i), 0)), {i: n + 1})
    assert replay(said).steps == 2
    assert replay(k.instantiate(k.assume(Ge(f(i), 0)), {i: S.Zero})).steps == 2


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_imports_from_the_kernel_only_data(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("lemmata") for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            names = {alias.name for alias in node.names}
            if node.module.startswith("lemmata"):
                assert node.module == "lemmata.kernel"
                assert names <= DATA
            if node.module.startswith("sympy"):
                assert not names & DECIDING
        if isinstance(node, ast.ImportFrom) and node.level:
            assert node.level == 1, "nothing of the package but the second checker itself"


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_calls_no_deciding_method_of_sympy(path: Path) -> None:
    called = {
        node.func.attr
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    # `factor`, `solve` of flint numbers and matrices are meant to be used.
    assert not called & (DECIDING - {"factor", "solve"})
    assert not {"doit", "equals", "evalf", "subs", "xreplace", "as_poly", "has"} & called
