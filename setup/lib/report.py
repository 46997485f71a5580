"""What came out of tests, and whether it is good enough."""

from dataclasses import dataclass, field
from xml.etree import ElementTree

from project import SETUP

ALLOWED_SKIPS = SETUP / "allowed_skips.txt"


@dataclass
class Report:
    """Counts of tests, the skipped ones as "name : reason", and the text of what failed."""

    passed: int = 0
    failed: int = 0
    skips: list = field(default_factory=list)
    problems: list = field(default_factory=list)

    def __add__(self, other):
        return Report(
            self.passed + other.passed,
            self.failed + other.failed,
            self.skips + other.skips,
            self.problems + other.problems,
        )

    @classmethod
    def from_junit(cls, path):
        """Read the report that pytest writes."""
        report = cls()
        for case in ElementTree.parse(path).iter("testcase"):
            skip = case.find("skipped")
            if skip is not None:
                report.skips.append(
                    f"{case.get('classname')}.{case.get('name')} : {skip.get('message')}"
                )
            elif case.find("failure") is not None or case.find("error") is not None:
                report.failed += 1
            else:
                report.passed += 1
        return report

    def conclude(self):
        """Print what is wrong, then the counts; return the exit code."""
        for problem in self.problems:
            print(problem)
        refused = self._refused_skips()
        for skip in refused:
            print(f"skipped without leave (allowed ones are in {ALLOWED_SKIPS.name}): {skip}")
        if not self.passed + self.failed:
            print("no test ran")
        print(f"{self.passed} passed, {self.failed} failed, {len(self.skips)} skipped", flush=True)
        return int(bool(self.failed or refused or not self.passed))

    def _refused_skips(self):
        lines = ALLOWED_SKIPS.read_text().splitlines()
        allowed = {line.strip() for line in lines if line.strip() and not line.startswith("#")}
        return [skip for skip in self.skips if skip.partition(" : ")[0] not in allowed]
