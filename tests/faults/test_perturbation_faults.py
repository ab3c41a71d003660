"""A perturbed descent whose noise or step is wrong is caught, and the implementation is blamed."""

from __future__ import annotations

import pytest
import torch

from lemmata.implementations import using
from lemmata.obligations import obligations
from models.faults.algorithms import PERTURBED
from theorems.saddle import (
    perturbation_law,
    perturbed_descent_escape,
    perturbed_descent_second_order,
    perturbed_descent_step,
)

STEP, LAW = perturbed_descent_step.thm, perturbation_law.thm
ESCAPE, FINDS = perturbed_descent_escape.thm, perturbed_descent_second_order.thm


SEEN_BY = {
    "no perturbation": (LAW, ESCAPE, FINDS),
    "radius / 2": (LAW,),
    "radius / 1000": (LAW, ESCAPE),
    "radius x 0.95": (LAW,),
    "radius x 1.05": (LAW, STEP),
    "radius x 1.01": (STEP,),
    "radius x sqrt(2)": (LAW, STEP),
    "threshold / 10": (LAW,),
    "threshold x 2": (STEP,),
    "no waiting": (STEP,),
    "step x (1 + 1e-6)": (STEP,),
    "step x 1.1": (STEP,),
    "no step": (STEP, ESCAPE, FINDS),
    "on the sphere": (LAW,),
    "Gaussian": (LAW, STEP),
    "in a cube": (LAW, STEP),
    "to one side": (LAW,),
    "noise after the step": (LAW,),
    "not a number": (STEP, LAW, ESCAPE),
    "wrong shape": (STEP, LAW, ESCAPE, FINDS),
    "wrong dtype": (STEP, LAW, ESCAPE, FINDS),
    "a list": (STEP, LAW, ESCAPE, FINDS),
}
CAUGHT = {(name, thm): PERTURBED[name] for name, seen_by in SEEN_BY.items() for thm in seen_by}


def results(thm):
    return [o.run() for o in obligations(thm, dtypes=[torch.float64]) if o.kind in ("check", "whp")]


@pytest.mark.parametrize(("name", "thm"), CAUGHT, ids=[f"{name}-{thm.id}" for name, thm in CAUGHT])
def test_fault_is_caught_and_blamed_on_the_implementation(name, thm):
    with using("perturbed_descent", CAUGHT[name, thm]):
        found = results(thm)
    told = "\n".join(r.detail for r in found if r.status == "violated")
    assert "verdict    the implementation is wrong" in told, [r.detail for r in found]
    assert "Traceback" not in told
