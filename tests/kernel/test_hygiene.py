"""What the kernel may contain: SymPy and the standard library, no guess, no guard that -O drops."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import lemmata.kernel

FOLDER = Path(lemmata.kernel.__file__).parent
FILES = sorted(FOLDER.rglob("*.py"))
TREES = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in FILES}
FORBIDDEN_NAMES = {
    "simplify",
    "nsimplify",
    "equals",
    "evalf",
    "Float",
    "float",
    "isclose",
    "allclose",
    "eval",
    "exec",
    "sympify",
    "parse_expr",
    "lambdify",
}
each_file = pytest.mark.parametrize("tree", TREES.values(), ids=TREES)


def test_there_is_a_kernel():
    assert {"facts.py", "rules.py", "zero.py", "gram.py", "signs.py"} <= set(TREES)


@each_file
def test_imports(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                assert node.level == 1, f"line {node.lineno} reaches out of the kernel"
                continue
            names = [node.module or ""]
        else:
            continue
        for name in names:
            top = name.split(".")[0]
            assert top == "sympy" or top in sys.stdlib_module_names, f"{name} at {node.lineno}"


@each_file
def test_no_assert_statement(tree):
    lines = [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Assert)]
    assert not lines


@each_file
def test_no_debug_constant(tree):
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "__debug__" not in names


@each_file
def test_no_guessing_function(tree):
    for node in ast.walk(tree):
        name = None
        if isinstance(node, ast.Name):
            name = node.id
        elif isinstance(node, ast.Attribute):
            name = node.attr
        elif isinstance(node, ast.alias):
            name = node.name
        assert name not in FORBIDDEN_NAMES, f"{name} at line {node.lineno}"


@each_file
def test_no_floating_point_literal(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            assert not isinstance(node.value, (float, complex)), f"line {node.lineno}"


@each_file
def test_no_bare_except(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}"
            assert ast.unparse(node.type) not in {"Exception", "BaseException"}


def test_the_kernel_loads_neither_torch_nor_numpy():
    code = (
        "import sys; import sympy; before = set(sys.modules); import lemmata.kernel; "
        "new = {m.split('.')[0] for m in set(sys.modules) - before}; "
        "print(sorted(new & {'torch', 'numpy', 'scipy', 'flint', 'hypothesis', 'pytest'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("flag", ["-O", "-OO"])
def test_optimised_mode_is_refused(flag):
    done = subprocess.run(
        [sys.executable, flag, "-c", "import lemmata"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "-O" in done.stderr
