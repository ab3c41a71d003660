"""Enclosure checks: conclusions on drawn batches, for the reference and for the implementation.

Two questions are kept apart on every row. Is the mathematics right? The conclusion is evaluated on
enclosures of the exact quantities. Is the implementation right? The same relations are evaluated
with its outputs in place, each allowed the rounding that its own arithmetic explains.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import torch
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import HypothesisWarning
from sympy import Symbol
from sympy.logic.boolalg import Boolean
from torch import Tensor

from .balls import Ball
from .choices import from_the_seed
from .evaluate import Evaluator, Verdict, judge
from .measure import Draw, Measured, Output, WrongValue, narrowed
from .shrink import shrink
from .statements import Check, Conclusion, Hypothesis, StatementError
from .theorem import Theorem

EXAMPLES = {"dev": 8, "ci": 12, "thorough": 300}
"""Hypothesis examples a check; each is a batch of instances."""
EARLY = {"dev": 3, "ci": 6, "thorough": 300}
"""Examples after which a check ends if it has shown its power by then: nothing else would tell a
check that holds from one that cannot fail. In a shorter dtype half of it: there the mathematics has
been judged already, and more tightly."""


@dataclass(frozen=True)
class Setting:
    """Where and how a check runs; `seed` is the sampler's."""

    device: str = "cpu"
    dtype: torch.dtype = torch.float64
    profile: str = "ci"
    seed: int = 0

    @property
    def narrow(self) -> torch.dtype | None:
        """The dtype of implementations, where no balls exist in it."""
        return self.dtype if self.dtype == torch.bfloat16 else None

    @property
    def enclosed(self) -> torch.dtype:
        """The dtype of the balls."""
        return torch.float32 if self.narrow else self.dtype


def lengths(setting: Setting) -> tuple[int, int]:
    """Examples after which a check may end, and after which it must."""
    early = EARLY[setting.profile]
    return (early if setting.dtype == torch.float64 else (early + 1) // 2), EXAMPLES[
        setting.profile
    ]


MODERATE = 2.0**16
"""Between this and its inverse, products of seven numbers have normal numbers in bfloat16."""


def moderate(draw: Draw, setting: Setting) -> Tensor:
    """The instances whose numbers a shorter dtype multiplies without underflow or overflow.

    Balls see to that in their own dtype, but not in the shorter one of an implementation.
    """
    kept = torch.ones(len(draw), dtype=torch.bool)
    if setting.narrow:
        numbers = [v for v in draw.options.values() if isinstance(v, (float, Fraction))]
        for value in (*draw.inputs.values(), *(torch.tensor(float(v)) for v in numbers)):
            size = value.abs().to(torch.float64)
            fits = (size == 0) | ((size >= 1 / MODERATE) & (size <= MODERATE))
            kept &= fits.reshape(len(draw), -1).all(1) if fits.ndim else fits
    return kept


@dataclass
class Tally:
    """What a check saw. `closest`: the best closeness per conclusion; `refuted`: false variants."""

    rows: int = 0
    inside: int = 0
    holds: int = 0
    undecided: int = 0
    closest: dict[str, float] = field(default_factory=dict)
    decided: Counter[str] = field(default_factory=Counter)
    refuted: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Failing:
    """A relation that fails, in whose values, on the smallest and on the worst instance found."""

    relation: Boolean
    name: str
    role: str
    draw: Draw
    worst: Draw


@dataclass(frozen=True)
class Judged:
    """One relation judged on a batch: rows that violate it, and by how much."""

    name: str
    role: str
    relation: Boolean
    violated: Tensor
    excess: Tensor


class Violation(Exception):
    """Raised inside a Hypothesis example so that the structure shrinks."""

    def __init__(self, judged: Judged, batch: Draw) -> None:
        super().__init__(f"{judged.name} violated ({judged.role})")
        self.judged, self.batch = judged, batch
        per_step = judged.excess.nan_to_num(nan=torch.inf).reshape(-1, len(batch))
        self.rows = judged.violated.reshape(-1, len(batch)).any(0)
        excess = per_step.amax(0).where(self.rows, torch.tensor(-torch.inf, dtype=per_step.dtype))
        self.worst, self.excess = int(excess.argmax()), float(excess.max())


def measured(check: Check, draw: Draw, setting: Setting, implementation: bool = True) -> Measured:
    """The model's quantities on a draw, as balls (reference) and outputs (implementation)."""
    inputs = {
        name: Ball.exact(tensor.to(setting.device, setting.dtype).to(setting.enclosed))
        for name, tensor in draw.inputs.items()
    }
    with narrowed(setting.narrow):
        made: Measured = check.model(inputs, draw.options, implementation)
    return made


def binding(theorem: Theorem, named: Mapping[str, Any]) -> dict[Any, Any]:
    """Terms to arrays, from the names that the model uses; outputs become balls."""
    known = {name: term for term, name in theorem.measured_as.items()}
    found = {
        known[name]: Ball(value.value, value.explained) if isinstance(value, Output) else value
        for name, value in named.items()
        if name in known
    }
    if not found:
        raise StatementError(f"{theorem.id}: the model measures none of {sorted(known)}")
    return found


def _size(values: Mapping[Any, Any]) -> int:
    return max(len(v) for v in values.values())


def _broken(named: Mapping[str, Any], reference: Mapping[str, Any], batch: int) -> Tensor:
    """Rows on which an implementation returned no number where the exact value is known."""
    bad = torch.zeros(batch, dtype=torch.bool)
    for name, value in named.items():
        if isinstance(value, Output):
            odd = ~torch.isfinite(value.value) & torch.isfinite(value.explained)
            if isinstance(reference.get(name), Ball):
                odd &= torch.isfinite(reference[name].rad)
            bad |= odd.reshape(len(odd), -1).any(1).cpu()
    return bad


class Runner:
    """Evaluates one check; `examine` raises `Violation` on a failing batch."""

    def __init__(self, theorem: Theorem, check: Check, setting: Setting) -> None:
        self.theorem, self.check, self.setting = theorem, check, setting
        self.tally = Tally()
        self.names = set(theorem.measured_as.values())
        self.promised = (*check.implements, *check.constructed)
        self.assumed = [h for h in theorem.hypotheses.values() if h not in self.promised]
        self.variants = [
            v for v in theorem.variants if v.of in check.conclusions and v.given is None
        ]

    def domain(self, evaluator: Evaluator, batch: int) -> tuple[Tensor, Tensor]:
        """(certainly, possibly) inside the hypotheses and declared signs, per row."""
        certainly = torch.ones(batch, dtype=torch.bool)
        possibly = certainly.clone()
        for hypothesis in self.assumed:
            said = judge(hypothesis.relation, evaluator, batch)
            certainly &= said.certainly.cpu()
            possibly &= said.possibly.cpu()
        for term in list(evaluator.values):
            if (
                isinstance(term, Symbol)
                and term.is_nonnegative
                and term in self.theorem.measured_as
            ):
                array = evaluator(term)
                within = (array.upper() > 0 if term.is_positive else array.upper() >= 0).cpu()
                certainly, possibly = certainly & within, possibly & within
        return certainly, possibly

    def verdicts(self, draw: Draw) -> list[Judged]:
        """Every relation, judged in every role; updates the tally."""
        made = measured(self.check, draw, self.setting)
        reference = binding(self.theorem, made.reference)
        batch = _size(reference)
        evaluator = Evaluator(reference)
        certainly, possibly = self.domain(evaluator, batch)
        self.tally.rows += batch
        self.tally.inside += int(possibly.sum())
        out = []
        for hypothesis in self.check.constructed:  # first: a broken model is not a false statement
            said = judge(hypothesis.relation, evaluator, batch)
            out.append(_judged(hypothesis, "construction", said, ~said.possibly.cpu() & possibly))
        for conclusion in self.check.conclusions:
            said = judge(conclusion.relation, evaluator, batch)
            violated = ~said.possibly.cpu() & certainly
            self._count(conclusion, said, possibly, certainly)
            out.append(_judged(conclusion, "reference", said, violated))
        if not self.setting.narrow:
            self._tell(evaluator, possibly, batch)
        if made.implementation and set(made.implementation) & self.names:
            used = {n: v for n, v in made.implementation.items() if n in self.names}
            broken = _broken(used, made.reference, batch)
            self._signs(used, possibly)
            theirs = Evaluator(binding(self.theorem, made.implementation), like=evaluator)
            if self.setting.narrow:  # the balls were judged in float32: what do its values tell?
                self._tell(theirs, certainly, batch)
            relations: list[Hypothesis | Conclusion] = [
                *self.check.implements,
                *self.check.conclusions,
            ]
            known = torch.ones(batch, dtype=torch.bool)
            for value in reference.values():
                known &= value.is_informative().reshape(len(value), -1).all(1).cpu()
            for claim in relations:
                said = judge(claim.relation, theirs, batch)
                violated = (~said.possibly.cpu() & certainly) | (broken & possibly & known)
                out.append(_judged(claim, "implementation", said, violated))
        return out

    def _tell(self, evaluator: Evaluator, inside: Tensor, batch: int) -> None:
        """Count the rows that refute the false variants; once is enough for each."""
        for variant in self.variants:
            if not self.tally.refuted[variant.name]:
                said = judge(variant.relation, evaluator, batch)
                self.tally.refuted[variant.name] += int((~said.possibly.cpu() & inside).sum())

    def _signs(self, named: Mapping[str, Any], inside: Tensor) -> None:
        """Raises `WrongValue` for values that break the declared sign of a quantity."""
        for term, name in self.theorem.measured_as.items():
            value = named.get(name)
            if not (isinstance(term, Symbol) and term.is_nonnegative and isinstance(value, Output)):
                continue
            below = (value.value < -value.explained).reshape(len(value.value), -1).any(1).cpu()
            if bool((below & inside).any()):
                worst = value.value.min().item()
                raise WrongValue(
                    f"the implementation returned {worst!r} for {name!r}, which is declared >= 0"
                )

    def _count(self, what: Conclusion, said: Verdict, inside: Tensor, certainly: Tensor) -> None:
        sure = said.certainly.cpu() & inside
        self.tally.holds += int(sure.sum())
        self.tally.undecided += int((inside & ~sure).sum())
        self.tally.decided[what.name] += int(sure.sum())
        if said.closeness is not None:
            close = said.closeness.cpu()[certainly]
            close = close[~close.isnan()]  # nothing is known of a row without information
            best = float(close.min()) if len(close) else float("inf")
            self.tally.closest[what.name] = min(self.tally.closest.get(what.name, best), best)

    def examine(self, draw: Draw) -> None:
        """Judge a batch; raises `Violation` with its failing instances."""
        kept = moderate(draw, self.setting)
        if not kept.any():
            return
        draw = draw if kept.all() else draw.rows(kept)
        for judged in self.verdicts(draw):
            if judged.violated.any():
                raise Violation(judged, draw)

    def fails(self, name: str, role: str, draw: Draw) -> Tensor:
        """Per instance of the draw: whether the named relation is violated in that role.

        Instances that break what holds by construction are no instances, unless that is the role.
        """
        found = torch.zeros(len(draw), dtype=torch.bool)
        outside = found.clone()
        for judged in self.verdicts(draw):
            violated = judged.violated.reshape(-1, len(draw)).any(0)
            if (judged.name, judged.role) == (name, role):
                found |= violated
            elif judged.role == "construction":
                outside |= violated
        return found & ~outside & moderate(draw, self.setting)

    def explore(self, count: int | None = None) -> Failing | None:
        """Run `count` Hypothesis examples, or all of the profile; the smallest failing instance."""
        config = settings(
            max_examples=count or EXAMPLES[self.setting.profile],
            derandomize=self.setting.profile != "thorough",
            database=None,
            deadline=None,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
        )
        seen: list[Violation] = []

        @config
        @given(self.check.draw(self.setting.enclosed))
        def examples(draw: Draw) -> None:
            try:
                self.examine(draw)
            except Violation as violation:
                seen.append(violation)
                raise

        try:
            with from_the_seed(), warnings.catch_warnings():  # long representations: we print ours
                warnings.simplefilter("ignore", HypothesisWarning)
                examples()
        except Violation as violation:
            judged = violation.judged
            alike = [
                v for v in seen if (v.judged.name, v.judged.role) == (judged.name, judged.role)
            ]
            worst = max(alike, key=lambda v: v.excess)
            first = int(violation.rows.nonzero()[0])
            quiet = Runner(self.theorem, self.check, self.setting)
            small = shrink(
                violation.batch.rows(slice(first, first + 1)),
                lambda d: quiet.fails(judged.name, judged.role, d),
            )
            largest = worst.batch.rows(slice(worst.worst, worst.worst + 1))
            return Failing(judged.relation, judged.name, judged.role, small, largest)
        return None


def _judged(claim: Hypothesis | Conclusion, role: str, said: Verdict, violated: Tensor) -> Judged:
    excess = torch.zeros(len(violated)) if said.excess is None else said.excess.cpu()
    return Judged(claim.name, role, claim.relation, violated, excess)


__all__ = [
    "Draw",
    "Failing",
    "Judged",
    "Runner",
    "Setting",
    "Tally",
]
