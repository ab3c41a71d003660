"""A ReLU differs from its linearisation only where its gate flips, and then by at most the move.

Source   Escaping notes, section 3.9.
Claim    g, G the gates of z and u (1 above 0, 0 below)  =>
         |relu(u) - relu(z) - g (u - z)| <= |u - z| where the gate flips, and = 0 elsewhere:
         (G u - g z - g (u - z))^2 <= (G - g)^2 (u - z)^2.
Covers   either value of a gate at 0.
Silent   on the sum over neurons (linearisation).
"""

from sympy import Eq, Rational

from lemmata import Theorem, cite
from models import gates
from strategies import gates as draws

thm = Theorem(
    "ntk.relu_linearisation",
    supports=["ntk.rf-linearisation"],
    sources=[cite("Escaping notes", "section 3.9")],
)
z, u, g, G = thm.real("z u g G", "the preactivation, after a move; their gates")

gate = thm.assume("gate", Eq(g**2, g))
new_gate = thm.assume("new_gate", Eq(G**2, G))
on = thm.assume("on", g * z >= 0)
off = thm.assume("off", (1 - g) * z <= 0)
new_on = thm.assume("new_on", G * u >= 0)
new_off = thm.assume("new_off", (1 - G) * u <= 0)
error = thm.conclude("error", (G * u - g * z - g * (u - z)) ** 2 <= (G - g) ** 2 * (u - z) ** 2)


@thm.proof(error)
def opposite_signs(k):
    binary = {gate: -u * z, new_gate: -u * z}  # (G - g)^2 = G (1 - g) + g (1 - G)
    return k.combine(
        error,
        {off: G * u, new_off: g * z, **binary},
        squares=[("1/2", (G - g) * z)],
        signs=[on, new_on],
        scale="1/2",
    )


thm.scales("preactivation", z=1, u=1)
thm.open(
    "constant",
    "true for factors below 1: a gate g = c < 1 has z >= 0 and (1 - c) z <= 0, so that z = 0",
    gate,
    new_gate,
)
thm.open(
    "constant",
    "for gates 0 and 1 this is the same where the gate is 0; where it is 1 it says nothing new, "
    "or that the preactivation is 0: the hypothesis follows",
    off,
    new_off,
)
thm.open(
    "constant",
    "true: (G - g) u = 0 where the gates agree; else u z <= 0, so that |c u - z| for c >= 1 and "
    "|u - c z| are at least |u|, and |c G - g| and |G - c g| for c >= 1 at least |G - g|",
    error,
)

thm.check(error, on=gates.moved_preactivation, draw=draws.moved_preactivations)

closes = {"z": 1, "u": 0, "g": 1, "G": 0}
opens = {"z": 0, "u": 1, "g": 0, "G": 1}
thm.sharp(error, opens, name="opened from the kink")
thm.example(closes, name="closed at the kink")
thm.needs(gate, {"z": 1, "u": 2, "g": 2, "G": 1})
thm.needs(new_gate, {"z": 2, "u": 3, "g": 1, "G": 2})
barely = 1 + Rational(1, 10**9)
thm.needs(gate, {"z": 1, "u": 1, "g": barely, "G": 1}, name="barely above 1")
thm.needs(gate, {"z": -1, "u": -1, "g": -1, "G": 0}, name="the gate -1")
thm.needs(new_gate, {"z": 1, "u": 1, "g": 1, "G": barely}, name="moved barely above 1")
thm.needs(on, {"z": -1, "u": -3, "g": 1, "G": 0})
thm.needs(off, {"z": 1, "u": 3, "g": 0, "G": 1})
thm.needs(new_on, {"z": -1, "u": -3, "g": 0, "G": 1})
thm.needs(new_off, {"z": 1, "u": 3, "g": 1, "G": 0})
thm.refutes("half of it", 4 * (G * u - g * u) ** 2 <= (G - g) ** 2 * (u - z) ** 2, opens)
thm.refutes("no error", Eq(G * u - g * u, 0), opens)
