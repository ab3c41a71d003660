"""The second checker: it derives every step of a proof again, with code of its own.

`replay(fact)` walks the derivation of a fact and checks each rule application from its record,
sharing with the kernel only the data: the records, the table of axioms and the classes of the term
language. Identities are decided by evaluation over large prime fields (`field`, and `identities`
with the probability of error), signs by abstract interpretation (`terms`), polynomial systems by
python-flint (`systems`), and each rule by a function of its own (`logic`, `algebra`,
`instances`, `calculus`, gathered in `rules`). What cannot be derived again is a failure.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from lemmata.kernel import Fact, record

from .rules import Recorded, check_step
from .terms import Refusal


class ReplayError(Exception):
    """A step that the second checker does not derive; names the rule, the conclusion and why."""


@dataclass(frozen=True)
class ReplayReport:
    """What was checked: rule applications, identities evaluated, and how often each rule."""

    steps: int
    identities: int
    rules: Counter[str]


def check_record(said: Recorded) -> int:
    """Check one rule application; the number of identities evaluated.

    Raises `ReplayError` when the record does not follow from its premises by its rule.
    """
    try:
        return check_step(said)
    except Refusal as refusal:
        raise ReplayError(
            f"replay of `{said.rule}`, concluding {said.conclusion}: {refusal}"
        ) from None
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        # A record of an unforeseen shape is refused like a wrong one, and its cause is shown.
        raise ReplayError(
            f"replay of `{said.rule}`, concluding {said.conclusion}: the record is not of the "
            f"shape this rule leaves ({type(error).__name__}: {error})"
        ) from error


def replay(fact: Fact) -> ReplayReport:
    """Check every step in the derivation of the fact once, premises before conclusions.

    Raises `ReplayError` at the first step that does not follow.
    """
    rules: Counter[str] = Counter()
    identities = 0
    # A fact keeps its premises alive, so that the identity of one is a safe key.
    done: set[int] = set()
    waiting = [(fact, False)]
    while waiting:
        current, ready = waiting.pop()
        if id(current) in done:
            continue
        said = record(current)
        if not ready:
            waiting.append((current, True))
            waiting.extend((premise, False) for premise in said.premises)
            continue
        done.add(id(current))
        identities += check_record(said)
        rules[said.rule] += 1
    return ReplayReport(rules.total(), identities, rules)


__all__ = ["ReplayError", "ReplayReport", "check_record", "replay"]
