"""The Gaussian kernel matrix of distinct points is positive definite.

Source   Landscape slides, universal kernels.
Claim    Points x_1, ..., x_n, no two equal, tau > 0: the kernel exp(-tau |x - y|^2 / 2) has
         lam_min(K) > 0.
Covers   every n, dimension and bandwidth. Proved with constants for two and for three points, see
         gaussian_kernel_two_points, gaussian_kernel_obtuse and gaussian_kernel_triangle.
Silent   on lower bounds: lam_min falls faster than exponentially in n on an interval (n = 30 points
         of [0, 1]: about 4e-71), so that no check in float64 may ask for a positive computed
         eigenvalue. Instances with lam_min below rounding are not decided by the check.
"""

from sympy import Rational, exp

from lemmata import Theorem, cite
from models import gaussian
from strategies import gaussian as inputs

thm = Theorem(
    "ntk.gaussian_kernel_positive",
    catalogue=["gf.universal-kernel"],
    sources=[cite("Landscape slides", "universal kernels")],
)
tau = thm.nonneg("tau", "inverse squared bandwidth")
gap = thm.nonneg("gap", "the smallest squared distance of two points")
lam = thm.real("lam", "the smallest eigenvalue of the kernel matrix")

distinct = thm.assume("distinct", gap > 0)
narrow = thm.assume("narrow", tau > 0)
positive = thm.conclude("positive", lam > 0)

thm.unproved(
    positive,
    because="for n > 3 it rests on determinants of (exp(x_i x_j)) in one dimension and on the "
    "inequality of Oppenheim for entrywise products, which the kernel of this library lacks",
)

thm.scales("squared distance", gap=1)
thm.scales("eigenvalue", lam=1)
thm.scales("bandwidth", tau=1)

thm.check(positive, on=gaussian.several, draw=inputs.several)

two = {gap: 1, tau: 1, lam: 1 - exp(-Rational(1, 2))}
thm.example(two, name="two points at distance 1")
thm.needs(distinct, {gap: 0, tau: 1, lam: 0}, name="the same point twice")
thm.needs(narrow, {gap: 1, tau: 0, lam: 0}, name="two points, constant kernel")
thm.refutes("at least 1/2, whatever the distance", lam >= Rational(1, 2), two)
thm.refutes("at least gap / 2", lam >= gap / 2, two)
