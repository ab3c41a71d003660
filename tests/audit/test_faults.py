"""Seeded faults of the models: every slot has some, and theorems are watched as they are."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
import torch

import models
from lemmata.audit.faults import attack, listed, run_slot, seeded
from lemmata.audit.faults_generic import Fault
from lemmata.audit.faults_table import figures, survivors
from lemmata.audit.faults_tap import on_argument, on_values, tapped
from lemmata.audit.faults_watch import reached, watch
from lemmata.checks import Setting
from lemmata.implementations import SLOTS
from models.faults import ALIKE, EQUIVALENT, FAULTS
from theorems.descent import pl_linear_rate
from theorems.ntk import kernel_flow_rate
from theorems.pca import gradient
from theorems.saddle import perturbation_law, proximal_point
from theorems.tensor import stationary_points_counted

THEOREMS = (pl_linear_rate.thm, gradient.thm, perturbation_law.thm)


@pytest.fixture(scope="module")
def watched():
    return watch(THEOREMS, Setting(profile="dev"))


def fault(watched, slot, name):
    return next(f for f in listed(watched, seeded(), slot) if f.name == name)


def test_every_slot_has_faults_of_its_own():
    for module in pkgutil.iter_modules(models.__path__, "models."):
        importlib.import_module(module.name)
    ours = {name for name, slot in SLOTS.items() if slot.default.__module__[:6] == "models"}
    assert set(FAULTS) == ours
    assert min(map(len, FAULTS.values())) >= 5
    assert {slot for slot, _ in EQUIVALENT} | set(ALIKE) <= ours


def test_what_checks_call_is_seen_and_can_be_reached(watched):
    assert watched.broken == ()
    wanted = {
        "pca": "gradient",
        "descent": "step",
        "least_squares": "",
        "perturbed_descent": "step",
    }
    assert set(wanted.items()) <= set(watched.seen)
    assert watched.sampled(("perturbed_descent", "step"))
    assert not watched.sampled(("pca", "gradient"))
    called = {t.theorem: {s for _, calls in t.draws for s, _ in calls} for t in watched.trials}
    assert set(called) == set(THEOREMS)
    for theorem, slots in called.items():
        assert slots <= reached(theorem)
    assert reached(gradient.thm) == {"pca"}


@pytest.mark.parametrize("slot", ["descent", "least_squares", "pca"])
def test_the_identity_lives(watched, slot):
    same = tapped(SLOTS[slot].default, lambda _, function, args, kwargs: function(*args, **kwargs))
    rows = attack(Fault(slot, "none", same), watched)
    assert {row.how for row in rows} == {"lives"}
    assert survivors(rows) == [f"{slot}: none: lives"]


@pytest.mark.parametrize(
    ("slot", "name", "theorem", "how"),
    [
        ("descent", "momentum 0.05", pl_linear_rate.thm, "values"),
        ("descent", "step: value of the call before", pl_linear_rate.thm, "values"),
        ("pca", "gradient: half of it, as printed", gradient.thm, "values"),
        ("pca", "gradient: last entry x (1 + 1e-6)", gradient.thm, "values"),
        ("pca", "gradient: wrong shape", gradient.thm, "refused"),
        ("least_squares", "x sign", pl_linear_rate.thm, "values"),
        ("perturbed_descent", "diameter for radius", perturbation_law.thm, "rejected"),
        ("perturbed_descent", "noise after the step", perturbation_law.thm, "rejected"),
    ],
)
def test_a_fault_is_killed_and_blamed(watched, slot, name, theorem, how):
    *others, row = attack(fault(watched, slot, name), watched)
    assert (row.theorem, row.how, row.killed, row.blamed) == (theorem.id, how, True, True)
    assert not any(other.killed for other in others)
    assert row.detail


def test_an_optimiser_is_spoilt_in_place(watched):
    spoilt = on_values(SLOTS["descent"].default, "step", lambda x: 2 * x)
    assert attack(Fault("descent", "twice", spoilt), watched)[-1].killed


def test_an_argument_of_a_factory_that_returns_tensors_is_spoilt():
    def weights(count, size):
        return (size * size,)

    made = on_argument(weights, "", 1, lambda size: 2 * size)(3, torch.tensor(2.0))
    assert made[0] == 16


def test_all_faults_of_a_list_of_points_are_killed_or_give_the_same_set():
    same = ["sign", "rows shifted by one", "entries reversed"]
    names = [*same, "x 2", "float16", "no maximisers", "first point twice for the last"]
    rows = run_slot("stationary_points", theorems=[stationary_points_counted.thm], only=names)
    assert survivors(rows) == []
    assert figures(rows)["equivalent"] == 3
    assert {row.same for row in rows if row.equivalent} == {"equal"}
    assert {row.how for row in rows if row.fault in ("x 2", "float16")} == {"values", "refused"}


def test_rows_outside_the_hypotheses_do_not_put_the_blame_on_the_statement():
    names = ["entries reversed", "value of the call before"]
    rows = run_slot("proximal_point", theorems=[proximal_point.thm], only=names)
    assert survivors(rows) == []
    assert figures(rows)["killed"] == 2


def test_what_fails_in_a_batch_alone_does_not_put_the_blame_on_the_dtype():
    names = ["residual: rows shifted by one", "residual: value of the call before"]
    rows = run_slot("kernel_flow", theorems=[kernel_flow_rate.thm], only=names, dtype=torch.float32)
    assert survivors(rows) == []
    assert figures(rows)["killed"] == 2


def test_a_project_without_a_list_has_generic_faults_alone(watched):
    none = seeded("no_such_project.faults")
    assert (none.faults, none.equivalent, none.alike) == ({}, {}, {})
    assert len(listed(watched, none, "pca")) > 20
