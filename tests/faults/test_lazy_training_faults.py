"""Wrong initialisations and wrong networks are caught by the statements on lazy training."""

from __future__ import annotations

import math

import pytest
import torch

from lemmata.implementations import using
from lemmata.obligations import obligations
from models.networks import TwoLayerReLU
from models.random_networks import gaussian_weights
from theorems.ntk import descent_step, initial_output, neuron_speed


def twice_as_large(generator, count, m, d):
    hidden, outer = gaussian_weights(generator, count, m, d)
    return 2 * hidden, outer


def all_ones(generator, count, m, d):
    hidden, outer = gaussian_weights(generator, count, m, d)
    return hidden, torch.ones_like(outer)


def output_weights_divided(generator, count, m, d):
    hidden, outer = gaussian_weights(generator, count, m, d)
    return hidden, outer / math.sqrt(m)


def with_a_nan(generator, count, m, d):
    hidden, outer = gaussian_weights(generator, count, m, d)
    hidden[0] = math.nan
    return hidden, outer


def of_another_shape(generator, count, m, d):
    hidden, outer = gaussian_weights(generator, count, m, d)
    return hidden.mT, outer


def whp(thm):
    return [o.run() for o in obligations(thm) if o.kind == "whp"]


@pytest.mark.parametrize(
    "weights", [twice_as_large, all_ones, output_weights_divided, with_a_nan, of_another_shape]
)
def test_a_wrong_initialisation_is_caught_and_blamed(weights):
    with using("initial_weights", weights):
        (result,) = whp(initial_output.thm)
    assert result.status == "violated"
    assert "the implementation is wrong" in result.detail


def test_another_right_initialisation_passes():
    def reflected(generator, count, m, d):
        hidden, outer = gaussian_weights(generator, count, m, d)
        return -hidden, -outer

    with using("initial_weights", reflected):
        assert {r.status for r in whp(initial_output.thm)} == {"holds"}


class NotDivided(TwoLayerReLU):
    """1 / sqrt(m) left out."""

    def forward(self, X):
        return super().forward(X) * math.sqrt(len(self.a))


class OtherSide(TwoLayerReLU):
    """Gates open below the hyperplane."""

    def forward(self, X):
        return torch.relu(-X @ self.W.mT) @ self.a / math.sqrt(len(self.a))


class SlightlyOff(TwoLayerReLU):
    """Off by one part in a million."""

    def forward(self, X):
        return super().forward(X) * (1 + 1e-6)


@pytest.mark.parametrize("module", [descent_step, neuron_speed], ids=lambda m: m.thm.id)
@pytest.mark.parametrize("network", [NotDivided, OtherSide, SlightlyOff])
def test_a_wrong_network_is_caught_and_blamed(module, network):
    with using("network", network):
        results = [
            o.run() for o in obligations(module.thm, dtypes=[torch.float64]) if o.kind == "check"
        ]
    assert {r.status for r in results} == {"violated"}
    assert all("the implementation is wrong" in r.detail for r in results)
