"""How a theorem file declares its statement, proofs, checks, points and errata.

Declaring runs nothing. Obligations are made from the declarations by `lemmata.obligations` and
discharged by pytest items or by `lemmata check`.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sympy import Basic, Symbol
from sympy.logic.boolalg import And, Boolean, Equivalent, Implies, Or

from .declarations import Declarations
from .exact import as_value
from .kernel import relation
from .quantities import Quantities
from .sources import Source
from .statements import (
    Check,
    Conclusion,
    Equality,
    Erratum,
    Event,
    Excuse,
    FalseVariant,
    Hypothesis,
    Proof,
    Reading,
    Rejection,
    Sample,
    StatementError,
    Witness,
)

HEADINGS = ("Source", "Claim", "Covers", "Silent")


class Theorem(Quantities, Declarations):
    """One statement with everything that is claimed about it. See CONTRIBUTING for a walk through.

    id: topic.statement; catalogue: the ids of the results that it states, each claimed by no other
    theorem; supports: those of which it is a part, a step or a variant, claimed elsewhere; sources:
    where they are from; doc: the module docstring with the headings Source, Claim, Covers, Silent
    (taken from the calling module when left out). Raises `StatementError` on a malformed
    declaration.
    """

    def __init__(
        self,
        id: str,  # noqa: A002
        *,
        catalogue: Sequence[str] = (),
        supports: Sequence[str] = (),
        sources: Sequence[Source],
        doc: str | None = None,
    ) -> None:
        super().__init__()
        caller = inspect.currentframe()
        module = caller.f_back.f_globals if caller and caller.f_back else {}
        self.id = id
        self.doc = inspect.cleandoc(doc or module.get("__doc__") or "")
        self.file = str(module.get("__file__", ""))
        self.catalogue, self.supports = tuple(catalogue), tuple(supports)
        self.sources = tuple(sources)
        self.hypotheses: dict[str, Hypothesis] = {}
        self.conclusions: dict[str, Conclusion] = {}
        self.proofs: list[Proof] = []
        self.unproved_because: dict[str, str] = {}
        self.witnesses: list[Witness] = []
        self.excuses: list[Excuse] = []
        self.equalities: list[Equality] = []
        self.variants: list[FalseVariant] = []
        self.errata: list[Erratum] = []
        self.readings: list[Reading] = []
        self.checks: list[Check] = []
        self.events: list[Event] = []
        self.samples: list[Sample] = []
        self.rejections: list[Rejection] = []
        missing = [h for h in HEADINGS if f"\n{h} " not in f"\n{self.doc}"]
        if missing:
            raise StatementError(f"{id}: the docstring lacks the headings {', '.join(missing)}")
        if not self.results or not all(isinstance(s, Source) for s in self.sources):
            raise StatementError(f"{id}: give catalogue ids and at least one source made by `cite`")
        if len(set(self.results)) < len(self.results):
            raise StatementError(f"{id}: a catalogue id is given twice in {self.results}")
        if not self.sources:
            raise StatementError(f"{id}: a statement without a source")

    @property
    def results(self) -> tuple[str, ...]:
        """The catalogue ids that it states or supports."""
        return self.catalogue + self.supports

    @property
    def covers(self) -> str:
        """The same for people; in brackets what it only supports."""
        return ", ".join([*self.catalogue, *(f"({i})" for i in self.supports)])

    # Statement ----------------------------------------------------------------------------------

    def _relation(self, name: str, claim: Any) -> Boolean:
        try:
            if not isinstance(claim, (And, Or, Implies, Equivalent)):
                relation(claim)
        except Exception as error:
            raise StatementError(f"{self.id}: {name!r}: {error}") from error
        if name in self.hypotheses or name in self.conclusions:
            raise StatementError(f"{self.id}: the name {name!r} is used twice")
        made: Boolean = claim
        return made

    def assume(self, name: str, claim: Any) -> Hypothesis:
        """A named hypothesis."""
        made = Hypothesis(name, self._relation(name, claim), self.id)
        self.hypotheses[name] = made
        return made

    def conclude(self, name: str, claim: Any) -> Conclusion:
        """A named conclusion; it needs a proof (or `unproved`), a check and a false variant."""
        made = Conclusion(name, self._relation(name, claim), self.id)
        self.conclusions[name] = made
        return made

    def proof(self, conclusion: Conclusion) -> Callable[[Callable[[Any], Any]], Any]:
        """Decorator: the function takes the proof context and returns the concluding fact."""
        own = self._own(conclusion)

        def register(build: Callable[[Any], Any]) -> Any:
            self.proofs.append(Proof(build.__name__, own, build))
            return build

        return register

    def unproved(self, conclusion: Conclusion, because: str) -> None:
        """The conclusion has no derivation in the kernel; it is worth its checks only."""
        self.unproved_because[self._own(conclusion).name] = because

    def _own(self, thing: Any) -> Any:
        declared = [*self.hypotheses.values(), *self.conclusions.values()]
        if not any(thing is known for known in declared):
            raise StatementError(f"{self.id}: {thing!r} is not declared in this theorem")
        return thing

    # Points -------------------------------------------------------------------------------------

    def _point(self, at: Mapping[Any, Any]) -> dict[Any, Any]:
        """Keys may be quantities or their names."""
        point = {}
        for key, value in at.items():
            name = key if isinstance(key, str) else None
            if name is not None and name not in self.quantities:
                raise StatementError(
                    f"{self.id}: no quantity {name!r}; declared: {', '.join(self.quantities)}"
                )
            point[self.quantities[name].symbol if name is not None else key] = value
        return point

    def needs(
        self,
        hypothesis: Hypothesis,
        at: Mapping[Any, Any],
        breaks: Conclusion | None = None,
        name: str = "",
    ) -> None:
        """A point that shows `hypothesis` is needed: the others hold, it fails, `breaks` fails."""
        self._own(hypothesis)
        target = self._own(breaks) if breaks else next(iter(self.conclusions.values()))
        label = name or hypothesis.name
        self.witnesses.append(Witness(label, hypothesis, self._point(at), target))

    def implied(self, hypothesis: Hypothesis) -> Callable[[Callable[[Any], Any]], Any]:
        """Decorator: the function derives the hypothesis from the others, as a proof does."""
        own = self._own(hypothesis)

        def register(build: Callable[[Any], Any]) -> Any:
            proof = Proof(build.__name__, Conclusion(own.name, own.relation, self.id), build)
            self.excuses.append(Excuse(own, "implied", f"derived in {build.__name__}", proof))
            return build

        return register

    def known(self, hypothesis: Hypothesis, citation: str) -> None:
        """The hypothesis is a known fact, cited and not derived: the theorem rests on it."""
        if not citation.strip():
            raise StatementError(f"{self.id}: {hypothesis.name!r} needs a citation")
        self.excuses.append(Excuse(self._own(hypothesis), "known", citation))

    def superfluous(self, hypothesis: Hypothesis, because: str) -> None:
        """The source assumes it; the proofs must not use it (this is checked)."""
        self.excuses.append(Excuse(self._own(hypothesis), "superfluous", because))

    def sharp(self, conclusion: Conclusion, at: Mapping[Any, Any], name: str = "") -> None:
        """A point of equality: no constant of the conclusion can be improved there."""
        label = name or conclusion.name
        self.equalities.append(Equality(label, self._own(conclusion), self._point(at), True))

    def example(self, at: Mapping[Any, Any], name: str = "instance") -> None:
        """A point at which all hypotheses and conclusions hold."""
        self.equalities.append(Equality(name, None, self._point(at), False))

    def refutes(
        self,
        name: str,
        false: Any,
        at: Mapping[Any, Any],
        of: Conclusion | None = None,
        given: Sequence[Hypothesis] | None = None,
    ) -> None:
        """A false variant: at the point the hypotheses (or those in `given`) hold, it does not."""
        target = of or (
            next(iter(self.conclusions.values())) if len(self.conclusions) == 1 else None
        )
        self.variants.append(
            FalseVariant(
                name, false, self._point(at), target, None if given is None else tuple(given)
            )
        )

    def erratum(
        self,
        source: Source,
        *,
        printed: str,
        corrected: str,
        false: Any,
        true: Conclusion,
        at: Mapping[Any, Any],
    ) -> None:
        """A misprint: `false` is the printed formula, refuted at the point where `true` holds."""
        self.errata.append(
            Erratum(source, printed, corrected, false, self._own(true), self._point(at))
        )

    # Models -------------------------------------------------------------------------------------

    def reading(
        self,
        name: str,
        term: Basic,
        of: Sequence[Basic],
        function: Callable[..., Any],
        sizes: Mapping[Any, Sequence[int]],
    ) -> None:
        """The torch `function(*quantities)`, batch first, means the symbolic `term`."""
        self.readings.append(Reading(name, term, tuple(of), function, sizes))

    def check(
        self,
        *conclusions: Conclusion,
        on: Callable[..., Any],
        draw: Callable[..., Any],
        implements: Sequence[Hypothesis] = (),
        constructed: Sequence[Hypothesis] = (),
        complete: bool = False,
        bfloat16: bool = False,
        name: str = "",
    ) -> None:
        """Evaluate the conclusions in enclosures on the quantities that `on` measures.

        draw: a function of the dtype that returns a Hypothesis strategy of `Draw`s.
        implements: hypotheses that the implementation under test promises (its update rule).
        constructed: hypotheses that hold by construction; an enclosure need not decide them.
        complete: every row inside the hypotheses must be decided, as for boxes that cover a range.
        bfloat16: with `--dtype bfloat16` the implementation also runs in it, on inputs rounded to
        it, between balls in float32; its outputs must refute a false variant of each conclusion.
        """
        label = name or "-".join(c.name for c in conclusions)
        self.checks.append(
            Check(
                label,
                tuple(self._own(c) for c in conclusions),
                on,
                draw,
                tuple(self._own(h) for h in implements),
                tuple(self._own(h) for h in constructed),
                complete,
                bfloat16,
            )
        )

    # Random claims ------------------------------------------------------------------------------

    def event(self, probability: Any, relation: Any) -> None:
        """The quantity `probability` is the probability of `relation` among drawn quantities."""
        if probability not in self.measured_as:
            raise StatementError(f"{self.id}: declare {probability} as a quantity first")
        if any(e.probability == probability for e in self.events):
            raise StatementError(f"{self.id}: {probability} is already the probability of an event")
        if relation.has(probability):
            raise StatementError(f"{self.id}: the event {relation} mentions its own probability")
        self.events.append(Event(probability, relation))

    def sample(
        self,
        *conclusions: Conclusion,
        on: Callable[..., Any],
        at: Sequence[Mapping[Any, Any]],
        draws: int,
        chunk: int = 16384,
        constructed: Sequence[Hypothesis] = (),
        name: str = "",
    ) -> None:
        """Test conclusions `p <= bound`, `p >= bound` or `Eq(p, formula)` about events.

        on(generator, count, at): draws `count` independent instances and returns the quantities of
        the events by name, (count, ...), on the generator's device; at: exact parameter points, by
        quantity or name, at which every hypothesis must hold unless it is `constructed`; draws: how
        many instances a point is tested with, in chunks. See `lemmata.sampling`.
        """
        if not at or draws < 1 or chunk < 1:
            raise StatementError(
                f"{self.id}: a sample needs points, draws >= 1 and chunk >= 1, got "
                f"{len(at)} points, {draws} draws, chunk {chunk}"
            )
        label = name or "-".join(c.name for c in conclusions)
        if any(s.name == label for s in self.samples):
            raise StatementError(f"{self.id}: two samples are called {label!r}; give one a name")
        points = tuple(self._parameters(p, conclusions) for p in at)
        own = tuple(self._own(c) for c in conclusions)
        held = tuple(self._own(h) for h in constructed)
        self.samples.append(Sample(label, own, on, points, draws, chunk, held))

    def _parameters(
        self, at: Mapping[Any, Any], conclusions: Sequence[Conclusion]
    ) -> dict[Any, Any]:
        """Like `_point`, with dimensions by name too."""
        terms = [c.relation for c in conclusions] + [e.relation for e in self.events]
        terms += [h.relation for h in self.hypotheses.values()]
        free = {str(s): s for t in terms for s in t.free_symbols if isinstance(s, Symbol)}
        sizes = {
            k: free[k] for k in at if isinstance(k, str) and k not in self.quantities and k in free
        }
        point = self._point(
            {sizes.get(k, k) if isinstance(k, str) else k: v for k, v in at.items()}
        )
        made = {k: as_value(k, v) for k, v in point.items()}
        for symbol, value in made.items():
            if any(e.probability == symbol for e in self.events):
                raise StatementError(f"{self.id}: {symbol} is what is tested, no parameter")
            if getattr(symbol, "is_integer", False) and not value.is_integer:
                raise StatementError(f"{self.id}: {symbol} = {value} is no whole number")
        return made

    def rejects(self, name: str, false: Any, of: Conclusion) -> None:
        """A false variant of a sampled conclusion: at some point the same draws must reject it.

        It may be about another event, such as the one with a wrong constant.
        """
        if any(r.name == name for r in self.rejections):
            raise StatementError(f"{self.id}: two rejected variants are called {name!r}")
        self.rejections.append(Rejection(name, false, self._own(of)))
