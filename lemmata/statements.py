"""What a theorem file declares, as records: statement, proofs, points, checks, samples, errata."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sympy import Basic, Symbol
from sympy.logic.boolalg import Boolean

from .sources import Source


class StatementError(Exception):
    """A theorem file is not well formed; the message shows the declaration and what is accepted."""


@dataclass(frozen=True)
class Hypothesis:
    """A named hypothesis; `relation` is what every judge evaluates."""

    name: str
    relation: Boolean
    theorem: str


@dataclass(frozen=True)
class Conclusion:
    """A named conclusion; `relation` is what the kernel must derive."""

    name: str
    relation: Boolean
    theorem: str


@dataclass(frozen=True, eq=False)
class Proof:
    """A derivation: `build(k)` returns the fact that is the conclusion. Compared by identity."""

    name: str
    conclusion: Conclusion
    build: Callable[[Any], Any]


@dataclass(frozen=True)
class Witness:
    """A point at which all other hypotheses hold, `hypothesis` fails and so does a conclusion."""

    name: str
    hypothesis: Hypothesis
    at: Mapping[Any, Any]
    breaks: Conclusion


@dataclass(frozen=True)
class Excuse:
    """Why a hypothesis has no witness.

    kind: `implied` (a derivation from the other hypotheses, an obligation of its own), `known` (a
    cited fact: the theorem rests on it and the ledger says so) or `superfluous` (the source
    assumes it; that the proofs avoid it is checked).
    """

    hypothesis: Hypothesis
    kind: str
    reason: str
    proof: Proof | None = None


@dataclass(frozen=True)
class Equality:
    """A point at which all hypotheses hold and the conclusion is attained (sharp) or instanced."""

    name: str
    conclusion: Conclusion | None
    at: Mapping[Any, Any]
    sharp: bool


@dataclass(frozen=True)
class FalseVariant:
    """A false statement close to a conclusion, and a point of the hypotheses that refutes it."""

    name: str
    relation: Boolean
    at: Mapping[Any, Any]
    of: Conclusion | None
    given: tuple[Hypothesis, ...] | None


@dataclass(frozen=True)
class Erratum:
    """A misprint: what the source prints, what is true, and a point that tells them apart."""

    source: Source
    printed: str
    corrected: str
    false: Boolean
    true: Conclusion
    at: Mapping[Any, Any]


@dataclass(frozen=True)
class Reading:
    """A symbolic term and a torch function that must mean the same."""

    name: str
    term: Basic
    of: tuple[Basic, ...]
    function: Callable[..., Any]
    sizes: Mapping[Any, Sequence[int]]


@dataclass(frozen=True)
class Check:
    """A batched enclosure check of conclusions on drawn instances of a model."""

    name: str
    conclusions: tuple[Conclusion, ...]
    model: Callable[..., Any]
    draw: Callable[..., Any]
    implements: tuple[Hypothesis, ...]
    constructed: tuple[Hypothesis, ...]
    complete: bool = False
    bfloat16: bool = False


@dataclass(frozen=True)
class Event:
    """`probability` is the probability of the event `relation` among drawn quantities."""

    probability: Symbol
    relation: Boolean


@dataclass(frozen=True)
class Sample:
    """Binomial tests of conclusions about probabilities, at exact points of their parameters."""

    name: str
    conclusions: tuple[Conclusion, ...]
    law: Callable[..., Any]
    at: tuple[Mapping[Any, Any], ...]
    draws: int
    chunk: int
    constructed: tuple[Hypothesis, ...]


@dataclass(frozen=True)
class Rejection:
    """A false variant of a sampled conclusion, which the same draws must reject."""

    name: str
    relation: Boolean
    of: Conclusion
