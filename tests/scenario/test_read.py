"""Reading files: what they extend, what they may not do, and every fault with its place."""
# ruff: noqa: E501  - a case is a line: the file, and what must be said

import os

import pytest

from arrears.errors import ScenarioError
from arrears.scenario import Override, Scenario
from arrears.scenario.places import shipped_folder


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder, **files):
    for stem, text in files.items():
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")


def refused(path, *overrides):
    with pytest.raises(ScenarioError) as caught:
        Scenario.read(path, overrides=[Override.parse(text) for text in overrides])
    return str(caught.value)


# text of bad.yaml -> what each line of the message must say
CASES = {
    "empty": ("", ["bad.yaml:1:1: the file is empty; expected keys and values"]),
    "only a comment": ("# nothing\n", ["bad.yaml:1:1: the file is empty"]),
    "a list at the top": ("- a\n", ["bad.yaml:1:1: found a list; expected keys and values"]),
    "a text at the top": ("hello\n", ["bad.yaml:1:1: found the text `hello`"]),
    "not yaml": ("name: [unclosed\n", ["bad.yaml:2:1: not YAML: ", "began in line 1"]),
    "a tab": ("name: X\nmacro:\n\tincome: 0%\n", ["bad.yaml:3:1: not YAML", "indent with spaces"]),
    "a colon in a text": ("name: a: b\n", ["bad.yaml:1:8: not YAML", "put quotes"]),
    "unknown key": ("name: X\nmacro: {unemploymnet: 5%}\n", ["bad.yaml:2:9: macro.unemploymnet: unknown key", "did you mean `unemployment`?"]),
    "key of another section": ("name: X\ncutoff: 5\n", ["bad.yaml:2:1: cutoff: unknown key", "did you mean `lender.underwriting.cutoff`?"]),
    "three faults": (
        "name: X\nmonths: -4\nportfolio: {borrowers: none}\nrun: {paths: 2.5}\n",
        ["bad.yaml:2:9: months: -4 is below 1", "bad.yaml:3:24: portfolio.borrowers: `none` is not a number", "bad.yaml:4:14: run.paths: `2.5` is not whole"],
    ),
    "no unit": ("name: X\nmacro: {unemployment: 5}\n", ["bad.yaml:2:23: macro.unemployment.level: `5` has no unit", "write 5%"]),
    "impossible": ("name: X\nmacro: {unemployment: {level: 130%}}\n", ["bad.yaml:2:31: macro.unemployment.level: 130% is above 100%"]),
    "level and size at once": (
        "name: X\nmacro: {income: {level: 5, shocks: [{shape: step, start: month 0, size: 5%}]}}\n",
        ["bad.yaml:2:25: ", "`month 0` is before the first month", "`5%` has no sign"],
    ),
    "no size": ("name: X\nmacro: {income: {shocks: [{shape: step, start: month 3}]}}\n", ["bad.yaml:2:27: macro.income.shocks.0: `size` is missing; expected `size`, the full size"]),
    "unknown shape": ("name: X\nmacro: {income: {shocks: [{shape: ste, start: month 3, size: -5%}]}}\n", ["bad.yaml:2:35: macro.income.shocks.0.shape: `ste` is no shape", "did you mean `step`?"]),
    "no shape": ("name: X\nmacro: {income: {shocks: [{start: month 3}]}}\n", ["`shape` is missing; expected one of `step`"]),
    "key of another shape": ("name: X\nmacro: {income: {shocks: [{shape: step, start: month 3, size: -5%, rise: 2}]}}\n", ["macro.income.shocks.0.rise: unknown key; expected one of `shape`, `start`, `size`"]),
    "points out of order": ("name: X\nmacro: {income: {shocks: [{shape: points, points: [[3, -1%], [2, -1%]]}]}}\n", ["month 2 comes after month 3"]),
    "a bad point": ("name: X\nmacro: {income: {shocks: [{shape: points, points: [[3]]}]}}\n", ["the list is too short; expected [month, value]"]),
    "shocks lead out of range": ("name: X\nmacro: {unemployment: {level: 5%, shocks: [{shape: ramp, start: month 3, size: -8pp, rise: 4}]}}\n", ["bad.yaml:2:43: macro.unemployment.shocks: with the shocks applied, month 5 stands out of range: -1% is below 0%"]),
    "null section": ("name: X\nmacro:\nrun: ~\n", ["bad.yaml:2:1: `macro` has nothing behind it (null)", "bad.yaml:3:1: `run` has nothing behind it"]),
    "null in a list": ("name: X\nbuckets: [30, null]\n", ["bad.yaml:2:15: nothing (null) stands in the list"]),
    "booleans": ("name: X\nmonths: yes\nportfolio: {borrowers: true, autopay: no}\n", ["bad.yaml:2:9: months: `yes` is not a number", "`true` is not a number", "`no` is not a number with %"]),
    "quoted number": ("name: X\nmonths: '36'\n", ["bad.yaml:2:9: months: `36` is a text", "take the quotes off"]),
    "not finite": ("name: X\nmacro: {randomness: {persistence: .nan, correlation: -.inf}}\n", ["`.nan` is not finite", "`-.inf` is not finite"]),
    "no such date": ("name: X\nstart: 2020-13\n", ["bad.yaml:2:8: start: `2020-13`: there is no month 13"]),
    "twice": ("name: X\nmonths: 3\nmonths: 4\n", ["bad.yaml:3:1: `months` is written twice; first in line 2"]),
    "tag": ("name: X\ndescription: !!python/object/apply:os.system [echo]\n", ["bad.yaml:2:14: ", "is a tag; expected plain YAML without tags"]),
    "second document": ("name: X\n---\nname: Y\n", ["bad.yaml:2:1: a second document begins here"]),
    "merge key": ("name: X\n<<: {months: 3}\n", ["bad.yaml:2:1: `<<` merges are not read here", "use `extends`"]),
    "list as key": ("name: X\n? [a]\n: b\n", ["bad.yaml:2:3: a list or mapping stands as a key"]),
    "deep": ("name: " + "[" * 30 + "]" * 30 + "\n", ["bad.yaml:1:26: more than 20 mappings and lists inside each other"]),
    "many values": ("name: X\n" + "".join(f"k{i}: [1, 2, 3]\n" for i in range(6000)), ["more than 20_000 values"]),
    "billion laughs": (
        "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(f"{n}: &{n} [{', '.join(['*' + o] * 10)}]\n" for o, n in zip("abcdefgh", "bcdefghi", strict=True)),
        ["more than 20_000 values, with what aliases repeat"],
    ),
    "an alias in itself": ("name: &a [*a]\n", ["bad.yaml:1:11: `*a` repeats what is not finished"]),
    "a control character": ("name: a\x07b\n", ["bad.yaml:1:8: the character U+0007 is not allowed in YAML"]),
    "an escaped control character": ('name: "a\\eb"\n', ["bad.yaml:1:7: name: the text has the character U+001B in it"]),
    "no name": ("months: 3\n", ["bad.yaml:1:1: `name` is missing; expected `name`, the name on charts"]),
    "scalar for a section": ("name: X\nmacro: 5\n", ["bad.yaml:2:8: macro: found `5`; expected a mapping with keys such as"]),
    "mapping for a scalar": ("name: X\nmonths: {a: 1}\n", ["bad.yaml:2:9: months: found a mapping; expected a whole number"]),
    "due days": ("name: X\nextends: baseline\nportfolio: {due_days: {15: 100%, 31: 0%}}\n", ["bad.yaml:3:38: portfolio.due_days.31: 31 is above 28"]),
    "due days do not add up": ("name: X\nextends: baseline\nportfolio: {due_days: {15: 100%}}\n", ["bad.yaml:3:23: ", "add up to 200%", "days of the extended scenario count"]),
    "buckets fall": ("name: X\nbuckets: [90, 30]\n", ["bad.yaml:2:15: buckets.1: 30 comes after 90"]),
    "no buckets": ("name: X\nbuckets: []\n", ["bad.yaml:2:10: buckets: the list is empty"]),
    "absolute input": ("name: X\nmacro: {file: {path: /etc/passwd}}\n", ["macro.file.path: `/etc/passwd` is an absolute path"]),
    "input above": ("name: X\nportfolio: {source: {tape: ../x.csv}}\n", ["portfolio.source.tape: `../x.csv` climbs out"]),
    "input nowhere": ("name: X\nmacro: {file: {path: macro/none.csv}}\n", ["bad.yaml:2:22: macro.file.path: there is no file `macro/none.csv` (looked in "]),
    "parent missing": ("name: X\nextends: nowhere.yaml\nmonths: 0\n", ["bad.yaml:2:10: extends: there is no `nowhere.yaml`", "bad.yaml:3:9: months: 0 is below 1"]),
    "parent misspelt": ("name: X\nextends: basline\n", ["did you mean `baseline`?"]),
    "parent absolute": ("name: X\nextends: /tmp/x.yaml\n", ["extends: `/tmp/x.yaml` is an absolute path"]),
    "parent above": ("name: X\nextends: ../x.yaml\n", ["extends: `../x.yaml` climbs out"]),
    "two parents": ("name: X\nextends: [a, b]\n", ["bad.yaml:2:10: extends: found no name"]),
    "its own parent": ("name: X\nextends: bad.yaml\n", ["bad.yaml:2:10: extends: the scenarios go round in a circle: bad.yaml -> bad.yaml"]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_faults_are_placed_and_explained(folder, case):
    text, told = CASES[case]
    write(folder, bad=text)
    said = refused("bad.yaml")
    for part in told:
        assert part in said
    assert said.count("\n") <= len(told) + 2
    assert all(line.startswith("bad.yaml:") for line in said.splitlines())


def test_a_missing_parent_is_the_only_fault_of_a_good_file(folder):
    write(folder, child="extends: nowhere\nmonths: 6\nportfolio: {due_days: {15: 50%}}\n")
    assert refused("child.yaml").count("\n") == 0


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ("name: X\ndescription: café\n".encode("latin-1"), "bad.yaml:2:17: the byte 0xE9 is not UTF-8"),
        ("name: X\n".encode("utf-16"), "bad.yaml:1:1: the byte 0xFF is not UTF-8"),
        (b"#" * (1 << 21), "bad.yaml: the file is larger than 1 MiB"),
        (b"name: X\0\n", "bad.yaml:1:8: the character U+0000 is not allowed"),
    ],
)
def test_bytes_that_are_no_text(folder, data, told):
    (folder / "bad.yaml").write_bytes(data)
    assert told in refused("bad.yaml")


def test_a_byte_order_mark_and_windows_lines_are_welcome(folder):
    (folder / "ok.yaml").write_bytes("\ufeffname: 经济衰退\r\nmonths: 12\r\n".encode())
    scenario = Scenario.read("ok.yaml")
    assert (scenario.name, scenario.months) == ("经济衰退", 12)


def test_what_is_no_file(folder):
    (folder / "runs").mkdir()
    assert "runs: this is a folder" in refused("runs")
    assert "there is no such file" in refused("nowhere/x.yaml")
    assert "did you mean `baseline`?" in refused("basline")
    assert "`baseline` ships" in refused("other/baseline.yaml")


def test_extends_merges_mappings_and_replaces_the_rest(folder):
    write(
        folder,
        base="name: Base\nmonths: 12\nmacro: {policy_rate: 7%, unemployment: {level: 6%, shocks: [{shape: step, start: month 2, size: +1pp}]}}\nbuckets: [30, 60, 90]\n",
        child="name: Child\nextends: base\nmacro: {unemployment: {level: 5%}}\nbuckets: [30]\n",
        grandchild="extends: child.yaml\nmacro: {unemployment: {shocks: []}, policy_rate: {shocks: [{shape: step, start: month 1, size: +1pp}]}}\n",
    )
    child, grandchild = Scenario.read("child.yaml"), Scenario.read("grandchild.yaml")
    assert child.macro.unemployment.path(2) == pytest.approx([0.05, 0.06])
    assert (child.name, child.months, child.buckets) == ("Child", 12, (30,))
    assert grandchild.macro.unemployment.shocks == ()
    # a level written alone is {level: ...}: shocks added to it keep it
    assert grandchild.macro.policy_rate.path(1) == pytest.approx([0.08])


def test_faults_of_a_parent_are_placed_in_the_parent(folder):
    write(folder, base="name: Base\nmonths: 0\n", child="extends: base\nrun: {paths: 0}\n")
    assert [line.split(": ")[0] for line in refused("child.yaml").splitlines()] == ["child.yaml:2:14", "base.yaml:2:9"]


def test_a_circle_of_two(folder):
    write(folder, a="extends: b\nname: A\n", b="extends: a\nname: B\n")
    assert "b.yaml:1:10: extends: the scenarios go round in a circle: a.yaml -> b.yaml -> a.yaml" in refused("a.yaml")


def test_parents_are_found_in_folders_above_up_to_scenarios_and_not_beyond(folder):
    deep = folder / "scenarios" / "team" / "mine"
    deep.mkdir(parents=True)
    write(folder, outside="name: Outside\n")
    write(folder / "scenarios", house="name: House\nmonths: 7\n")
    write(deep, child="extends: house\n", lost="extends: outside\n", own="extends: baseline\nmonths: 9\n")
    assert Scenario.read(deep / "child.yaml").months == 7
    assert "extends: there is no `outside.yaml`" in refused(deep / "lost.yaml")
    assert Scenario.read(deep / "own.yaml").name == "Baseline"


def test_links_that_lead_out_are_refused(folder):
    inside = folder / "scenarios"
    inside.mkdir()
    write(folder, secret="name: Secret\n")
    (inside / "linked.yaml").symlink_to(folder / "secret.yaml")
    (inside / "here.yaml").symlink_to(inside / "real.yaml")
    write(
        inside,
        child="extends: linked\n",
        good="extends: here\n",
        real="name: Real\n",
        tape="name: T\nmacro: {file: {path: data.csv}}\n",
    )
    (inside / "data.csv").symlink_to("/etc/passwd")
    assert "is a link that leads out of" in refused(inside / "child.yaml")
    assert "is a link that leads out of" in refused(inside / "tape.yaml")
    assert Scenario.read(inside / "good.yaml").name == "Real"


def test_inputs_are_found_beside_above_and_among_what_ships(folder):
    (folder / "macro").mkdir()
    (folder / "macro" / "own.csv").write_text("x\n")
    write(folder, own="name: X\nmacro: {file: {path: macro/own.csv}}\n")
    scenario = Scenario.read("own.yaml")
    assert scenario.find_input("macro/own.csv") == folder / "macro" / "own.csv"
    assert scenario.find_input("baseline.yaml") == shipped_folder() / "baseline.yaml"
    assert scenario.with_({"months": 3}).origin == scenario.origin
    assert "origin" not in scenario.to_yaml()
    with pytest.raises(ScenarioError, match=r"no file `none\.csv`"):
        scenario.find_input("none.csv")
    assert Scenario.read("own.yaml") == Scenario.from_text(scenario.to_yaml(), origin=folder)


def test_a_scenario_takes_back_the_file_it_inherits(folder):
    (folder / "fed.csv").write_text("x\n")
    write(
        folder,
        base="name: X\nmacro: {file: {path: fed.csv, exercise: 2026}}\n",
        child="extends: base\nmacro: {file: none}\n",
    )
    assert Scenario.read("base.yaml").macro.file.exercise == "2026"
    assert Scenario.read("child.yaml").macro.file is None


def test_shipped_names_work_anywhere(folder):
    assert Scenario.read("baseline").name == "Baseline"
    (folder / "baseline").mkdir()  # a run's folder, say
    assert Scenario.read("baseline").name == "Baseline"
    write(folder, baseline="name: Mine\n")
    assert Scenario.read("baseline.yaml").name == "Mine"


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("portfolio.due_days", "{5: 100%}", {5: 1.0}),
        ("macro.unemployment", "{level: 7%}", {"level": 0.07}),
        ("macro.randomness", "{kind: none}", {"kind": "none"}),
    ],
)
def test_what_is_set_takes_the_place_of_what_was_there_as_with_does(key, text, value):
    by_option = Scenario.read("unemployment", overrides=[Override(key, text)])
    assert by_option == Scenario.read("unemployment").with_({key: value})
    assert by_option != Scenario.read("unemployment")


def test_overrides_change_keys_and_entries_of_lists(folder):
    texts = [
        "months=12",
        "macro.unemployment.shocks.0.size=+5pp",
        "lender.underwriting.applications.shocks=[{shape: step, start: 2020-03, size: -50%}]",
        "name=Other name",
        "portfolio.due_days={10: 50%, 20: 50%}",
        "buckets.1=120",
    ]
    s = Scenario.read("unemployment", overrides=[Override.parse(text) for text in texts])
    assert (s.months, s.name, s.buckets) == (12, "Other name", (30, 120))
    assert s.macro.unemployment.shocks[0].size == 0.05
    assert s.lender.underwriting.applications.path(3) == [0.03, 0.03, 0.015]
    assert s.portfolio.due_days == {10: 0.5, 20: 0.5}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("months=-4", "--set months=-4: months: -4 is below 1"),
        ("macro.unemploymnet=5%", "did you mean `unemployment`?"),
        ("months=", "--set months=: nothing stands behind the ="),
        ("months", "--set: `months` is not a key and a value; expected key=value"),
        ("=3", "is not a key and a value"),
        ("lender.charge-off.dpd=91", "lender.charge-off: unknown key"),
        ("lender.charge-off.dpd=91", "did you mean `charge_off`?"),
        ("extends=x", "`extends` cannot be changed from outside"),
        ("buckets.7=3", "buckets has 2 entries"),
        ("name=[", "--set name=[: not YAML"),
        ("name=!!str x", "is a tag"),
        ("months.x=3", "months: found a mapping"),
    ],
)
def test_overrides_are_refused_with_the_option_as_their_place(folder, text, told):
    assert told in refused("baseline", text)


def test_a_fault_of_the_file_is_named_even_where_an_option_would_hide_it(folder):
    write(folder, bad="name: X\nrun: {paths: 2.5}\nmonths: 0\n")
    said = refused("bad.yaml", "run.paths=2", "run.seed=-1")
    assert [line.split(": ")[0] for line in said.splitlines()] == ["bad.yaml:2:14", "bad.yaml:3:9", "--set run.seed=-1"]


def test_a_file_that_may_not_be_read(folder):
    write(folder, closed="name: X\n")
    (folder / "closed.yaml").chmod(0)
    if os.access(folder / "closed.yaml", os.R_OK):
        pytest.skip("this user may read everything")
    assert "closed.yaml: cannot be read: Permission denied" in refused("closed.yaml")
