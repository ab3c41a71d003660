"""The obligations of theorem files, file by file, in whichever process that happens."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import torch

from . import implementations, library, settings
from .ledger import Entry
from .obligations import obligations


@dataclass(frozen=True)
class Discharge:
    """What to discharge and how; called with a theorem file, the entries of the theorems wanted.

    theorems: ids; seed: of the sampled tests; impl: `--impl` options.
    """

    theorems: tuple[str, ...]
    devices: tuple[str, ...]
    dtypes: tuple[torch.dtype, ...]
    profile: str
    seed: int
    impl: tuple[str, ...]

    def __call__(self, file: str) -> list[Entry]:
        with ExitStack() as stack:
            settings.prepare()
            for option in self.impl:
                implementations.apply_option(option, stack)
            return [
                Entry.of(owed, owed.run())
                for theorem in library.load(Path(file))
                if theorem.id in self.theorems
                for owed in obligations(theorem, self.devices, self.dtypes, self.profile, self.seed)
            ]
