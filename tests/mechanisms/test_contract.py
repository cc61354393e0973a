"""What every mechanism and policy keeps: off is the plain model, on moves what it should, both engines agree."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import arrears as ar
from arrears.mechanisms import MECHANISMS
from arrears.policies import POLICIES
from arrears.purposes import Purpose
from arrears.tallies import OWN_AXES, Tallies
from driving import Variant, both, differences

STRESS = {"unemployment": 0.08, "income": -0.15}
SHIPPED: dict[str, dict[str, Any]] = {
    "plans": {"plans": {"take_up": 0.6, "months": 3, "share": 0.3}},
    "holidays": {"holidays": {"ask": 0.8, "months": 2}},
    "regulator": {"regulator": {"threshold": 0.01, "step": 0.4}},
    "all": {"plans": {}, "holidays": {"cushion": 2.0}, "regulator": {"threshold": 0.005}},
}
# Key, five values of it, the measure that it moves, and its direction.
SIZES: dict[str, tuple[str, list[float], str, int]] = {
    "plans": ("plans.take_up", [0.0, 0.2, 0.5, 0.8, 1.0], "plans_taken", 1),
    "holidays": ("holidays.ask", [0.0, 0.2, 0.5, 0.8, 1.0], "holidays", 1),
    "regulator": ("regulator.threshold", [0.005, 0.012, 0.02, 0.03, 0.2], "regulator_tightenings", -1),
}


@pytest.mark.parametrize("name", SHIPPED)
def test_the_engines_agree_with_mechanisms_on(name: str) -> None:
    fast, reference = both(Variant(name, SHIPPED[name], STRESS, months=9))
    assert differences(fast, reference) == []
    assert any(np.any(getattr(fast[0], array)) for array in OWN_AXES)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(16))
def test_the_engines_agree_on_random_mechanisms(seed: int) -> None:
    import random

    draw = random.Random(seed)
    changes = {
        "plans.take_up": draw.choice([0.2, 1.0]),
        "plans.months": draw.choice([1, 3, 12]),
        "plans.share": draw.choice([0.0, 0.4, 1.0]),
        "plans.first_day": draw.choice([2, 31]),
        "plans.last_day": draw.choice([60, 170]),
        "holidays.ask": draw.choice([0.3, 1.0]),
        "holidays.months": draw.choice([1, 4, 15]),
        "holidays.cushion": draw.choice([0.0, 1.0, 20.0]),
        "conventions.materiality": draw.choice([0.0, 40.0]),
        "portfolio.balance_sheet": draw.choice(["dynamic", "static", "run_off"]),
        "lender.charge_off.dpd": draw.choice([91, 181, 361]),
        "portfolio.segment": draw.choice(["none", "income_quintile"]),
    }
    assert differences(*both(Variant(f"random {seed}", changes, STRESS, months=12))) == []


def run(changes: dict[str, Any]) -> ar.Result:
    scenario = ar.Scenario.read("pandemic").with_(changes)
    return ar.simulate(scenario, paths=2, borrowers=2000, months=10, seed=4, threads=2)


@pytest.fixture(scope="module")
def plain() -> ar.Result:
    return run({})


@pytest.mark.parametrize("name", SIZES)
def test_more_of_it_moves_more(name: str) -> None:
    key, sizes, measure, sign = SIZES[name]
    moved = []
    for size in sizes:
        values = run({key: size}).measure(measure)
        picked = values.sel({dim: "all" for dim in ("product", "segment") if dim in values.dims})
        moved.append(sign * float(picked.sum()))
    assert moved == sorted(moved)
    assert moved[-1] > moved[0]


@pytest.mark.parametrize("changes", [{"plans.take_up": 0.0}, {"holidays.ask": 0.0}, {"regulator.step": 0.0}])
def test_on_with_nothing_to_do_is_the_plain_model(changes: dict[str, Any], plain: ar.Result) -> None:
    now = run(changes).dataset
    for name in plain.dataset.data_vars:
        assert np.array_equal(now[name].values, plain.dataset[name].values), name


@pytest.mark.parametrize("changes", [{"plans": {"take_up": 1.0}}, {"holidays": {"ask": 1.0}}])
def test_underlying_rates_add_up_and_are_not_better(changes: dict[str, Any]) -> None:
    found = run(changes)
    for measure in ("overdue_rate", "overdue_rate_count", "overdue_rate_customer"):
        reported, underlying = found.measure(measure), found.measure(f"{measure}_underlying")
        single = [b for b in reported["bucket"].values if not b.endswith("+") or b == "91+"]
        assert np.allclose(underlying.sel(bucket=single).sum("bucket"), 1.0)
        worse = (underlying - reported).sel(bucket="1+")
        assert float(worse.min()) >= -1e-12
        deepest = (underlying - reported).sel(bucket="91+")
        assert float(deepest.min()) >= -1e-12
    assert float((found.measure("overdue_rate_underlying") - found.measure("overdue_rate")).max()) > 0.0


def test_without_mechanisms_nothing_of_theirs_is_held(plain: ar.Result) -> None:
    assert "measures" not in plain.dataset.attrs
    assert not any("underlying" in m.name for m in _held(plain))
    for part in (*MECHANISMS, *POLICIES):
        assert not set(part.counts) & set(plain.dataset.data_vars)


def _held(result: ar.Result) -> tuple[Any, ...]:
    from arrears.measures import measures_of

    return measures_of(result.dataset)


def test_a_stored_run_knows_the_measures_of_its_mechanisms(tmp_path: Path) -> None:
    run(SHIPPED["all"]).save(tmp_path / "run")
    curves = (tmp_path / "run" / "curves.csv").read_text(encoding="utf-8")
    opened = ar.open_run(tmp_path / "run")
    for part in (*MECHANISMS, *POLICIES):
        for name, said in part.measures.items():
            assert f",{name}," in curves
            assert opened.measure(name).attrs["units"] in (said.unit, opened.dataset.attrs["currency"])
    assert json.loads(opened.dataset.attrs["measures"])


@pytest.mark.parametrize("part", [*MECHANISMS, *POLICIES], ids=lambda part: part.name)
def test_plain_data_is_whole(part: Any) -> None:
    assert part.name in ar.Scenario.model_fields
    assert part.section.model_fields
    for info in part.section.model_fields.values():
        assert info.description
    for measure in part.measures.values():
        assert measure.definition.endswith(".")
        assert measure.of in part.counts
        assert measure.over is None or measure.over in part.counts or measure.over in Tallies._fields
    assert all(isinstance(draw, Purpose) for draw in getattr(part, "draws", {}).values())


def test_no_two_draws_share_a_place() -> None:
    places = [purpose.value for purpose in Purpose]
    assert len(places) == len(set(places))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("regulator: {}\nbuckets: [90, 270]\n", "regulator"),
        ("plans: {first_day: 60, last_day: 31}\n", "plans.last_day"),
        ("plans:\n", "plans"),
        ("holidays: {months: 0}\n", "holidays.months"),
    ],
)
def test_what_does_not_go_together_is_refused_with_its_place(text: str, place: str) -> None:
    with pytest.raises(ar.ScenarioError) as refused:
        ar.Scenario.from_text(f"name: A\n{text}")
    assert place in str(refused.value)
