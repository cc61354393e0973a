"""The language: what may be written, its defaults, and how it is written back."""

import json
import pickle
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from arrears.errors import ScenarioError
from arrears.keys.kinds import Number, Share
from arrears.keys.series import LoosenessSeries, UnemploymentSeries
from arrears.scenario import Scenario, Step, as_parameters, parameters, shipped
from arrears.scenario.jsonschema import json_schema
from arrears.scenario.schema_borrowers import Income

ROOT = Path(__file__).parents[2]
DESIGN = """
name: Pandemic
description: Lockdown in the second month; incomes fall, the desk works at half strength, then recovery.
start: 2020-01            # month 1
months: 36
macro:
  unemployment:           # share of the labour force
    level: 5.2%
    shocks:
      - {shape: pulse, start: month 2, size: +1.0pp, rise: 1, hold: 3, fade: 12}
  income:
    shocks:
      - {shape: pulse, start: month 2, size: -8%, rise: 1, hold: 3, fade: 9}
  policy_rate: {level: 2.0%}
  randomness: {kind: ar, persistence: 0.9, volatility: {unemployment: 0.1pp, income: 0.5%}, correlation: -0.5}
portfolio:
  segment: income_quintile
  borrowers: 50_000
  source: synthetic
  autopay: 70%
  due_days: {10: 60%, 20: 40%}
  balance_sheet: dynamic
lender:
  underwriting: {cutoff: 600, score_noise: 40, applications: 3%}
  collections: {contacts_per_day: 4%, strategy: oldest_first, shocks: []}
market:
  competition:
    looseness: {level: 0, shocks: [{shape: ramp, start: month 3, size: 1.0, rise: 6}]}
  supply: {to_unemployment: 0, memory: 120, smoothing: 3}
conventions: {grace_days: 0, materiality: 0}
buckets: [30, 90]
run: {paths: 200, seed: 1}
"""


def test_the_designs_example_means_what_it_says():
    s = Scenario.from_text(DESIGN)
    assert str(s.start) == "2020-01"
    assert s.macro.unemployment.path(6) == pytest.approx([0.052, 0.062, 0.062, 0.062, 0.062, 0.052 + 0.01 * 11 / 12])
    assert s.macro.income.path(3) == pytest.approx([0, -0.08, -0.08])
    assert s.macro.randomness.volatility.unemployment == 0.001
    assert s.portfolio.due_days == {10: 0.6, 20: 0.4}
    assert s.lender.collections.contacts_per_day == 0.04
    assert s.market.competition.looseness.path(9)[-1] == 1.0
    assert s.buckets == (30, 90)


def test_it_is_written_back_to_an_equal_scenario_and_the_same_text():
    s = Scenario.from_text(DESIGN)
    again = Scenario.from_text(s.to_yaml())
    assert again == s
    assert again.to_yaml() == s.to_yaml()
    assert hash(again) == hash(s)
    assert "extends" not in s.to_yaml()
    assert pickle.loads(pickle.dumps(s)) == s


@given(
    unemployment=st.floats(0, 0.9),
    size=st.floats(-0.05, 0.05),
    name=st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=30),
    borrowers=st.integers(1, 10**9),
    description=st.text("ab: #'\"\\-,[]{}%@\n", min_size=1, max_size=40).filter(lambda t: t.strip()),
)
@settings(max_examples=40, deadline=None)
def test_any_scenario_is_written_back_to_an_equal_one(unemployment, size, name, borrowers, description):
    s = Scenario(name=name, description=description).with_(
        {
            "macro.unemployment.level": [0.05, unemployment],
            "macro.policy_rate.shocks": [Step(start=7, size=size)],
            "portfolio.borrowers": borrowers,
        }
    )
    assert Scenario.from_text(s.to_yaml()) == s


def test_with_changes_only_what_it_names_and_takes_both_ways_of_writing():
    base = Scenario.from_text(DESIGN)
    other = base.with_({"macro.unemployment.level": 0.07, "macro.income.shocks.0.size": "-9%", "run.seed": 5})
    assert (base.macro.unemployment.level, other.macro.unemployment.level) == (0.052, 0.07)
    assert other.macro.income.shocks[0].size == -0.09
    assert other.lender == base.lender
    assert other.with_({"macro.unemployment.level": "5.2%", "macro.income.shocks.0.size": -0.08, "run.seed": 1}) == base
    assert base.with_({"portfolio.due_days": {5: 1.0}}).portfolio.due_days == {5: 1.0}


def test_with_names_every_fault():
    with pytest.raises(ScenarioError) as caught:
        Scenario(name="X").with_(
            {"macro.unemploymnet.level": 0.07, "months": 0, "run.paths": True, "buckets": [90, 30]}
        )
    said = str(caught.value)
    assert "macro.unemploymnet: unknown key" in said
    assert "did you mean `unemployment`?" in said
    assert "months: 0 is below 1" in said
    assert "run.paths: `True` is a yes or no" in said


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "5", True, None, [], {"x": 1}, 1.5, -0.1])
def test_values_from_python_are_checked_too(value):
    with pytest.raises(ScenarioError):
        Scenario(name="X").with_({"macro.unemployment.level": value})


def test_a_series_is_a_value_a_list_or_a_mapping():
    assert UnemploymentSeries.model_validate("5%") == UnemploymentSeries(level=0.05)
    series = UnemploymentSeries(level=(0.05, 0.06))
    assert series.opening == 0.05
    assert series.path(4) == [0.05, 0.06, 0.06, 0.06]
    assert series.path(1) == [0.05]
    assert LoosenessSeries(level=1).path(2) == [1.0, 1.0]


def test_shocks_to_applications_and_to_the_desk_are_relative():
    s = Scenario(name="X").with_(
        {
            "lender.underwriting.applications.shocks": [Step(start=2, size="-50%")],
            "lender.collections.shocks": [Step(start=2, size="-50%"), Step(start=3, size="-70%")],
        }
    )
    assert s.lender.underwriting.applications.path(2) == [0.03, 0.015]
    assert s.lender.collections.capacity_factor(3) == [1.0, 0.5, 0.0]


def test_a_tape_takes_all_its_rows_unless_said():
    tape = {"portfolio.source": {"tape": "book.csv"}}
    assert Scenario(name="X").portfolio.borrowers == 50_000
    s = Scenario(name="X").with_({**tape, "portfolio.borrowers": "all"})
    assert s.portfolio.borrowers is None
    assert Scenario.from_text(s.with_({"portfolio.source": "synthetic"}).to_yaml()).portfolio.borrowers == 50_000


def test_a_shock_after_the_end_is_allowed_and_noted():
    s = Scenario(name="X", months=6).with_({"macro.income.shocks": [Step(start=7, size="-5%")]})
    assert s.macro.income.path(6) == [0.0] * 6
    assert s.notes() == ("macro.income.shocks.0 starts in month 7, after the last month, 6: it has no effect",)


def test_parameters_pickle_and_follow_the_section():
    kind = parameters(Income)
    assert kind is parameters(Income)
    numbers = as_parameters(Income())
    assert numbers.median == Income().median
    assert list(numbers._fields) == list(Income.model_fields)


def test_every_key_is_described():
    def undescribed(schema, path):
        for key, value in schema.get("properties", {}).items():
            if "description" not in value and key not in {"shape"}:
                yield f"{path}.{key}"
            yield from undescribed(value, f"{path}.{key}")

    assert not list(undescribed(json_schema(), ""))


def test_the_published_json_schema_is_the_codes():
    published = json.loads((ROOT / "docs" / "scenario.schema.json").read_text())
    assert published == json_schema(), "run: arrears schema > docs/scenario.schema.json"


def _as_an_editor_reads(text):
    document = YAML(typ="safe", pure=True).load(text)
    return json.loads(json.dumps(document, default=str))


@pytest.mark.parametrize("name", shipped())
def test_shipped_scenarios_satisfy_the_json_schema(name):
    text = (ROOT / "scenarios" / f"{name}.yaml").read_text()
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(_as_an_editor_reads(text), schema)
    jsonschema.validate(_as_an_editor_reads(Scenario.read(name).to_yaml()), schema)


@pytest.mark.parametrize(
    "text",
    [
        "macro: {unemploymnet: 5%}",
        "macro: {unemployment: 5}",
        "macro: {unemployment: {shocks: [{shape: step, start: month 3, size: -8%}]}}",
        "macro: {income: {shocks: [{shape: step, start: month 3, size: 8%}]}}",
        "macro: {income: {shocks: [{shape: step, start: 3, size: +8%}]}}",
        "months: -4",
        "portfolio: {segment: age}",
        "lender:",
    ],
)
def test_the_json_schema_refuses_what_the_reader_refuses(text):
    assert list(jsonschema.Draft202012Validator(json_schema()).iter_errors(_as_an_editor_reads(text)))
    with pytest.raises(ScenarioError):
        Scenario.from_text(f"name: X\n{text}\n")


def test_kinds_say_their_range():
    assert Share(0, 0.5).expected == "a share from 0% to 50%, like 5.2%"
    assert Number(-1, 1).expected == "a number from -1 to 1"


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_has_36_months_and_a_name_of_its_own(name):
    scenario = Scenario.read(name)
    assert scenario.months == 36
    assert name == "baseline" or scenario.name != Scenario.read("baseline").name
    assert not scenario.notes()
