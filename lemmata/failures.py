"""What a failure looks like: the claim, both sides, the instance, who is wrong, how to reproduce.

Blame is decided by replaying the smallest failing instance with the reference model at high
precision, where rounding cannot explain anything.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import torch
from sympy.core.relational import Relational
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or

from .arbs import ArbTensor
from .checks import Failing, Runner, Setting, binding, measured
from .evaluate import Evaluator
from .implementations import given_options
from .measure import Draw, Output
from .render import pretty
from .theorem import Check, Theorem

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
    """Whether the statement holds on the smallest instance at 256 bits; None if undecided."""
    inputs = {name: ArbTensor.from_tensor(tensor) for name, tensor in failing.draw.inputs.items()}
    try:
        made = check.model(inputs, failing.draw.options, False)
        evaluator = Evaluator(binding(theorem, made.reference))
        verdicts = [arb_verdict(c.relation, evaluator)[1] for c in check.conclusions]
    except Exception:  # a model that needs float-only functions cannot be replayed this way
        return None
    return all(verdicts)


def arb_verdict(claim: Any, evaluator: Evaluator) -> tuple[bool, bool]:
    """(certainly, possibly) true for high-precision enclosures of one instance."""
    if isinstance(claim, (And, Or)):
        parts = [arb_verdict(arg, evaluator) for arg in claim.args]
        fold = all if isinstance(claim, And) else any
        return fold(c for c, _ in parts), fold(p for _, p in parts)
    if isinstance(claim, Not):
        certainly, possibly = arb_verdict(claim.args[0], evaluator)
        return not possibly, not certainly
    if isinstance(claim, Implies):
        return arb_verdict(Or(Not(claim.args[0]), claim.args[1], evaluate=False), evaluator)
    if isinstance(claim, Equivalent):
        (c, p), (d, q) = (arb_verdict(arg, evaluator) for arg in claim.args)
        return (c and d) or not (p or q), not ((c and not q) or (d and not p))
    left, right = (evaluator._array(evaluator(side)) for side in (claim.lhs, claim.rhs))
    gap = right - left if claim.rel_op in ("<=", "<") else left - right
    if claim.rel_op == "!=":
        truth = gap == gap * 0
        return not bool(truth.possibly.all()), not bool(truth.certainly.all())
    truth = {"==": gap.__eq__, "<=": gap.__ge__, ">=": gap.__ge__}.get(claim.rel_op, gap.__gt__)(0)
    return bool(truth.certainly.all()), bool(truth.possibly.all())


def check_failure(
    theorem: Theorem, check: Check, setting: Setting, failing: Failing
) -> tuple[str, str]:
    """(status, text) of a failing check; `error` when our own enclosure is at fault."""
    failing = replace(
        failing, draw=_as_run(failing.draw, setting), worst=_as_run(failing.worst, setting)
    )
    holds = high_precision(theorem, check, failing)
    status = "violated"
    if failing.role == "construction":
        verdict = CONSTRUCTION
        why = "it does not satisfy the hypothesis that the check says it constructs"
    elif failing.role == "reference":
        if holds is True:
            status, verdict = "error", ENCLOSURE
            why = "at 256 bits the statement holds on this instance, the enclosure denies it"
        elif holds is False:
            verdict, why = STATEMENT, "refuted at 256 bits on this instance"
        else:
            verdict, why = STATEMENT, "refuted by the enclosure; not replayed at high precision"
    elif holds is False:
        verdict, why = STATEMENT, "refuted at 256 bits on this instance"
    else:
        verdict, why = IMPLEMENTATION, "the reference model satisfies the claim on this instance"
        if setting.dtype != torch.float64 and _fine_in_float64(theorem, check, setting, failing):
            verdict, why = DTYPE, "in float64 the same implementation passes on this instance"
    text = _text(theorem, check, setting, failing, f"{verdict}: {why}")
    return status, text


def _as_run(draw: Draw, setting: Setting) -> Draw:
    """The instance as the dtype of the run rounds it: what was really checked."""
    inputs = {n: t.to(setting.dtype).to(torch.float64) for n, t in draw.inputs.items()}
    return Draw(inputs, draw.options, draw.label)


def _fine_in_float64(theorem: Theorem, check: Check, setting: Setting, failing: Failing) -> bool:
    wide = Runner(theorem, check, Setting(setting.device, torch.float64, setting.profile))
    return not bool(wide.fails(failing.name, failing.role, failing.draw).any())


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
