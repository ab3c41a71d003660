"""The call that made a fact, and what a call would say: computed without the kernel."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sympy import (
    Derivative,
    Eq,
    Equivalent,
    Ge,
    Gt,
    Implies,
    Integral,
    Le,
    Lt,
    Ne,
    Or,
    S,
    Sum,
    exp,
    sympify,
)

import lemmata.kernel as k
from lemmata.kernel import Curvature, Fact, Gradient, HessianAt, Index, Time, is_fact, record

from .attempts import said_by


@dataclass(frozen=True)
class Call:
    """A rule and its arguments by name; mappings as lists of pairs."""

    rule: str
    slots: dict[str, Any]

    def __call__(self) -> Fact:
        slots = dict(self.slots)
        for name in ("parts", "replace", "branches"):
            if name in slots:
                slots[name] = dict(slots[name])
        if self.rule == "both":
            return k.both(*slots["facts"])
        rule = k.solve_system if self.rule == "solve" else getattr(k, self.rule)
        made: Fact = rule(**slots)
        return made


def _combine(said: Any) -> dict[str, Any]:
    count = len(said.params["parts"])
    return {
        "conclusion": said.conclusion,
        "parts": list(zip(said.premises[:count], said.params["parts"], strict=True)),
        "squares": list(said.params["squares"]),
        "signs": list(said.premises[count:]),
        "scale": said.params["scale"],
    }


def _instantiate(said: Any) -> dict[str, Any]:
    split = 1 + said.params["given"]
    return {
        "fact": said.premises[0],
        "replace": list(said.params["replace"]),
        "given": list(said.premises[1:split]),
        "signs": list(said.premises[split:]),
    }


def _facts(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda said: dict(zip(names, said.premises, strict=True))


def _running(*names: str) -> Callable[[Any], dict[str, Any]]:
    return lambda said: {
        "fact": said.premises[0],
        **{name: said.params[name] for name in names},
        "signs": list(said.premises[1:]),
    }


TAKEN_APART: dict[str, Callable[[Any], dict[str, Any]]] = {
    "assume": lambda said: {"hypothesis": said.conclusion},
    "combine": _combine,
    "contract": lambda said: {
        "fact": said.premises[0],
        "left": said.params["left"],
        "right": said.params["right"],
        "signs": list(said.premises[1:]),
    },
    "transposed": _facts("fact"),
    "squeeze": _facts("below", "above"),
    "vanishing": _facts("fact"),
    "for_every": lambda said: {
        "fact": said.premises[0],
        "v": said.params["v"],
        "conclusion": said.conclusion,
    },
    "instantiate": _instantiate,
    "rewrite": _facts("fact", "by"),
    "split": lambda said: {"term": said.params["term"]},
    "zero_product": _facts("fact"),
    "cases": lambda said: {
        "cover": said.premises[0],
        "branches": list(zip(said.params["options"], said.premises[1:], strict=True)),
    },
    "contradiction": lambda said: {
        "conclusion": said.conclusion,
        "absurd": said.premises[0],
        "signs": list(said.premises[1:]),
    },
    "clash": _facts("fact", "other"),
    "discharge": lambda said: {"fact": said.premises[0], "hypothesis": said.conclusion.args[0]},
    "iff": _facts("forward", "backward"),
    "both": lambda said: {"facts": list(said.premises)},
    "part": lambda said: {"fact": said.premises[0], "chosen": said.conclusion},
    "either": lambda said: {"fact": said.premises[0], "conclusion": said.conclusion},
    "modus_ponens": _facts("implication", "fact"),
    "geometric": _running("sequence", "ratio"),
    "telescope": _running("term", "potential", "upto"),
    "monotone": _running("term"),
    "gronwall": _running("term", "rate"),
    "integral": _running("term", "potential"),
    "derivative": lambda said: {
        "term": said.conclusion.lhs.args[0],
        "t": said.params["t"],
        "signs": list(said.premises),
    },
    "gradient": lambda said: _pointed(said, "g", "x"),
    "hessian": lambda said: _pointed(said, "g", "x"),
    "curvature": lambda said: _pointed(said, "g", "x", "v"),
    "solve": lambda said: {
        "equations": list(said.premises),
        "unknowns": list(said.params["unknowns"]),
    },
    "apply_axiom": lambda said: {
        "axiom": said.params["axiom"],
        "replace": list(said.params["replace"]),
        "given": list(said.premises),
    },
}


def _pointed(said: Any, *names: str) -> dict[str, Any]:
    parts = dict(zip(names, said.conclusion.lhs.args, strict=True))
    return {**parts, "value": said.conclusion.rhs, "given": list(said.premises)}


def steps(facts: Iterable[Fact]) -> list[Fact]:
    """All facts in the derivations of these, each once, premises first."""
    out: dict[Fact, None] = {}
    waiting = [(fact, False) for fact in reversed(list(facts))]
    while waiting:
        fact, ready = waiting.pop()
        if ready:
            out[fact] = None
        elif fact not in out:
            waiting.append((fact, True))
            waiting.extend((premise, False) for premise in reversed(record(fact).premises))
    return list(out)


def call_of(fact: Fact) -> Call:
    """The call that made the fact."""
    said = record(fact)
    return Call(said.rule, TAKEN_APART[said.rule](said))


def _start(term: Any, kind: type, at: Any = S.Zero) -> Any:
    variable = next(iter(term.atoms(kind)))
    return term.xreplace({variable: at}), variable


def _predicted(call: Call) -> Any:
    """What the call would conclude, computed without the kernel."""
    s = call.slots
    rule = call.rule
    said = record(s["fact"]).conclusion if "fact" in s else None
    if "conclusion" in s:
        return s["conclusion"]
    if rule in ("gradient", "hessian", "curvature"):
        kind = {"gradient": Gradient, "hessian": HessianAt, "curvature": Curvature}[rule]
        point = (s["g"], s["x"], s["v"]) if rule == "curvature" else (s["g"], s["x"])
        return Eq(kind(*point), s["value"], evaluate=False)
    if rule == "geometric":
        first, i = _start(s["sequence"], Index)
        return Le(s["sequence"], s["ratio"] ** i * first, evaluate=False)
    if rule == "telescope":
        first, i = _start(s["potential"], Index)
        last = s["potential"].xreplace({i: s["upto"]})
        return Le(Sum(s["term"], (i, 0, s["upto"] - 1)), first - last, evaluate=False)
    if rule == "monotone":
        return Le(s["term"], _start(s["term"], Time)[0], evaluate=False)
    if rule == "gronwall":
        first, t = _start(s["term"], Time)
        return Le(s["term"], exp(s["rate"] * t) * first, evaluate=False)
    if rule == "integral":
        first, t = _start(s["potential"], Time)
        over = Time("s_")
        total = Integral(sympify(s["term"]).xreplace({t: over}), (over, 0, t))
        return Le(total, first - s["potential"], evaluate=False)
    if rule in ("instantiate", "rewrite"):
        replace = s.get("replace")
        if replace is None:
            equation = record(s["by"]).conclusion
            replace = [(equation.lhs, equation.rhs)]
        return said.xreplace({old: sympify(new) for old, new in replace})
    if rule == "discharge":
        return Implies(s["hypothesis"], said, evaluate=False)
    if rule == "transposed":
        return Eq(said.lhs.T, said.rhs.T, evaluate=False)
    if rule == "squeeze":
        return Eq(*record(s["below"]).conclusion.args, evaluate=False)
    if rule == "vanishing":
        return Eq(said.lhs.arg.args[-1], 0 * said.lhs.arg.args[-1], evaluate=False)
    if rule == "zero_product":
        return Or(*(Eq(f, 0, evaluate=False) for f in said.lhs.args), evaluate=False)
    if rule == "split":
        return Or(*(kind(s["term"], 0, evaluate=False) for kind in (Gt, Eq, Lt)), evaluate=False)
    if rule == "cases":
        return record(s["branches"][0][1]).conclusion
    if rule == "clash":
        return S.false
    if rule == "iff":
        return Equivalent(*record(s["forward"]).conclusion.args, evaluate=False)
    if rule == "part":
        return s["chosen"]
    if rule == "modus_ponens":
        return record(s["implication"]).conclusion.args[1]
    if rule == "derivative":
        return Eq(Derivative(s["term"], s["t"], evaluate=False), 0, evaluate=False)
    return None


def premises(call: Call) -> list[Fact]:
    """All the facts in a call."""
    out = []
    for value in call.slots.values():
        things = value if isinstance(value, list) else [value]
        for thing in things:
            out += [f for f in (thing if isinstance(thing, tuple) else (thing,)) if is_fact(f)]
    return out


def claim_of(call: Call) -> Any:
    """The hypotheses and the conclusion of what the call would say, or None."""
    conclusion = _predicted(call)
    if conclusion is None or call.rule in ("derivative", "assume"):
        return None
    hypotheses = said_by(*premises(call))
    if call.rule == "contradiction":
        negated = {Ge: Lt, Gt: Le, Le: Gt, Lt: Ge, Eq: Ne, Ne: Eq}[type(conclusion)]
        denied = negated(*conclusion.args, evaluate=False)
        hypotheses = tuple(h for h in hypotheses if h != denied)
    if call.rule == "discharge":
        hypotheses = tuple(h for h in hypotheses if h != call.slots["hypothesis"])
    if call.rule == "cases":
        options = {option for option, _ in call.slots["branches"]}
        hypotheses = tuple(h for h in hypotheses if h not in options)
    if call.rule in ("instantiate", "apply_axiom"):
        fixed = {a: sympify(b) for a, b in call.slots["replace"] if not isinstance(a, Index)}
        hypotheses = tuple(h.xreplace(fixed) for h in hypotheses)
    return hypotheses, conclusion
