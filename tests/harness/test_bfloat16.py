"""Implementations in bfloat16: what they are given, what is explained, and what is caught."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
import torch

from lemmata import implementations
from lemmata.balls import Ball
from lemmata.checks import Setting, moderate
from lemmata.implementations import ImplementationError
from lemmata.library import load
from lemmata.measure import Draw, narrowed, output, plain
from lemmata.obligations import _check, obligations
from models.pca import IMPLEMENTATION
from theorems.descent import pl_linear_rate
from theorems.pca import gradient

SHORT = torch.bfloat16


def checks(thm):
    return [o for o in obligations(thm, dtypes=[SHORT]) if o.kind == "check"]


THEOREMS = Path(__file__).parents[2] / "theorems"
FILES = [p for p in sorted(THEOREMS.rglob("*.py")) if "bfloat16=True" in p.read_text()]


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}.{p.stem}")
def test_every_check_that_says_so_holds(path):
    made = [o for thm in load(path) for o in checks(thm)]
    assert made
    for check in made:
        result = check.run()
        assert result.status == "holds", result.detail


def test_only_checks_that_say_so_run_in_it():
    assert [o.name for o in checks(gradient.thm)] == ["expanded-residual-cpu-bfloat16"]
    assert not checks(pl_linear_rate.thm)
    assert not [o for o in obligations(gradient.thm, dtypes=[SHORT]) if o.kind == "reading"]


def test_a_right_implementation_holds_and_its_values_refute_the_false_variants():
    (check,) = checks(gradient.thm)
    result = check.run()
    assert result.status == "holds", result.detail
    assert "half, as for |.|^2 / 4" in result.detail


@pytest.mark.parametrize("factor", [2.0, 0.5, -1.0, 0.0, torch.nan])
def test_a_wrong_implementation_is_caught(factor):
    class Scaled(IMPLEMENTATION.default):
        def gradient(self, M, x):
            return super().gradient(M, x) * factor

    (check,) = checks(gradient.thm)
    with implementations.using("pca", Scaled):
        assert check.run().status == "violated"


def test_an_implementation_that_leaves_the_dtype_is_caught():
    class Wide(IMPLEMENTATION.default):
        def gradient(self, M, x):
            return super().gradient(M.to(torch.float32), x.to(torch.float32))

    (check,) = checks(gradient.thm)
    with implementations.using("pca", Wide):
        result = check.run()
    assert result.status == "violated"
    assert "torch.float32, expected" in result.detail


def test_a_check_that_no_implementation_serves_is_no_check():
    (check,) = pl_linear_rate.thm.checks
    silent = replace(check, model=lambda p, o, i: check.model(p, o, False), bfloat16=True)
    with pytest.raises(ImplementationError, match=r"no implementation runs in torch\.bfloat16"):
        _check(pl_linear_rate.thm, silent)(Setting(dtype=SHORT))


def test_numbers_that_it_lacks_are_refused():
    with narrowed(None):
        assert plain(torch.tensor([0.1])).dtype == torch.float32
    given = Ball.exact(torch.tensor([0.5, torch.nan, torch.inf]))
    try:
        with narrowed(SHORT):
            output(plain(torch.ones(1)), Ball.exact(torch.ones(1)), 1)
            assert plain(given).dtype == SHORT
            assert plain(torch.tensor([1, 2])).dtype == torch.int64
            plain(torch.tensor([0.5, 0.1]))
    except ImplementationError as error:
        assert "gives its implementation 0.1000" in str(error)  # noqa: PT017
    else:
        pytest.fail("0.1 is no bfloat16 number")


def test_what_it_explains():
    one = Ball.exact(torch.tensor([1.0]))
    with narrowed(SHORT):
        made = output(torch.tensor([1.0], dtype=SHORT), one, 1)
        with pytest.raises(ImplementationError, match=r"86 operations in torch\.bfloat16"):
            output(torch.tensor([1.0], dtype=SHORT), one, 86)
    assert made.value.dtype == torch.float32
    # gamma_3 = 3 u / (1 - 3 u) with u = 2^-8, up to the rounding of the bound itself.
    assert 3 / 253 <= made.explained.item() <= 3 / 253 * (1 + 2**-20)


def test_instances_that_underflow_are_not_judged():
    """2^-140 is a float32 number, so that the ball of a product is exact; bfloat16 has 0."""
    inputs = {"x": torch.tensor([[2.0**-70, 1.0], [0.0, 1.0], [2.0**16, 1.0], [2.0**17, 1.0]])}
    short, wide = Setting(dtype=SHORT), Setting(dtype=torch.float32)
    assert moderate(Draw(inputs), short).tolist() == [False, True, True, False]
    assert moderate(Draw(inputs), wide).all()
    assert not moderate(Draw(inputs, {"eta": Fraction(1, 2**17)}), short).any()
    assert moderate(Draw(inputs, {"eta": 0.5, "steps": 10**6}), short).tolist()[1]
