"""The pytest plugin: theorem files become items, results a ledger, the run a denominator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from .library import FOLDER, is_theorem_file

KIND_MARKERS = {
    "spec": "the statement is complete: witnesses, false variants, instances",
    "proof": "a derivation in the kernel, replayed by the second checker",
    "reading": "a torch function means the symbolic term",
    "check": "enclosures on drawn instances",
    "whp": "a probability, by exact binomial tests of drawn instances",
    "example": "an exact instance of all hypotheses",
    "needs": "a point that shows a hypothesis is needed",
    "sharp": "a point of equality, with the resolution of the constants",
    "refutes": "a false variant, refuted at a point",
    "erratum": "a misprint of the source, refuted at a point",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("lemmata", "executable theorems")
    group.addoption("--device", action="append", default=[], help="cpu or cuda; repeatable")
    group.addoption(
        "--dtype", action="append", default=[], help="float64, float32 or bfloat16; repeatable"
    )
    group.addoption("--ledger", action="store_true", help="print the ledger at the end")
    group.addoption(
        "--require", metavar="LEVEL", help="fail unless every collected theorem has this level"
    )
    group.addoption(
        "--impl",
        action="append",
        default=[],
        metavar="NAME=MODULE:FACTORY",
        help="run the checks against another implementation; repeatable",
    )
    group.addoption(
        "--theorem-profile", metavar="NAME", help="dev, ci or thorough: how much the checks draw"
    )
    group.addoption(
        "--sampler-seed", metavar="N", type=int, default=0, help="seed of all sampled tests"
    )


def pytest_configure(config: pytest.Config) -> None:
    for kind, meaning in KIND_MARKERS.items():
        config.addinivalue_line("markers", f"{kind}: {meaning}")
    state = _State(config)
    config.stash[_STATE] = state
    config.pluginmanager.register(state, "lemmata-state")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    if is_theorem_file(file_path):
        made: pytest.Collector = TheoremFile.from_parent(parent, path=file_path)
        return made
    return None


class ObligationFailed(Exception):
    """Carries the text of a failing obligation; printed as it is, without a traceback."""


class TheoremFile(pytest.File):
    """A theorem file; its items are the obligations of the theorems it declares."""

    def collect(self) -> Iterator[pytest.Item]:
        from . import library, obligations
        from .statements import StatementError

        state = self.config.stash[_STATE]
        state.prepare()
        try:
            theorems = library.load(self.path)
        except StatementError as error:
            raise self.CollectError(str(error)) from error
        for theorem in theorems:
            other = state.files.setdefault(theorem.id, self.path)
            if other != self.path:
                raise self.CollectError(f"the theorem id {theorem.id!r} is also used in {other}")
            for o in obligations.obligations(
                theorem, state.devices, state.dtypes, state.profile, state.seed
            ):
                prefix = f"{theorem.id}::" if len(theorems) > 1 else ""
                item = TheoremItem.from_parent(self, name=f"{prefix}{o.kind}[{o.name}]")
                item.obligation = o
                item.add_marker(o.kind)
                yield item


class TheoremItem(pytest.Item):
    """One obligation."""

    obligation: Any

    def runtest(self) -> None:
        from . import implementations, ledger

        lost = implementations.unclaimed()
        if lost:
            slots = ", ".join(sorted(implementations.SLOTS)) or "none"
            raise ObligationFailed(f"--impl: no slot {lost[0]!r}; slots: {slots}")
        result = self.obligation.run()
        entry = ledger.Entry.of(self.obligation, result)
        declared = ledger.declared(self.obligation.theorem)
        self.user_properties.append(
            ("lemmata", json.dumps({"entry": entry.as_dict(), "declared": declared}))
        )
        if result.status == "skipped":
            pytest.skip(result.detail)
        if result.status != "holds":
            raise ObligationFailed(f"{result.status}: {result.detail}")

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if isinstance(excinfo.value, ObligationFailed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        return self.path, 0, f"{self.obligation.theorem.id} {self.name}"


class _State:
    """Options read once, and the results that arrive (from workers too) on the controller."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.entries: list[dict[str, Any]] = []
        self.declared: dict[str, dict[str, int]] = {}
        self.deselected = 0
        self.files: dict[str, Path] = {}
        self._stack = ExitStack()
        self._ready = False
        self._faults: list[str] = []

    def prepare(self) -> None:
        """Check options and put implementations in their slots, once, before the first theorem."""
        if self._ready:
            return
        import torch

        from . import implementations, settings

        try:
            self.devices = settings.devices(self.config.getoption("--device"))
            self.dtypes = settings.dtypes(self.config.getoption("--dtype"))
            self.profile = settings.profile(self.config.getoption("--theorem-profile"))
            self.seed = self.config.getoption("--sampler-seed")
            required = self.config.getoption("--require")
            if required is not None:
                from .obligations import LEVELS

                if required not in LEVELS:
                    raise ValueError(f"unknown level {required!r}; accepted: {', '.join(LEVELS)}")
            settings.prepare()
            if hasattr(self.config, "workerinput"):
                torch.set_num_threads(1)  # the workers are the parallelism
            for option in self.config.getoption("--impl"):
                implementations.apply_option(option, self._stack)
        except (ValueError, implementations.ImplementationError) as error:
            raise pytest.UsageError(str(error)) from error
        self._ready = True

    def pytest_report_header(self) -> str:
        from . import settings

        self.prepare()
        return settings.header(self.devices, self.dtypes, self.profile)

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.deselected += sum(isinstance(item, TheoremItem) for item in items)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when != "call":
            return
        for key, value in report.user_properties:
            if key == "lemmata":
                data = json.loads(str(value))
                self.entries.append(data["entry"])
                self.declared[data["entry"]["theorem"]] = data["declared"]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        self._stack.close()
        if hasattr(self.config, "workerinput") or not self.entries:
            return
        from . import binomial_tests, ledger

        root = self.config.rootpath
        stored = ledger.read_denominator(root / ledger.DENOMINATOR)
        self._faults = ledger.shrunk(stored, self.declared, root)
        self._faults += binomial_tests.overspent(self._tests())
        required = self.config.getoption("--require")
        if required:
            self._faults += ledger.below(required, self._lines())
        if self._faults and exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def _tests(self) -> int:
        return sum(e["counts"].get("tests", 0) for e in self.entries)

    def _lines(self) -> Any:
        from . import ledger, library

        root = self.config.rootpath
        wanted = {e["theorem"] for e in self.entries}
        known = [t for p in library.files(root) if FOLDER in p.parts for t in library.load(p)]
        chosen = [t for t in known if t.id in wanted]
        return ledger.lines(chosen, [ledger.Entry.from_dict(e) for e in self.entries])

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if not self.entries:
            return
        from . import binomial_tests, ledger
        from .audit import summary

        if self.config.getoption("--ledger"):
            terminalreporter.section("ledger")
            audited = summary.read(self.config.rootpath / summary.STORED)
            cells = [ledger.HEADER, *ledger.rows(self._lines(), audited)]
            widths = [max(len(row[i]) for row in cells) for i in range(len(ledger.HEADER))]
            for row in cells:
                text = "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True))
                terminalreporter.write_line(text.rstrip())
        for fault in self._faults:
            terminalreporter.write_line(f"lemmata: {fault}", red=True)
        entries = [ledger.Entry.from_dict(e) for e in self.entries]
        counts = ledger.denominator(len(entries) + self.deselected, entries, self.deselected)
        terminalreporter.write_line(ledger.denominator_text(counts))
        if self._tests():
            terminalreporter.write_line(binomial_tests.budget_text(self._tests()))


_STATE: pytest.StashKey[_State] = pytest.StashKey()
