"""`lemmata covariance`: exit codes and texts; theorem files, and the known misprint of units."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lemmata.audit.covariance import breaks_units, figures, run_theorem
from lemmata.cli import app
from lemmata.library import select

FILE = '''"""Title.

Source   s
Claim    c
Covers   c
Silent   s
"""

from lemmata import Theorem, cite

thm = Theorem("covariance.NAME", catalogue=["X"], sources=[cite("Ma 2021", "a place")])
a, b = thm.positive("a b")
eta = thm.nonneg("eta", "step size")
claim = thm.conclude("claim", a <= b * (1 - eta))
'''


@pytest.fixture
def file(tmp_path: Path):
    """A theorem file with the given declarations."""

    def write(name: str, *lines: str) -> Path:
        path = tmp_path / "theorems" / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(FILE.replace("NAME", name) + "\n".join(lines) + "\n")
        return path

    return write


def run(*arguments: object):
    return CliRunner().invoke(app, ["covariance", *map(str, arguments), "--jobs", "1"])


def test_a_theorem_that_declares_everything(file, tmp_path: Path) -> None:
    path = file(
        "complete",
        'thm.scales("value", a=1, b=1)',
        'thm.limit("step 0", {eta: 0}, claim, a <= b)',
    )
    done = run(path, "--json", tmp_path / "out.json")
    assert done.exit_code == 0, done.output
    stored = json.loads((tmp_path / "out.json").read_text())
    assert stored["figures"] == {"limit holds": 1, "scaling holds": 2}
    assert {row["status"] for row in stored["rows"]} == {"holds"}
    assert "1 theorems: 0 failures" in done.output


def test_an_open_limit_is_no_failure(file) -> None:
    done = run(file("waiting", 'thm.scales("value", a=1, b=1)'))
    assert done.exit_code == 0
    assert "covariance.waiting::limit[step 0: claim] open" in done.output
    assert "1 candidates for limits that nobody declared" in done.output


def test_a_wrong_weight_fails(file) -> None:
    done = run(file("wrong", 'thm.scales("value", a=1, b=2)'))
    assert done.exit_code == 1
    assert "covariance.wrong::scaling[value] violated" in done.output
    assert "must weigh the same" in done.output


def test_a_false_limit_fails(file) -> None:
    path = file(
        "false",
        'thm.scales("value", a=1, b=1)',
        'thm.limit("step 0", {eta: 0}, claim, 2 * a <= b)',
    )
    done = run(path)
    assert done.exit_code == 1
    assert "covariance.false::limit[step 0: claim] violated" in done.output


def test_nothing_declared_fails_and_is_proposed(file) -> None:
    path = file("bare")
    assert run(path).exit_code == 1
    proposed = run(path, "--propose")
    assert proposed.exit_code == 0
    assert 'thm.scales("a", a=1, b=1)' in proposed.output
    assert '# thm.limit("step 0", {eta: 0}, claim, ...)' in proposed.output


ROOT = Path(__file__).parents[2]
RANGE = "theorems/saddle/second_order_test_range.py"


@pytest.mark.parametrize(
    "path",
    [
        RANGE,
        "theorems/saddle/second_order_scaling.py",
        "theorems/saddle/curvature_decrease_at_scale.py",
        "theorems/saddle/gradient_decrease.py",
        "theorems/saddle/limit_lojasiewicz.py",  # exponents in its weights
        "theorems/saddle/ball_coordinate.py",  # an integral, an event
        "theorems/descent/gradient_flow_length.py",  # derivatives, a bound variable
        "theorems/pca/morse_index.py",  # Hessians
        "theorems/tensor/bessel.py",  # rigid
    ],
)
def test_theorem_files(path: str) -> None:
    found = run_theorem(str(ROOT / path))
    assert not [row for row in found if row.failed]
    assert figures(found)["scaling holds"] >= 1


def test_the_misprint_of_units_in_the_sources() -> None:
    """eps < l / rho, printed where eps <= l^2 / rho is meant, does not scale; the latter does."""
    [theorem] = select([str(ROOT / RANGE)])
    eps, ell, rho = (theorem.quantities[name].symbol for name in ("eps", "ell", "rho"))
    assert "eps rho and ell must weigh the same" in breaks_units(theorem, eps < ell / rho)
    assert not breaks_units(theorem, eps < ell**2 / rho)
    found = run_theorem(str(ROOT / "theorems/saddle/second_order_scaling.py"))
    assert [row.status for row in found if row.kind == "misprint"] == ["found"]
