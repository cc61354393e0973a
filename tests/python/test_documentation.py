"""docs/python.md: every name is there, and every example runs, in an empty folder."""

import re
from pathlib import Path

import pytest

import arrears as ar

PAGE = Path(__file__).parents[2] / "docs" / "python.md"
BLOCK = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ar.__all__)
def test_every_name_stands_on_the_page(name):
    assert f"`{name}" in PAGE.read_text(encoding="utf-8")


def test_every_example_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    scope: dict[str, object] = {"__name__": "python_md"}
    for found in BLOCK.finditer(text):
        line = text.count("\n", 0, found.start(1))
        exec(compile("\n" * line + found.group(1), str(PAGE), "exec"), scope)
    assert (tmp_path / "runs" / "stress" / "curves.csv").is_file()
    assert (tmp_path / "uplift.png").is_file()
