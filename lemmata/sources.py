"""The bibliography: the documents whose results are restated, and places in them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """One source document."""

    key: str
    authors: str
    title: str
    year: int
    kind: str


@dataclass(frozen=True)
class Source:
    """A place in a document: section, theorem, equation or slide."""

    document: Document
    place: str

    def __str__(self) -> str:
        return f"{self.document.key}, {self.place}"


_DOCUMENTS = [
    Document(
        "Ma 2021",
        "Tengyu Ma",
        "Why Do Local Methods Solve Nonconvex Problems?",
        2021,
        "book chapter (Beyond the Worst-Case Analysis of Algorithms)",
    ),
    Document(
        "Bruna 2018",
        "Joan Bruna",
        "Mathematics of Deep Learning, lecture 10: gradient descent in non-convex landscapes",
        2018,
        "lecture slides, Courant Institute, New York University",
    ),
    Document(
        "Liu 2024",
        "Xiaoqi Liu (presenter)",
        "Loss landscapes and optimization in over-parameterized non-linear systems and neural "
        "networks, after Liu, Zhu and Belkin (2022)",
        2024,
        "reading-group slides",
    ),
    Document(
        "Escaping notes",
        "anonymous",
        "Escaping saddle points, neural tangent kernel and random features (lecture notes, "
        "sections 2 and 3)",
        2024,
        "lecture notes",
    ),
    Document(
        "Landscape slides",
        "anonymous",
        "Non-convex optimization landscape and gradient-flow analysis of wide networks",
        2020,
        "lecture slides",
    ),
]
BIBLIOGRAPHY = {document.key: document for document in _DOCUMENTS}


def cite(key: str, place: str) -> Source:
    """The place `place` in the document `key`; raises `KeyError` naming the known documents."""
    if key not in BIBLIOGRAPHY:
        raise KeyError(f"no document {key!r} in the bibliography; known: {sorted(BIBLIOGRAPHY)}")
    if not place.strip():
        raise ValueError(f"a citation of {key!r} needs a section, theorem, equation or slide")
    return Source(BIBLIOGRAPHY[key], place)
