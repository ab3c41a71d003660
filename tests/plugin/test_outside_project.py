"""The plugin collects, runs and reports somebody else's theorem files."""

from __future__ import annotations

import json


def run(pytester, *args):
    """In this process, where torch and SymPy are imported already."""
    return pytester.runpytest_inprocess("-p", "no:cacheprovider", *args)


def test_items_have_readable_ids_and_pass(project):
    pytester = project()
    collected = run(pytester, "--collect-only", "-q")
    collected.stdout.fnmatch_lines(
        [
            "theorems/means/two_numbers.py::spec?complete?",
            "theorems/means/two_numbers.py::proof?square?",
            "theorems/means/two_numbers.py::check?bound-cpu-float64?",
            "theorems/means/two_numbers.py::check?bound-cpu-float32?",
            "theorems/means/two_numbers.py::sharp?bound?",
            "theorems/means/two_numbers.py::refutes?half of it?",
        ]
    )
    result = run(pytester, "--ledger")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(
        [
            "lemmata: torch *, * threads, device cpu *dtype float64, float32, TF32 off, profile *",
            "holds *proved *means.two_numbers*",
            "obligations: 6 expected, 6 run, 0 skipped",
        ]
    )


def test_kinds_are_markers(project):
    result = run(project(), "-m", "proof or sharp")
    result.assert_outcomes(passed=2, deselected=4)
    result.stdout.fnmatch_lines(["obligations: 6 expected, 2 run, 0 skipped, 4 deselected"])


def test_dtype_is_repeatable_and_validated(project):
    pytester = project()
    run(pytester, "--dtype", "float32").assert_outcomes(passed=5)
    result = run(pytester, "--dtype", "float16")
    assert result.ret != 0
    result.stderr.fnmatch_lines(["*unknown dtype 'float16'; accepted: float64, float32, bfloat16"])


def test_missing_device_is_skipped_with_its_reason(project):
    import torch

    cuda = torch.cuda.is_available()
    expected = {"passed": 8} if cuda else {"passed": 6, "skipped": 2}
    result = run(project(), "--device", "cpu", "--device", "cuda", "-rs")
    result.assert_outcomes(**expected)
    if not cuda:
        result.stdout.fnmatch_lines(
            ["*8 expected, 6 run, 2 (no CUDA*", "SKIPPED*no CUDA device on this machine*"]
        )


def test_xdist_gives_the_same_ledger_and_denominator(project):
    result = project().runpytest_subprocess("-p", "no:cacheprovider", "-n", "2", "--ledger")
    result.assert_outcomes(passed=6)
    result.stdout.fnmatch_lines(["holds *means.two_numbers*", "obligations: 6 expected, 6 run*"])


def test_require_fails_below_the_level(project):
    pytester = project()
    assert run(pytester, "--require", "proved").ret == 0
    assert run(pytester, "--require", "perfect").ret != 0
    weaker = pytester.path / "theorems/means/two_numbers.py"
    text = weaker.read_text()
    start, end = text.index("@thm.proof"), text.index("def numbers")
    weaker.write_text(text[:start] + "thm.unproved(bound, 'not yet')\n\n\n" + text[end:])
    assert run(pytester).ret == 0
    result = run(pytester, "--require", "proved")
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*effective level enclosed, required proved*"])


def test_a_wrong_constant_fails_with_the_step_and_the_residual(project):
    result = run(project(bound="((a + b) / 2) ** 2 * 999999999 / 1000000000"))
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        ["*step `combine`: residual *(a + b)**2*", "*statement is wrong*", "*sharp*fails*"]
    )


def test_a_proof_of_another_statement_fails(project):
    pytester = project()
    path = pytester.path / "theorems/means/two_numbers.py"
    path.write_text(
        path.read_text().replace("k.combine(bound,", "k.combine(2 * a * b <= a**2 + b**2,")
    )
    path.write_text(path.read_text().replace("('1/4', a - b)", "(1, a - b)"))
    result = run(pytester)
    assert result.ret == 1
    result.stdout.fnmatch_lines(["*proof 'square' of means.two_numbers proves another statement*"])


def test_a_shrinking_denominator_fails(project):
    pytester = project()
    stored = {
        "means.two_numbers": {"file": "theorems/means/two_numbers.py", "refutes": 2},
        "means.gone": {"file": "theorems/means/gone.py", "proof": 1},
    }
    (pytester.path / "denominator.json").write_text(json.dumps(stored))
    result = run(pytester)
    assert result.ret == 1
    result.stdout.fnmatch_lines(
        [
            "*means.two_numbers: 2 obligations of kind refutes stored, 1 declared*",
            "*means.gone: its file theorems/means/gone.py is gone*",
        ]
    )


def test_a_file_without_a_theorem_is_an_error(project):
    pytester = project()
    (pytester.path / "theorems/means/empty.py").write_text("x = 1\n")
    result = run(pytester)
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*declares no Theorem*"])


def test_an_id_used_twice_and_a_slot_that_nobody_declares(project):
    pytester = project()
    first = pytester.path / "theorems/means/two_numbers.py"
    (first.parent / "again.py").write_text(first.read_text())
    result = run(pytester, "--impl", "nowhere=math:sin")
    assert result.ret != 0
    result.stdout.fnmatch_lines(["*the theorem id 'means.two_numbers' is also used in*"])
    (first.parent / "again.py").unlink()
    result = run(pytester, "--impl", "nowhere=math:sin")
    result.assert_outcomes(failed=6)
    result.stdout.fnmatch_lines(["*--impl: no slot 'nowhere'; slots: *"])


SAMPLED = """
\"\"\"A uniform number is below q with probability q.

Source   Bruna 2018, Saddles and gradient descent.
Claim    P(U < q) <= q.
Covers   every q.
Silent   on everything else.
\"\"\"
import torch
from lemmata import Theorem, cite

thm = Theorem("coins.below", catalogue=["x.u"], sources=[cite("Bruna 2018", "Saddles")])
q, U = thm.positive("q"), thm.nonneg("U")
p = thm.nonneg("p", "P(U < q)")
bound = thm.conclude("bound", p <= {bound})
thm.unproved(bound, because="a law")
thm.event(p, U < q)


def law(generator, count, at):
    return {{"U": torch.rand(count, generator=generator, dtype=torch.float64)}}


thm.sample(bound, on=law, at=[{{"q": "1/2"}}], draws=4000)
thm.rejects("half", p <= q / 2, of=bound)
thm.example({{"q": "1/2", "p": "1/4", "U": 0}})
"""


def sampled(pytester, bound):
    folder = pytester.mkdir("theorems") / "coins"
    folder.mkdir()
    (folder / "below.py").write_text(SAMPLED.format(bound=bound).lstrip())
    pytester.makeini("[pytest]\n")
    return pytester


def test_sampled_claims_are_items_and_their_budget_is_printed(pytester):
    result = run(sampled(pytester, "q"), "--ledger", "-m", "whp or spec")
    result.assert_outcomes(passed=2, deselected=1)
    result.stdout.fnmatch_lines(["holds *sampled *coins.below*", "sampler: 1 tests, each with*"])


def test_a_false_sampled_claim_fails_and_says_how_to_reproduce(pytester):
    result = run(sampled(pytester, "q * 4 / 5"), "--sampler-seed", "12")
    result.assert_outcomes(passed=2, failed=1)
    result.stdout.fnmatch_lines(["*lemmata check coins.below --sampler-seed 12"])
