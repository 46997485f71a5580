"""A run is good when something ran, nothing failed and no test was skipped without leave."""

import pytest
import report
from report import Report


@pytest.fixture(autouse=True)
def allowed(tmp_path, monkeypatch):
    path = tmp_path / "allowed_skips.txt"
    path.write_text("# why\ntests.here\n")
    monkeypatch.setattr(report, "ALLOWED_SKIPS", path)


@pytest.mark.parametrize(
    ("result", "code"),
    [
        (Report(passed=1), 0),
        (Report(passed=1, skips=["tests.here : no browser"]), 0),
        (Report(passed=1, skips=["tests.there : no browser"]), 1),
        (Report(passed=1, failed=1), 1),
        (Report(), 1),
    ],
)
def test_the_exit_code_tells(result, code):
    assert result.conclude() == code
