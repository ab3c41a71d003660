"""The margin map: what is attained, what is loose, and what is not known is counted."""

from __future__ import annotations

import json
from fractions import Fraction

import numpy as np
import pytest
import torch
from hypothesis import strategies as st
from sympy import Eq, Implies, Max, Or
from typer.testing import CliRunner

from lemmata import Draw, Measured, cli
from lemmata.audit.margins import margin_rows, run_theorem
from lemmata.audit.margins_command import margins
from lemmata.audit.margins_rows import EQUATION
from lemmata.audit.margins_text import document, figures, render, summary
from lemmata.balls import Ball
from lemmata.checks import Runner, Setting
from lemmata.implementations import using
from lemmata.library import select
from lemmata.measure import Output
from tests.harness.statements import as_given, means, pairs, statement


def drawn(label="given", **inputs):
    """A strategy of one batch."""
    tensors = {name: torch.tensor(values, dtype=torch.float64) for name, values in inputs.items()}
    return lambda dtype: st.just(Draw(tensors, {}, label))


def the_row(claim, draw, model=as_given, assume=None, **options):
    """The only row of a theorem about a and b (real), from a check on `draw`."""
    thm = statement()
    a, b = thm.real("a b")
    if assume is not None:
        thm.assume("given", assume(a, b))
    thm.check(thm.conclude("bound", claim(a, b)), on=model, draw=draw, **options)
    (row,) = margin_rows(thm)
    return row


def below(a, b):
    return a <= b


class TestMap:
    def test_relative_slacks_of_known_numbers(self):
        row = the_row(below, drawn(a=[1.0, 1.0, -1.0, 3.0], b=[1.0, 2.0, 1.0, 4.0]))
        assert (row.rows, row.inside, row.claimed, row.known) == (4, 4, 4, 4)
        assert (row.attained, row.near, row.undecided, row.violated) == (1, 0, 0, 0)
        exact = {"0": 0, "1": 0, "25": 0, "50": Fraction(1, 4), "75": Fraction(1, 2), "100": 2}
        for share, value in exact.items():
            lower, upper = row.quantiles[share]
            assert lower <= value <= upper
            assert upper - lower < 1e-15
        assert dict(row.tightest.quantities) == {"a": "1", "b": "1"}
        assert dict(row.loosest.quantities) == {"a": "-1", "b": "1"}
        assert (row.tightest.draw, row.tightest.row, row.loosest.row) == (0, 0, 2)
        assert row.tightest.label == "given"

    def test_the_equality_case_among_the_draws_is_seen(self):
        thm, *_ = means()
        (row,) = margin_rows(thm)
        assert row.sharp
        assert row.attained > 0
        assert row.quantiles["0"] == (0.0, 0.0)
        assert row.tightest.quantities["a"] == row.tightest.quantities["b"]

    def test_a_stored_sharp_case_of_a_real_theorem(self):
        rows = run_theorem("theorems/descent/smooth_gap.py", Setting(profile="dev"))
        gap = next(row for row in rows if row.conclusion == "gap" and row.check == "slope")
        lower, upper = gap.quantiles["0"]
        assert lower <= 0 <= upper < 1e-9
        assert gap.attained > 0
        assert gap.known + gap.both_zero + gap.unknown == gap.claimed

    def test_the_rows_are_those_of_the_check(self):
        setting = Setting(profile="dev")
        (theorem,) = select(["theorems/descent/pl_linear_rate.py"])
        seen = []

        class Kept(Runner):
            def examine(self, draw):
                super().examine(draw)
                seen.append(draw)

        runner = Kept(theorem, theorem.checks[0], setting)
        assert runner.explore() is None
        (row,) = margin_rows(theorem, setting)
        assert (row.rows, row.inside + row.doubtful) == (runner.tally.rows, runner.tally.inside)
        for place in (row.tightest, row.loosest):
            draw = seen[place.draw]
            assert draw.label == place.label
            first = draw.inputs["x"][place.row].flatten()[:1].item()
            assert f"{first:.6g}" in place.quantities["x"] or place.step

    def test_a_draw_that_fails_the_check_does_not_stop_the_map(self):
        thm, *_ = means(factor=Fraction(1, 2))
        (row,) = margin_rows(thm)
        true, *_ = means()
        assert row.rows == margin_rows(true)[0].rows
        assert row.violated > 0
        assert row.quantiles["0"][1] < 0
        assert figures([row])["violated"][0]["rows"] == row.violated
        assert "VIOLATED" in render([row])
        assert "VIOLATED" in summary(figures([row]))

    def test_steps_of_a_run(self):
        def twice(p, options, implementation):
            both = {name: torch.cat([p[name], 2 * p[name]]) for name in ("a", "b")}
            return Measured({**both, "b": both["b"] + 1})

        row = the_row(below, drawn(a=[1.0, 2.0], b=[1.0, 8.0]), twice)
        assert (row.rows, row.known) == (4, 4)
        assert (row.loosest.row, row.loosest.step) == (1, 0)
        assert (row.tightest.row, row.tightest.step) == (0, 1)

    def test_the_first_row_of_a_later_draw(self):
        """The tightest row of all stands first in one of two batches."""
        first, second = ({"a": [1.0, 1.0], "b": [9.0, 9.0]}, {"a": [7.0, 1.0], "b": [8.0, 9.0]})
        both = st.sampled_from([drawn("first", **first), drawn("second", **second)])
        row = the_row(below, lambda dtype: both.flatmap(lambda draw: draw(dtype)))
        assert (row.tightest.label, row.tightest.row) == ("second", 0)
        assert row.tightest.quantities["a"] == "7"
        assert row.loosest.quantities["a"] == "1"


class TestLost:
    """Every row is somewhere in the counts, and what has no map says why."""

    def test_no_row_inside(self):
        row = the_row(below, drawn(a=[1.0, 2.0], b=[2.0, 3.0]), assume=lambda a, b: a > 5)
        assert (row.rows, row.inside, row.known) == (2, 0, 0)
        assert "inside the hypotheses" in row.missing
        assert not row.failed
        assert row.tightest is row.loosest is row.separation is None
        assert figures([row])["without_map"][0]["why"] == row.missing
        assert "no map: no drawn row" in render([row])

    def test_rows_perhaps_inside_are_left_out(self):
        def blurred(p, options, implementation):
            return Measured({"a": Ball(p["a"].mid, 0.25), "b": p["b"]})

        row = the_row(below, drawn(a=[1.0, 2.0], b=[4.0, 4.0]), blurred, lambda a, b: a >= 1)
        assert (row.inside, row.doubtful, row.known) == (1, 1, 1)
        assert "1 perhaps inside, left out" in render([row])

    @pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf")])
    def test_no_numbers(self, value):
        row = the_row(below, drawn(a=[1.0, value, 2.0], b=[2.0, 2.0, 2.0]))
        assert (row.inside, row.known, row.unknown) == (3, 2, 1)
        assert row.loosest.quantities["a"] == "1"
        assert "not known on 1" in render([row])

    def test_nothing_but_unknown(self):
        row = the_row(below, drawn(a=[float("nan")], b=[2.0]))
        assert (row.claimed, row.unknown, row.known) == (1, 1, 0)
        assert row.missing == "its slack is known on no row"

    def test_nan_of_an_implementation_is_not_in_the_map(self):
        """The map is of the enclosures; that the implementation is wrong, the check says."""

        def model(p, options, implementation):
            nan = torch.full_like(p["a"].mid, torch.nan)
            return Measured({**p}, {"a": Output(nan, torch.zeros_like(nan))})

        draw = drawn(a=[1.0, 2.0], b=[1.0, 4.0])
        assert the_row(below, draw, model) == the_row(below, draw)

    def test_rows_at_iterates_of_an_implementation_that_are_no_numbers(self):
        """Gradient descent is run for some steps, and the claim is measured where it went."""

        class Lost(torch.optim.SGD):
            def step(self, closure=None):
                for group in self.param_groups:
                    for p in group["params"]:
                        p.data.fill_(torch.nan)

        setting = Setting(profile="dev")
        (theorem,) = select(["theorems/descent/pl_linear_rate.py"])
        (right,) = margin_rows(theorem, setting)
        with using("descent", Lost):
            (lost,) = margin_rows(theorem, setting)
        assert lost.rows == right.rows
        assert lost.known > 0
        assert lost.violated == 0
        assert lost.known + lost.unknown + lost.both_zero == lost.claimed
        assert lost.rows - lost.known > right.rows - right.known

    def test_what_breaks_its_own_construction_is_outside(self):
        thm = statement()
        a, b = thm.real("a b")
        small = thm.assume("small", a <= 2)
        bound = thm.conclude("bound", a <= b)
        draw = drawn(a=[1.0, 5.0], b=[2.0, 1.0])
        thm.check(bound, on=as_given, draw=draw, constructed=[small])
        (row,) = margin_rows(thm)
        assert (row.rows, row.inside, row.known, row.violated) == (2, 1, 1, 0)

    def test_no_scale_on_a_row(self):
        row = the_row(below, drawn(a=[0.0, 0.0, 1.0], b=[0.0, 0.0, 2.0]))
        assert (row.known, row.both_zero, row.unknown, row.attained) == (1, 2, 0, 0)
        assert "0 against 0 on 2" in render([row])

    def test_no_scale_on_any_row(self):
        row = the_row(below, drawn(a=[0.0], b=[0.0]))
        assert row.missing == "0 against 0 on every row"

    def test_a_scale_that_may_be_zero_is_not_divided_by(self):
        def blurred(p, options, implementation):
            return Measured({"a": Ball(p["a"].mid, 1e-30), "b": Ball(p["b"].mid, 1e-30)})

        row = the_row(below, drawn(a=[0.0], b=[0.0]), blurred)
        assert (row.unknown, row.known, row.both_zero) == (1, 0, 0)

    def test_one_side_zero_maps_the_slack_itself(self):
        row = the_row(lambda a, b: a - b >= 0, drawn(a=[3.0, 7.0], b=[3.0, 2.0]))
        assert not row.relative
        assert (row.quantiles["0"], row.quantiles["100"]) == ((0.0, 0.0), (5.0, 5.0))
        assert row.attained == 1
        assert "against 0: no scale" in render([row])
        assert figures([row])["without_scale"] == 1

    def test_a_strict_inequality_is_not_attained(self):
        row = the_row(lambda a, b: a < b, drawn(a=[1.0, 0.0, 1.0], b=[1.0, 0.0, 2.0]))
        assert (row.attained, row.violated, row.both_zero) == (0, 2, 1)

    def test_wide_enclosures_attain_nothing(self):
        def blurred(p, options, implementation):
            return Measured({"a": Ball(p["a"].mid, 0.5), "b": p["b"]})

        row = the_row(below, drawn(a=[1.0, 1.0], b=[1.25, 4.0]), blurred)
        assert (row.attained, row.undecided) == (0, 1)
        assert "not told from equality on 1" in render([row])
        found = figures([row])
        assert (found["attained"], found["never_near"], len(found["open"])) == (0, [], 1)
        assert "too wide to tell: test.statement bound: a <= b" in summary(found)

    def test_an_enclosure_of_everything_knows_nothing(self):
        def blurred(p, options, implementation):
            return Measured({"a": Ball(p["a"].mid, 100.0), "b": p["b"]})

        row = the_row(below, drawn(a=[1.0], b=[2.0]), blurred)
        assert (row.known, row.unknown) == (0, 1)

    def test_nearer_than_the_resolution(self):
        row = the_row(below, drawn(a=[1.0, 1.0], b=[1.0 + 2.0**-40, 2.0]))
        assert (row.attained, row.near) == (0, 1)
        assert figures([row])["attained"] == 1

    def test_a_model_that_raises(self):
        def broken(p, options, implementation):
            raise ZeroDivisionError("by nothing")

        row = the_row(below, drawn(a=[1.0], b=[2.0]), broken)
        assert row.failed
        assert row.missing == "the check raised ZeroDivisionError: by nothing"
        assert figures([row])["failed"]
        assert "FAILED" in summary(figures([row]))

    def test_a_strategy_that_raises(self):
        def nothing(dtype):
            raise ValueError("nothing to draw")

        row = the_row(below, nothing)
        assert row.failed
        assert "nothing to draw" in row.missing

    def test_a_strategy_that_draws_nothing(self):
        row = the_row(below, lambda dtype: st.nothing())
        assert row.failed

    def test_equations_have_no_map_and_are_no_inequalities(self):
        row = the_row(lambda a, b: Eq(a, b), drawn(a=[1.0], b=[1.0]))
        assert row.missing == EQUATION
        assert figures([row])["inequalities"] == 0
        assert EQUATION in render([row])

    def test_a_conclusion_without_a_check(self):
        thm = statement()
        a, b = thm.real("a b")
        thm.conclude("bound", a <= b)
        (row,) = margin_rows(thm)
        assert row.missing == "no check covers it"


class TestSeparation:
    def test_the_quantity_that_orders_the_slack(self):
        row = the_row(below, drawn(a=[1.0, 2.0, 3.0, 4.0], b=[5.0, 5.0, 5.0, 5.0]))
        found = row.separation
        assert (found.quantity, found.correlation, found.rows) == ("a", -1.0, 4)
        assert "goes most with a: rank correlation -1.00 over 4 rows" in render([row])

    def test_rounding_of_attained_rows_is_no_order(self):
        def blurred(p, options, implementation):
            return Measured({"a": Ball(p["a"].mid, 2.0**-40), "b": p["b"]})

        b = [1 + 2.0**-50, 1.0, 1 - 2.0**-50]
        row = the_row(below, drawn(a=[1.0, 1.0, 1.0], b=b), blurred)
        assert (row.attained, row.separation) == (3, None)

    @pytest.mark.parametrize(
        ("a", "b"), [([1.0], [2.0]), ([1.0, 2.0], [3.0, 3.0]), ([1.0, 2.0, 4.0], [2.0, 4.0, 8.0])]
    )
    def test_one_row_two_rows_a_constant_slack(self, a, b):
        row = the_row(below, drawn(a=a, b=b))
        assert row.known == len(a)
        assert row.separation is None
        assert len({row.quantiles["0"], row.quantiles["100"]}) == (2 if len(a) == 2 else 1)
        assert "no scalar varies with the slack, or the rows are too few" in render([row])


class TestParts:
    def test_an_implication_is_mapped_where_its_condition_holds(self):
        row = the_row(
            lambda a, b: Implies(a > 0, a <= b), drawn(a=[-5.0, 1.0, 2.0], b=[-9.0, 2.0, 2.0])
        )
        assert row.part == "a <= b   where a > 0"
        assert (row.inside, row.claimed, row.attained, row.violated) == (3, 2, 1, 0)
        assert "claimed on 2" in render([row])

    def test_a_condition_that_never_holds(self):
        row = the_row(lambda a, b: Implies(a > 9, a <= b), drawn(a=[1.0], b=[2.0]))
        assert row.missing == "what it is claimed under certainly holds on no row"

    def test_a_disjunction(self):
        thm = statement()
        a, b = thm.real("a b")
        either = thm.conclude("either", Or(a <= b, Eq(a, 3), evaluate=False))
        thm.check(either, on=as_given, draw=drawn(a=[3.0, 1.0, 2.0], b=[1.0, 1.0, 4.0]))
        (row,) = margin_rows(thm)
        assert (row.claimed, row.attained, row.violated) == (2, 1, 0)

    def test_several_checks_count_once(self):
        thm = statement()
        a, b = thm.real("a b")
        bound = thm.conclude("bound", b <= Max(a, b))
        for name, draw in (("near", pairs), ("far", drawn(a=[4.0], b=[1.0]))):
            thm.check(bound, on=as_given, draw=draw, name=name)
        rows = margin_rows(thm)
        assert [row.check for row in rows] == ["near", "far"]
        found = figures(rows)
        assert (found["inequalities"], found["mapped"], found["attained"]) == (1, 1, 1)
        far = figures(rows[1:])
        assert far["never_near"][0]["least"] == pytest.approx(0.75)
        assert far["attained"] == 0


class TestWritten:
    def test_printed(self, snapshot):
        thm, *_ = means()
        snapshot("margins", render(margin_rows(thm)))

    def test_json_has_no_infinities(self):
        thm, *_ = means()
        a, b = (thm.quantities[name].symbol for name in "ab")
        lost = thm.conclude("lost", a <= b)
        thm.check(lost, on=as_given, draw=drawn(a=[float("inf"), 1.0], b=[float("nan"), 2.0]))
        told = document(margin_rows(thm))
        again = json.loads(json.dumps(told, allow_nan=False))
        assert [row["conclusion"] for row in again["rows"]] == ["bound", "lost"]
        assert again["figures"]["mapped"] == 2

    def test_the_command(self, tmp_path):
        target = tmp_path / "margins.json"
        file = "theorems/descent/smooth_gap.py"
        done = CliRunner().invoke(
            cli.app, ["margins", file, "--jobs", "1", "--profile", "dev", "--json", str(target)]
        )
        assert done.exit_code == 0, done.output
        assert "Margins of descent.smooth_gap, check slope" in done.output
        assert "2 inequalities, 2 mapped" in done.output
        told = json.loads(target.read_text())
        assert told["profile"] == "dev"
        assert {row["conclusion"] for row in told["rows"]} == {"gap", "condition"}

    def test_a_bad_profile(self):
        done = CliRunner().invoke(cli.app, ["margins", "--profile", "huge"])
        assert done.exit_code == 2
        assert "huge" in done.output

    def test_a_violation_ends_the_command_with_1(self, monkeypatch):
        thm, *_ = means(factor=Fraction(1, 2))
        rows = margin_rows(thm)
        monkeypatch.setattr("lemmata.audit.margins.run_theorem", lambda target, setting: rows)
        monkeypatch.setattr("lemmata.audit.margins_command.selected", lambda targets: [thm])
        with pytest.raises(cli.typer.Exit) as ended:
            margins(jobs=1, brief=True)
        assert ended.value.exit_code == 1

    def test_the_page_shows_margins_only_when_asked(self):
        file = "theorems/saddle/gradient_decrease.py"
        for flags in ([], ["--margins"]):
            done = CliRunner().invoke(cli.app, ["show", file, *flags])
            assert done.exit_code == 0
            assert ("Margins of" in done.output) == bool(flags)


def test_the_map_repeats_itself():
    thm, *_ = means()
    assert margin_rows(thm) == margin_rows(thm)
    assert np.isfinite(
        [end for ends in margin_rows(thm)[0].quantiles.values() for end in ends]
    ).all()
