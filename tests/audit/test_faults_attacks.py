"""What the table of faults must not believe: dead faults, no faults, broken checks, excuses."""

from __future__ import annotations

import pytest
import torch
import typer
from sympy import Eq, Ge, Le
from typer.testing import CliRunner

from lemmata import Draw, Measured
from lemmata.audit import faults as audit
from lemmata.audit.faults import Row, Seeded, run_slot, sampled
from lemmata.audit.faults_command import faults as command
from lemmata.audit.faults_equal import as_set
from lemmata.audit.faults_table import figures, render, survivors
from lemmata.implementations import SLOTS, ImplementationError, Slot
from lemmata.measure import output, plain

from .toys import drawn, measure, square, theorem, told


@pytest.fixture(autouse=True)
def toy(monkeypatch):
    monkeypatch.setitem(SLOTS, "toy", Slot("toy", lambda: square, "factory() -> callable(x)"))


def hows(rows):
    return [row.how for row in rows]


def test_every_generic_fault_of_a_watched_value_is_killed():
    rows = run_slot("toy", theorems=[theorem()], given=Seeded({}, {("toy", "x sign"): "even"}, {}))
    assert survivors(rows) == []
    assert figures(rows)["faults"] == figures(rows)["killed"] + 1 > 15


def test_a_fault_that_is_none_survives():
    rows = told({"none": lambda: lambda x: x * x})
    assert hows(rows) == ["lives"]
    assert survivors(rows) == ["toy: none: lives"]


def test_a_fault_that_raises_is_killed_and_counted_apart():
    rows = told({"raises": lambda: lambda x: x.nonsense})
    assert hows(rows) == ["raised"]
    assert "AttributeError" in rows[0].detail
    assert (figures(rows)["killed"], figures(rows)["raised"]) == (1, 1)


def test_a_factory_that_raises_is_killed():
    def broken():
        raise ZeroDivisionError("no")

    assert hows(told({"raises": broken})) == ["raised"]


def test_nan_is_killed_by_its_value():
    (row,) = told({"no number": lambda: lambda x: x * torch.nan})
    assert (row.how, row.blamed) == ("values", True)
    assert "fails for the implementation values: the implementation is wrong" in row.detail


def test_nan_in_a_loose_claim_is_killed_too():
    (row,) = told({"no number": lambda: lambda x: x * torch.nan}, thms=[theorem(Ge)])
    assert row.how == "values"


def test_a_dead_fault_is_reported():
    kept = []

    def frozen(p, options, implementation):
        if not kept:
            kept.append(SLOTS["toy"]())  # under the watch, and never again
        kept[0](p["x"].mid)
        return measure(p, options, False)

    rows = told({"wrong": lambda: lambda x: x}, thms=[theorem(on=frozen)])
    assert hows(rows) == ["unused"]
    assert survivors(rows) == ["toy: wrong: nothing calls its factory"]


def test_a_slot_without_theorems_is_reported():
    rows = run_slot("toy", theorems=[], given=Seeded({"toy": {"wrong": lambda: square}}, {}, {}))
    assert survivors(rows) == ["toy: no theorem uses it"]
    assert figures(rows) | {"slots": 1, "survivors": 1, "faults": 0} == figures(rows)


def test_an_unknown_slot_is_refused():
    with pytest.raises(ImplementationError, match="no slot 'nonsense'; slots: "):
        run_slot("nonsense", theorems=[])


def test_a_check_that_fails_without_a_fault_kills_nothing():
    def off(p, options, implementation):
        made = measure(p, options, implementation)
        if made.implementation:
            made.implementation["y"].value.add_(1)
        return made

    rows = told({"wrong": lambda: lambda x: 2 * x * x}, thms=[theorem(on=off)])
    assert hows(rows) == ["lives"]


def test_a_check_that_raises_without_a_fault_is_reported():
    def raises(p, options, implementation):
        SLOTS["toy"]()
        raise RuntimeError("out of order")

    rows = told({"wrong": lambda: lambda x: x}, thms=[theorem(on=raises, name="test.raises")])
    assert any("test.raises" in line and "out of order" in line for line in survivors(rows))
    good = theorem(name="test.good")
    rows = told({"wrong": lambda: lambda x: x}, thms=[theorem(on=raises), good])
    assert [row.theorem for row in rows if row.killed] == ["test.good"]


def test_two_faults_of_one_name_are_refused():
    with pytest.raises(ImplementationError, match="two faults of 'toy' are called NaN"):
        told({"NaN": lambda: lambda x: x * torch.nan})


# Excuses ------------------------------------------------------------------------------------------


def test_an_equivalent_fault_returns_the_same_values():
    rows = told({"again": lambda: lambda x: (-x) * (-x)}, ["again"])
    assert (rows[0].how, rows[0].same) == ("same", "equal")
    assert survivors(rows) == []
    assert figures(rows)["equivalent"] == 1


def test_equal_values_with_another_derivative_are_not_equivalent():
    def slope(p, options, implementation):
        """y = x d(x^2)/dx / 2."""
        made = measure(p, options, False)
        if not implementation:
            return made
        x = plain(p["x"]).clone().requires_grad_(True)
        (twice,) = torch.autograd.grad(SLOTS["toy"]()(x).sum(), x)
        found = output(x.detach() * twice / 2, made.reference["y"], 4)
        return Measured(made.reference, {"y": found})

    faults = {"half detached": lambda: lambda x: x.detach() * x}
    rows = told(faults, ["half detached"], [theorem(on=slope)])
    assert (rows[0].same, rows[0].how) == ("equal", "values")
    assert survivors(rows) == ["toy: half detached: declared equivalent, killed by test.squares"]


def test_a_wrong_value_says_more_than_an_exception():
    def sometimes(x):
        if bool((x > 12).any()):
            raise ZeroDivisionError("large")
        return x * x * 2

    def few(dtype):
        return drawn(dtype).map(lambda draw: Draw({"x": draw.inputs["x"][:1]}))

    (row,) = told({"sometimes": lambda: sometimes}, thms=[theorem(draw=few)])
    assert row.how == "values"


def test_rounding_is_told_from_equality():
    rows = told({"rounded": lambda: lambda x: x * x * 3 / 3 * (1 + 2**-52)}, ["rounded"])
    assert (rows[0].how, rows[0].same) == ("lives", "rounding")
    assert survivors(rows) == []


def test_a_fault_that_lives_because_the_claim_is_loose_is_not_equivalent():
    rows = told({"larger": lambda: lambda x: x * x + 1}, ["larger"], [theorem(Ge)])
    assert rows[0].same == "differs"
    assert survivors(rows) == ["toy: larger: declared equivalent, but its values differ"]


def test_a_killed_fault_is_not_equivalent():
    rows = told({"smaller": lambda: lambda x: x * x - 1}, ["smaller"])
    assert survivors(rows) == ["toy: smaller: declared equivalent, killed by test.squares"]


def test_an_excuse_for_a_fault_that_does_not_exist_is_reported():
    rows = told({}, ["long gone"])
    assert survivors(rows) == ["toy: long gone: declared equivalent, but there is no such fault"]


def test_halves_that_this_machine_rounds_alike_need_no_fault():
    assert survivors(told({}, ["hessian: transposed"])) == []


def test_a_fault_that_fails_in_another_way_is_compared_as_different():
    rows = told({"list": lambda: lambda x: (x * x).tolist()}, ["list"])
    assert survivors(rows) == ["toy: list: declared equivalent, killed by test.squares"]


def test_a_normal_form_is_what_the_slot_promises():
    faults = {"reversed": lambda: lambda x: (x * x).flip(0)}
    loose = [theorem(lambda y, s: Ge(y, -1))]
    assert told(faults, ["reversed"], loose)[0].same == "differs"
    assert told(faults, ["reversed"], loose, {"toy": as_set})[0].same == "equal"


# Blame, figures, the command ----------------------------------------------------------------------


def row(**changes):
    made = {"slot": "s", "fault": "f", "theorem": "t", "killed": True, "blamed": True}
    return Row(**{**made, "seconds": 0.0, "how": "values", **changes})


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        ([row()], None),
        ([row(blamed=False)], "s: f: the implementation is not blamed by t"),
        ([row(), row(theorem="u", blamed=False)], "s: f: the implementation is not blamed by u"),
        ([row(killed=False, how="lives")], "s: f: lives"),
        ([row(killed=False, how="lives"), row(theorem="u")], None),
        (
            [row(killed=False, how="lives", equivalent="why")],
            "s: f: declared equivalent, but its values were not compared",
        ),
    ],
)
def test_complaints(rows, text):
    assert survivors(rows) == ([text] if text else [])
    assert figures(rows)["survivors"] == bool(text)


def test_all_theorems_are_asked_when_complete():
    thms = [theorem(name="test.one"), theorem(Le, name="test.two")]
    faults = {"larger": lambda: lambda x: x * x + 1}
    assert [r.theorem for r in told(faults, thms=thms)] == ["test.one"]
    both = told(faults, thms=thms, complete=True)
    assert [(r.theorem, r.killed) for r in both] == [("test.one", True), ("test.two", True)]
    assert "  larger   #  #" in render(both)


@pytest.fixture
def library(monkeypatch):
    """A library of one theorem, and two specific faults."""
    given = Seeded({"toy": {"x^3": lambda: lambda x: x**3}}, {("toy", "x sign"): "even"}, {})
    monkeypatch.setattr(audit, "library", lambda: (theorem(),))
    monkeypatch.setattr(audit, "seeded", lambda: given)
    monkeypatch.setattr(audit, "slots", lambda: ["toy"])
    return given


def run(*arguments):
    app = typer.Typer()
    app.command()(command)
    return CliRunner().invoke(app, list(arguments))


def test_the_command_prints_the_table_and_writes_json(library, tmp_path):
    made = run("toy", "--jobs", "1", "--json", str(tmp_path / "faults.json"))
    assert made.exit_code == 0, made.output
    assert "1 test.squares" in made.output
    assert "equivalent (equal): even" in made.output
    assert '"survivors": 0' in (tmp_path / "faults.json").read_text()


def test_the_command_fails_on_a_survivor(library):
    library.faults["toy"]["none"] = lambda: square
    made = run("--jobs", "1")
    assert made.exit_code == 1
    assert "SURVIVOR: lives" in made.output


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["nonsense"], "no slot 'nonsense'"),
        (["--dtype", "float16"], "unknown dtype 'float16'; accepted: float64, float32"),
        (["--profile", "slow"], "unknown profile 'slow'; accepted: "),
        (["toy", "--sample", "3"], "--sample chooses slots"),
        (["--sample", "0"], "a sample needs at least one fault, got 0"),
    ],
)
def test_the_command_refuses(library, arguments, text):
    made = run(*arguments)
    assert made.exit_code == 2
    assert text in made.output


def test_a_sample_is_the_same_for_the_same_seed(library):
    def names(seed, count):
        return [r.fault for r in sampled(seed, count)]

    assert names(0, 5) == names(0, 5)
    assert len(set(names(0, 5))) == 5
    assert names(0, 5) != names(1, 5)
    assert len(names(0, 1000)) == audit.SLICE


def test_claims_of_equality_are_what_kills_small_factors():
    faults = {"slightly more": lambda: lambda x: x * x * (1 + 1e-6)}
    assert told(faults, thms=[theorem(Eq)])[0].killed
    assert not told(faults, thms=[theorem(Ge)])[0].killed
