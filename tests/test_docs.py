"""Pages that are made from the code are what the code says; links lead somewhere."""

import re
import subprocess
import sys
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

from arrears.cli.template import TEMPLATE
from arrears.keys.series import Series
from arrears.measures.catalogue import MEASURES
from arrears.model.order import ORDER
from arrears.scenario import Scenario
from arrears.simulation import simulate

ROOT = Path(__file__).parent.parent
READMES = {"English": ROOT / "README.md", "简体中文": ROOT / "README.zh-CN.md"}
PAGES = [*READMES.values(), ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module")
def maker():
    spec = spec_from_file_location("make_reference", ROOT / "docs" / "make_reference.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["scenario-reference.md", "measures.md"])
def test_a_page_made_from_the_code_is_up_to_date(maker, page):
    written = (ROOT / "docs" / page).read_text(encoding="utf-8")
    assert written == maker.PAGES[page](), "run: python docs/make_reference.py"


def test_the_check_for_ci_agrees():
    done = subprocess.run(
        [sys.executable, "docs/make_reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def keys(section, above=()):
    for name, info in section.model_fields.items():
        inside = info.annotation
        if isinstance(inside, type) and hasattr(inside, "model_fields") and not issubclass(inside, Series):
            yield from keys(inside, (*above, name))
        else:
            yield ".".join((*above, name))


def test_every_key_and_every_measure_is_there():
    reference = (ROOT / "docs" / "scenario-reference.md").read_text(encoding="utf-8")
    assert [key for key in keys(Scenario) if f"| `{key}` |" not in reference] == []
    measures = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    assert [name for name in MEASURES if f"| `{name}` |" not in measures] == []


def anchors(page):
    """What a heading is called in a link: lower case, words joined by hyphens."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_within_the_project_lead_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        there = (page.parent / name).resolve() if name else page
        assert there.exists(), f"{page.name} links to {target}"
        if anchor:
            assert anchor in anchors(there), f"{page.name} links to {target}"


def test_what_the_documentation_runs_is_what_there_is():
    # every `arrears ...` command of the README is one that the command line knows
    from arrears.cli.app import app

    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    used = set(re.findall(r"^(?:\.venv/bin/)?arrears ([a-z]+)", text, re.MULTILINE))
    assert used
    assert used <= known


FENCE = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
CODE = re.compile(r"`([^`]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HELD = {  # what a translation leaves as it is; sentences may take another order, blocks and headings not
    "code blocks": lambda text: FENCE.findall(text),
    "levels of headings": lambda text: re.findall(r"^#+(?= )", FENCE.sub("", text), re.MULTILINE),
    "words of code": lambda text: Counter(CODE.findall(FENCE.sub("", text))),
    "links and pictures": lambda text: Counter(LINK.findall(FENCE.sub("", text))),
    "figures": lambda text: Counter(re.findall(r"\d(?:[\d.,]*\d)?", LINK.sub("", CODE.sub("", FENCE.sub("", text))))),
}


@pytest.mark.parametrize("what", HELD)
def test_both_readmes_hold_the_same(what):
    english, chinese = (
        HELD[what](page.read_text(encoding="utf-8").split("\n", 3)[3])  # without the title and the link to the other
        for page in READMES.values()
    )
    assert english
    assert chinese == english, f"README.zh-CN.md and README.md differ in their {what}"


def test_the_readme_shows_what_new_writes():
    text = READMES["English"].read_text(encoding="utf-8").split("arrears new mine", 1)[1]
    (shown, *_) = re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)
    assert shown in TEMPLATE


def test_each_readme_leads_to_the_other_under_its_title():
    for language, page in READMES.items():
        ((other, target),) = ((name, path.name) for name, path in READMES.items() if name != language)
        assert page.read_text(encoding="utf-8").splitlines()[1:4] == ["", f"[{other}]({target})", ""]


def test_the_model_page_has_the_order_of_a_month():
    page = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    assert [m.number for m in ORDER if f"| {m.number} | {m.on.value} | {m.what} |" not in page] == []


def test_the_mechanism_that_the_page_on_extending_shows_runs():
    page = (ROOT / "docs" / "extending.md").read_text(encoding="utf-8")
    [code] = [c for c in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "RELIEF = Mechanism" in c]
    assert len(code.splitlines()) <= 52
    scope = {"__name__": "extending_md"}
    exec(compile(code, "extending.md", "exec"), scope)
    run = simulate("pandemic", mechanisms=[scope["RELIEF"]], paths=2, borrowers=1500, months=6)
    assert float(run.measure("reliefs").sel(product="all", segment="all").sum()) > 0
