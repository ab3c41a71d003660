"""Graphs of masks of rank-one matrix completion: where what is observed decides z, and where not.

A mask is the adjacency matrix of a graph with loops, symmetric and of 0 and 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import torch

from lemmata.balls import Ball
from lemmata.measure import Measured, plain

from . import completion


def rank(rows: Sequence[Sequence[int]], modulus: int = 0) -> int:
    """The rank of an integer matrix over the rationals, or over the field with `modulus` elements.

    modulus: 0 or a prime. Exact elimination.
    """
    left = [[Fraction(x % modulus if modulus else x) for x in row] for row in rows]
    found = 0
    while left:
        first = left.pop()
        place = next((i for i, x in enumerate(first) if x), None)
        if place is None:
            continue
        found += 1
        inverse = Fraction(pow(int(first[place]), -1, modulus)) if modulus else 1 / first[place]
        for row in left:
            factor = row[place] * inverse
            row[:] = [x - factor * y for x, y in zip(row, first, strict=True)]
            if modulus:
                row[:] = [x % modulus for x in row]
    return found


def components(edges: Sequence[tuple[int, int]], d: int) -> tuple[int, int]:
    """The number of connected components of a graph on 0 .. d - 1, and of the bipartite ones."""
    near: list[list[int]] = [[] for _ in range(d)]
    for i, j in edges:
        near[i].append(j)
        near[j].append(i)
    side: dict[int, int] = {}
    parts = even = 0
    for start in range(d):
        if start in side:
            continue
        side[start], waiting, odd = 0, [start], False
        while waiting:
            i = waiting.pop()
            for j in near[i]:
                if j not in side:
                    side[j] = 1 - side[i]
                    waiting.append(j)
                odd |= side[j] == side[i]
        parts, even = parts + 1, even + (not odd)
    return parts, even


def graphs(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Graphs with loops, from masks (batch, d, d): two ranks, by elimination, and two counts.

    Quantities (batch,): free and signs, the dimensions of the solutions of u_i + u_j = 0 on all
    edges, u real, and u of integers modulo 2; parts and bipartite, the numbers of components.
    """
    found = []
    for mask in plain(p["mask"]):
        d = len(mask)
        edges = [(i, j) for i in range(d) for j in range(i + 1) if mask[i, j] != 0]
        rows = [[(v == i) + (v == j) for v in range(d)] for i, j in edges]
        found.append((d - rank(rows), d - rank(rows, 2), *components(edges, d)))
    columns = torch.tensor(found, dtype=plain(p["mask"]).dtype).T
    names = ("free", "signs", "parts", "bipartite")
    return Measured({n: Ball.exact(c) for n, c in zip(names, columns, strict=True)})


def two_sides(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A bipartite mask at x = c z on one side and z / c on the other.

    Inputs: mask (batch, d, d), of which only entries between the sides are kept; side (batch, d) of
    0 and 1; z (batch, d); c > 0 (batch,), a power of two. Quantities: W, Z, X, e and objective of
    `completion.measured`; c; u and v, the squares of z on each side and 0 elsewhere.
    """
    side, z, c = p["side"], p["z"], p["c"]
    other = torch.ones_like(side) - side
    across = side[:, :, None] * other[:, None, :]
    mask = p["mask"] * (across + across.mT)
    x = z * (side * c[:, None] + other / c[:, None])
    made = completion.measured(mask, z, x, z, implementation)
    names = ("W", "Z", "X", "e", "objective")
    reference = {name: made.reference[name] for name in names}
    reference |= {"c": c, "u": side * z * z, "v": other * z * z}
    if made.implementation is None:
        return Measured(reference)
    return Measured(reference, {"objective": made.implementation["objective"]})


def two_parts(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """A mask that joins nothing across, at x = z on one part and -z on the other.

    Inputs: mask, side and z as in `two_sides`; entries of the mask between the parts are dropped.
    Quantities: W, Z, X, e and objective of `completion.measured`.
    """
    side, z = p["side"], p["z"]
    other = torch.ones_like(side) - side
    across = side[:, :, None] * other[:, None, :]
    mask = p["mask"] * (torch.ones_like(across) - across - across.mT)
    made = completion.measured(mask, z, z * (side - other), z, implementation)
    reference = {name: made.reference[name] for name in ("W", "Z", "X", "e", "objective")}
    if made.implementation is None:
        return Measured(reference)
    return Measured(reference, {"objective": made.implementation["objective"]})


def walk(p: Mapping[str, Any], options: Mapping[str, Any], implementation: bool) -> Measured:
    """Ratios r_i = x_i / z_i along a walk, where all products x_i x_j = z_i z_j on its edges.

    Inputs: sign (batch,) of x / z, z (batch, d) without zeros; options: path, the vertices of a
    closed walk with an odd number of edges, and k. The walk is repeated for ever. Quantities: k;
    A_k, A_next, A_0, the ratios at even places 2 k, 2 k + 2 and 0; B_k, B_end at the odd places
    2 k + 1 and 2 m + 1, where the walk returns; m.
    """
    path, k, z = options["path"], options["k"], p["z"]
    x = p["sign"][:, None] * z
    ratio = x / z
    m = (len(path) - 2) // 2

    def at(place: int) -> Any:
        return ratio[:, path[place % (len(path) - 1)]]

    one = torch.ones_like(p["sign"])
    return Measured(
        {
            "k": k * one, "m": m * one, "A_k": at(2 * k), "A_next": at(2 * k + 2), "A_0": at(0),
            "B_k": at(2 * k + 1), "B_end": at(2 * m + 1),
        }
    )  # fmt: skip
