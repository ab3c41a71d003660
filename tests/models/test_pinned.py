"""Outputs that are held to the exact values of their names."""

import pytest
import torch

from lemmata.balls import Ball
from lemmata.measure import Measured, Output, WrongValue
from models.pinned import pinned

ONE = torch.ones(3, dtype=torch.float64)


def model(value, name="g"):
    """A model whose implementation returns `value` where 1 is right, up to 1e-15."""

    @pinned
    def measured(p, options, implementation):
        """Three ones."""
        reference = {"g": Ball.exact(ONE), "x": p["x"]}
        found = {name: Output(value, 1e-15 * ONE), "x": p["x"]}
        return Measured(reference, found if implementation else None)

    return measured


def test_what_rounding_explains_passes_unchanged():
    given = {"x": Ball.exact(2 * ONE)}
    value = ONE + 5e-16
    made = model(value)(given, {}, True)
    assert made.implementation["g"].value is value
    assert made.implementation["x"] is given["x"]
    assert model(2 * ONE)(given, {}, False).implementation is None


@pytest.mark.parametrize("factor", [1 + 1e-14, 1 - 1e-14, -1.0])
def test_what_it_does_not_explain_is_refused_by_name(factor):
    row = torch.tensor([1.0, factor, 1.0], dtype=torch.float64)
    with pytest.raises(WrongValue, match=r"for g where 1\.0 is right .*entry 1 of 3"):
        model(row)({"x": Ball.exact(ONE)}, {}, True)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_values_that_are_no_numbers_are_left_to_the_check(value):
    made = model(ONE * value)({"x": Ball.exact(ONE)}, {}, True)
    assert not made.implementation["g"].value.isfinite().any()


def test_an_output_without_an_exact_value_is_an_error_of_the_model():
    with pytest.raises(KeyError, match="other"):
        model(ONE, name="other")({"x": Ball.exact(ONE)}, {}, True)


def test_it_keeps_the_name_and_the_words_of_the_model():
    assert (model(ONE).__name__, model(ONE).__doc__) == ("measured", "Three ones.")
