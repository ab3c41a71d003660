"""What a failure looks like: the claim, both sides, the instance, who is wrong, how to reproduce.

Blame is decided by replaying the smallest failing instance with the reference model at high
precision, where rounding cannot explain anything.
"""

from __future__ import annotations

import operator
from dataclasses import replace
from fractions import Fraction
from functools import reduce
from typing import Any

import torch
from sympy import Symbol
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or

from .arbs import ArbTensor, ArbTruth
from .checks import Failing, Runner, Setting, binding, measured
from .evaluate import Evaluator
from .implementations import given_options
from .measure import Draw, Output
from .render import pretty
from .statements import Check
from .theorem import Theorem

STATEMENT = "the statement is wrong"
IMPLEMENTATION = "the implementation is wrong"
DTYPE = "the dtype is too short for this implementation"
CONSTRUCTION = "the model of the check is wrong"
ENCLOSURE = "the enclosure or the reference model is wrong"


def fractions(draw: Draw) -> str:
    """A single-row draw as exact fractions, one line an input."""
    lines = [f"{key} = {value}" for key, value in draw.options.items()]
    for name, tensor in draw.inputs.items():
        lines.append(f"{name} = {_nested(tensor[0].tolist())}")
    return "\n".join(lines)


def _nested(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_nested(v) for v in value) + "]"
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    fraction = Fraction(value)
    p, q = fraction.numerator, fraction.denominator
    for big, sign in ((q, "-"), (p, "")):
        if abs(big) > 10**12 and abs(big) & (abs(big) - 1) == 0:
            rest = f"{p}*" if sign and p != 1 else ""
            return f"{rest}2^{sign}{abs(big).bit_length() - 1}"
    return str(fraction) if max(abs(p), q) < 10**12 else f"{value!r} (exactly {value.hex()})"


def high_precision(theorem: Theorem, check: Check, failing: Failing) -> bool | None:
    """Whether the statement holds on the smallest instance at 256 bits; None if undecided.

    An instance may give several rows; those that are not certainly inside the hypotheses and
    declared signs refute nothing.
    """
    inputs = {name: ArbTensor.from_tensor(tensor) for name, tensor in failing.draw.inputs.items()}
    promised = (*check.implements, *check.constructed)
    try:
        made = check.model(inputs, failing.draw.options, False)
        evaluator = Evaluator(binding(theorem, made.reference))
        inside = ArbTruth(True, True)
        for term in list(evaluator.values):
            if isinstance(term, Symbol) and term.is_nonnegative and term in theorem.measured_as:
                value = evaluator._array(evaluator(term))
                inside = inside & (value > 0 if term.is_positive else value >= 0)
        for hypothesis in theorem.hypotheses.values():
            if hypothesis not in promised:
                inside = inside & _truth(hypothesis.relation, evaluator)
        said = [_truth(c.relation, evaluator) for c in check.conclusions]
    except Exception:  # a model that needs float-only functions cannot be replayed this way
        return None
    return not any(bool((inside.certainly & truth.impossible).any()) for truth in said)


def arb_verdict(claim: Any, evaluator: Evaluator) -> tuple[bool, bool]:
    """(certainly, possibly) true of every row of high-precision enclosures."""
    truth = _truth(claim, evaluator).all()
    return bool(truth.certainly), bool(truth.possibly)


def _truth(claim: Any, evaluator: Evaluator) -> ArbTruth:
    """The truth of each row."""
    if isinstance(claim, (And, Or)):
        fold = operator.and_ if isinstance(claim, And) else operator.or_
        folded: ArbTruth = reduce(fold, [_truth(arg, evaluator) for arg in claim.args])
        return folded
    if isinstance(claim, Not):
        return ~_truth(claim.args[0], evaluator)
    if isinstance(claim, Implies):
        premise, conclusion = (_truth(arg, evaluator) for arg in claim.args)
        return ~premise | conclusion
    if isinstance(claim, Equivalent):
        first, second = (_truth(arg, evaluator) for arg in claim.args)
        return (first & second) | ~(first | second)
    left, right = (evaluator._array(evaluator(side)) for side in (claim.lhs, claim.rhs))
    gap = right - left if claim.rel_op in ("<=", "<") else left - right
    if claim.rel_op == "!=":
        return ~_by_row(gap == gap * 0)
    compare = {"==": gap.__eq__, "<=": gap.__ge__, ">=": gap.__ge__}
    return _by_row(compare.get(claim.rel_op, gap.__gt__)(0))


def _by_row(truth: ArbTruth) -> ArbTruth:
    entries = [t.reshape(len(t), -1).all(1) for t in (truth.certainly, truth.possibly)]
    return ArbTruth(*entries)


def check_failure(
    theorem: Theorem, check: Check, setting: Setting, failing: Failing
) -> tuple[str, str]:
    """(status, text) of a failing check; `error` when our own enclosure is at fault."""
    failing = replace(
        failing, draw=_as_run(failing.draw, setting), worst=_as_run(failing.worst, setting)
    )
    status, verdict, why = blame(theorem, check, setting, failing)
    text = _text(theorem, check, setting, failing, f"{verdict}: {why}")
    return status, text


def blame(
    theorem: Theorem, check: Check, setting: Setting, failing: Failing
) -> tuple[str, str, str]:
    """(status, who is wrong, why) of a failing check."""
    if failing.role == "construction":
        why = "it does not satisfy the hypothesis that the check says it constructs"
        return "violated", CONSTRUCTION, why
    holds = high_precision(theorem, check, failing)
    if failing.role == "reference" and holds is True:
        why = "at 256 bits the statement holds on this instance, the enclosure denies it"
        return "error", ENCLOSURE, why
    if holds is False:
        return "violated", STATEMENT, "refuted at 256 bits on this instance"
    if failing.role == "reference":
        why = "refuted by the enclosure; not replayed at high precision"
        return "violated", STATEMENT, why
    if _fine_in_float64(theorem, check, setting, failing):
        return "violated", DTYPE, "in float64 the same implementation passes on this instance"
    why = "the reference model satisfies the claim on this instance"
    return "violated", IMPLEMENTATION, why


def _as_run(draw: Draw, setting: Setting) -> Draw:
    """The instance as the dtype of the run rounds it: what was really checked."""
    inputs = {n: t.to(setting.dtype).to(torch.float64) for n, t in draw.inputs.items()}
    return Draw(inputs, draw.options, draw.label)


def _fine_in_float64(theorem: Theorem, check: Check, setting: Setting, failing: Failing) -> bool:
    """Whether the instance fails in a shorter dtype alone; not if it fails in its batch alone."""
    if setting.dtype == torch.float64:
        return False
    here, there = (
        Runner(theorem, check, s).fails(failing.name, failing.role, failing.draw).any()
        for s in (setting, replace(setting, dtype=torch.float64))
    )
    return bool(here) and not bool(there)


def sides(theorem: Theorem, check: Check, setting: Setting, failing: Failing) -> list[str]:
    """Both sides of the failing relation, with the excess and what rounding explains of it."""
    made = measured(check, failing.draw, setting)
    named = dict(made.reference)
    if failing.role == "implementation":
        named.update(made.implementation or {})
    for name, value in (made.implementation or {}).items():
        if failing.role == "implementation" and isinstance(value, Output):
            odd = value.value[~torch.isfinite(value.value) & torch.isfinite(value.explained)]
            if len(odd):
                return [f"returned   {name} = {odd[0].item()}, not a finite number"]
    evaluator = Evaluator(binding(theorem, named))
    claim = failing.relation
    if not isinstance(claim, Relational):
        return [f"relation {claim}"]
    left, right = (evaluator._array(evaluator(side)) for side in (claim.lhs, claim.rhs))
    gap = (left - right).reshape(-1)
    size = torch.maximum(gap.lower(), -gap.upper())
    worst = int(torch.nan_to_num(size, nan=-torch.inf).argmax())
    at = f" (entry {worst} of {gap.numel()})" if gap.numel() > 1 else ""
    shown = [
        torch.broadcast_to(side.mid.reshape(-1), gap.shape)[worst].item() for side in (left, right)
    ]
    explained = float(gap.rad[worst])
    excess = abs(float(gap.mid[worst]))
    return [
        f"left       {shown[0]:.17g}{at}",
        f"right      {shown[1]:.17g}",
        f"difference {excess:.3e}, of which rounding explains at most {explained:.3e}",
    ]


def _text(theorem: Theorem, check: Check, setting: Setting, failing: Failing, verdict: str) -> str:
    dtype = str(setting.dtype).removeprefix("torch.")
    lines = [
        f"{theorem.id}: {failing.name!r} fails for the {failing.role} values",
        f"claim      {pretty(failing.relation)}",
        *sides(theorem, check, setting, failing),
        f"verdict    {verdict}",
        "smallest instance",
        *("    " + line for line in fractions(failing.draw).splitlines()),
        "worst instance found",
        *("    " + line for line in _short(fractions(failing.worst)).splitlines()),
        f"reproduce  lemmata check {theorem.id} --dtype {dtype} --device {setting.device}"
        + "".join(f" --impl {option}" for option in given_options()),
    ]
    return "\n".join(lines)


def _short(text: str, width: int = 400) -> str:
    return "\n".join(
        line if len(line) <= width else line[:width] + f" ... ({len(line)} characters)"
        for line in text.splitlines()
    )
