"""Macro paths of a scenario: level or file, shocks, randomness, supply; and the paths of an own model."""

import pickle

import numpy as np
import pytest

from arrears.errors import MacroFileError, UsageError
from arrears.macro.build import MacroPaths, macro_paths
from arrears.scenario.schema import Scenario

QUIET = "randomness: {kind: none}"


def scenario(macro="", market="", months=24, start="2020-01", origin=None):
    text = f"name: Test\nstart: {start}\nmonths: {months}\n"
    text += f"macro: {{{macro}}}\n" if macro else ""
    text += f"market: {{{market}}}\n" if market else ""
    return Scenario.from_text(text, origin=origin)


def same(a, b):
    return a.series == b.series and all(np.array_equal(a.values[name], b.values[name]) for name in a.series)


# ---- level, shocks, month 0 -----------------------------------------------------------------------------------------


def test_level_and_shocks_without_randomness():
    macro = "unemployment: {level: 5%, shocks: [{shape: pulse, start: month 2, size: +4pp, rise: 2, hold: 1, fade: 2}]}"
    macro += ", income: {shocks: [{shape: step, start: month 1, size: -8%}]}, policy_rate: {level: 2%}, " + QUIET
    paths = macro_paths(scenario(macro, months=6), 3, seed=1)
    assert paths.series == ("unemployment", "income", "policy_rate", "looseness")
    assert (paths.paths, paths.months, str(paths.start)) == (3, 6, "2020-01")
    for row in paths.values["unemployment"]:
        assert row.tolist() == [0.05, 0.05, 0.07, 0.09, 0.09, 0.07, 0.05]
    assert paths.values["income"][0].tolist() == [0.0] + [-0.08] * 6
    assert paths.values["policy_rate"][0].tolist() == [0.02] * 7
    assert not paths.values["looseness"].any()


def test_level_by_month_opens_with_its_first_value():
    paths = macro_paths(scenario(f"unemployment: {{level: [5%, 6%, 7%]}}, {QUIET}", months=4), 1, seed=1)
    assert paths.values["unemployment"][0].tolist() == [0.05, 0.05, 0.06, 0.07, 0.07]


def test_month_0_has_neither_shock_nor_randomness():
    paths = macro_paths(
        scenario("unemployment: {level: 5%, shocks: [{shape: step, start: month 1, size: +3pp}]}"), 50, seed=1
    )
    assert (paths.values["unemployment"][:, 0] == 0.05).all()
    assert (paths.values["income"][:, 0] == 0.0).all()
    assert len(np.unique(paths.values["unemployment"][:, 1])) == 50


def test_values_are_rounded_read_only_and_pickle():
    paths = macro_paths(scenario(), 20, seed=1)
    for array in paths.values.values():
        assert array.dtype == np.float64
        assert np.array_equal(array, np.round(array, 9))
        assert not np.signbit(array[array == 0]).any()
        with pytest.raises(ValueError, match="read-only"):
            array[0, 0] = 1
    assert same(pickle.loads(pickle.dumps(paths)), paths)


# ---- randomness -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draws", ["sobol", "plain"])
def test_more_paths_and_longer_runs_move_no_draw(draws):
    macro = f"randomness: {{volatility: {{unemployment: 0.2pp, income: 0.5%, policy_rate: 0.1pp}}, draws: {draws}}}"
    short = macro_paths(scenario(macro, months=12), 30, seed=5)
    more = macro_paths(scenario(macro, months=12), 60, seed=5)
    longer = macro_paths(scenario(macro, months=40), 30, seed=5)
    for name in short.series:
        assert np.array_equal(more.values[name][:30], short.values[name])
        assert np.array_equal(longer.values[name][:, :13], short.values[name])


def test_seeds_differ():
    assert not same(macro_paths(scenario(), 10, seed=1), macro_paths(scenario(), 10, seed=2))


def test_shock_of_size_zero_changes_no_bit():
    zero = "unemployment: {shocks: [{shape: v, start: month 3, size: +0pp, rise: 3}]}, "
    zero += "income: {shocks: [{shape: l, start: month 3, size: -0%, rise: 1, fade: 3, remain: 50%}]}"
    market = "competition: {looseness: {level: 0, shocks: [{shape: ramp, start: month 3, size: 0, rise: 6}]}}"
    assert same(macro_paths(scenario(zero, market), 16, seed=1), macro_paths(scenario(), 16, seed=1))


def test_shock_moves_every_path_by_its_size():
    shock = "unemployment: {shocks: [{shape: step, start: month 12, size: +5pp}]}"
    base, stress = (macro_paths(scenario(macro), 40, seed=1).values["unemployment"] for macro in ("", shock))
    assert np.array_equal(stress[:, :12], base[:, :12])
    assert np.allclose(stress[:, 12:] - base[:, 12:], 0.05, atol=2e-9)


def test_no_volatility_is_no_randomness():
    still = "randomness: {volatility: {unemployment: 0pp, income: 0%, policy_rate: 0pp}}"
    assert same(macro_paths(scenario(still), 8, seed=1), macro_paths(scenario(QUIET), 8, seed=1))


def test_randomness_is_stopped_where_no_economy_has_been():
    wild = "unemployment: {level: 1%}, randomness: {volatility: {unemployment: 10pp, income: 20%}}"
    paths = macro_paths(scenario(wild), 200, seed=1)
    assert paths.values["unemployment"].min() == 0.001
    assert paths.values["unemployment"].max() == 0.6
    assert paths.values["income"].min() >= -0.9


def test_path_that_the_scenario_puts_outside_the_stops_stays():
    low = macro_paths(
        scenario("unemployment: {level: 0.05%}, randomness: {volatility: {unemployment: 0.01pp}}"), 50, seed=1
    )
    assert low.values["unemployment"][:, 1:].min() == 0.0005
    assert low.values["unemployment"].max() > 0.0006


# ---- file -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def with_file(tmp_path):
    (tmp_path / "macro").mkdir()
    lines = ["date,u,gdp", "2019-12,4,100", "2020-01,5,101", "2020-02,6,102", "2020-03,7,103"]
    (tmp_path / "macro" / "own.csv").write_text("\n".join(lines))

    def make(macro, **others):
        file = "file: {path: macro/own.csv, columns: {date: date, unemployment: u, gdp: gdp}}"
        return scenario(f"{file}, {macro}", months=3, origin=tmp_path, **others)

    return make


def test_file_replaces_the_level_and_shocks_add_to_it(with_file):
    shock = "unemployment: {level: 20%, shocks: [{shape: step, start: month 2, size: +1pp}]}, income: {level: -1%}"
    paths = macro_paths(with_file(f"{shock}, {QUIET}"), 2, seed=1)
    assert paths.values["unemployment"][1].tolist() == [0.04, 0.05, 0.07, 0.08]
    assert paths.values["income"][1].tolist() == [-0.01] * 4  # not in the file
    assert paths.values["gdp"][1].tolist() == [100, 101, 102, 103]
    assert paths.series == ("unemployment", "income", "policy_rate", "looseness", "gdp")


def test_file_and_shock_together_out_of_range(with_file):
    with pytest.raises(MacroFileError) as refused:
        macro_paths(with_file("unemployment: {shocks: [{shape: step, start: month 2, size: -6.5pp}]}"), 1, seed=1)
    (fault,) = refused.value.faults
    assert "unemployment in month 2, shocks included" in fault.message
    assert fault.file.endswith("own.csv")


def test_shipped_supervisory_path():
    macro = f"file: {{path: macro/dfast-domestic.csv, exercise: '2026', scenario: severely_adverse}}, {QUIET}"
    paths = macro_paths(scenario(macro, months=36, start="2026-01"), 1, seed=1)
    assert paths.values["unemployment"][0, [0, 2, 20]].tolist() == [0.045, 0.059, 0.1]
    assert paths.values["income"][0, 0] == 0
    assert paths.values["income"][0].min() < -0.03
    # the file has the quarter before: nothing is held
    assert not any("is used" in note for note in paths.notes)
    assert any("trend growth 2.223% a year, the mean of the file's baseline" in note for note in paths.notes)


# ---- supply ---------------------------------------------------------------------------------------------------------


def test_looseness_follows_unemployment_when_asked():
    macro = f"unemployment: {{level: 5%, shocks: [{{shape: step, start: month 1, size: +3pp}}]}}, {QUIET}"
    market = "competition: {looseness: {level: 0.5}}, supply: {to_unemployment: -0.4, memory: 120, smoothing: 3}"
    looseness = macro_paths(scenario(macro, market, months=6), 1, seed=1).values["looseness"][0]
    gap = [3.0 * (119 / 120) ** (t + 1) for t in range(3)]
    expected = [0.5, 0.5 - 0.4 * gap[0] / 3, 0.5 - 0.4 * (gap[0] + gap[1]) / 3, 0.5 - 0.4 * sum(gap) / 3]
    assert looseness[:4] == pytest.approx(expected, abs=1e-9)


def test_looseness_stays_within_three():
    macro = f"unemployment: {{shocks: [{{shape: step, start: month 1, size: +30pp}}]}}, {QUIET}"
    for sign, end in (("-", -3.0), ("", 3.0)):
        market = f"supply: {{to_unemployment: {sign}1, smoothing: 1}}"
        assert macro_paths(scenario(macro, market), 1, seed=1).values["looseness"][0, 1] == end


# ---- own arrays -----------------------------------------------------------------------------------------------------


def test_own_arrays():
    own = MacroPaths.from_arrays(
        {"income": [0.0, -0.02], "unemployment": [[0.05, 0.06], [0.05, 0.09]], "oil": [80, 90]}, "2020-01"
    )
    assert own.series == ("unemployment", "income", "policy_rate", "looseness", "oil")
    assert own.values["income"].tolist() == [[0, -0.02]] * 2
    assert own.values["policy_rate"].shape == (2, 2)
    assert own.assumed == {"policy_rate", "looseness"}


def test_own_arrays_in_a_run_are_completed_by_the_scenario():
    market = "competition: {looseness: {level: 1}}, supply: {to_unemployment: -0.4, smoothing: 1, memory: 120}"
    run = scenario("policy_rate: {level: 3%}", market, months=2)
    own = MacroPaths.from_arrays({"unemployment": [0.05, 0.05, 0.06, 0.99]}, run.start).for_run(run, paths=4)
    assert own.values["unemployment"].tolist() == [[0.05, 0.05, 0.06]] * 4
    assert own.values["policy_rate"].tolist() == [[0.03] * 3] * 4
    assert own.values["looseness"][3] == pytest.approx([1, 1, 1 - 0.4 * 119 / 120])
    assert own.assumed == frozenset()


def test_month_0_is_one_for_all_paths():
    with pytest.raises(UsageError, match=r"`unemployment` is 0\.06 in month 0 on path 1 and 0\.05 on path 0"):
        MacroPaths.from_arrays({"unemployment": [[0.05, 0.06], [0.06, 0.09]]}, "2020-01")


def test_own_arrays_that_do_not_fit_the_run():
    run = scenario(months=3)
    three = {"unemployment": np.full((3, 4), 0.05)}
    assert MacroPaths.from_arrays(three, "2020-01").for_run(run, paths=2).paths == 2
    for values, start, paths, message in (
        (three, "2020-02", 2, "begin in 2020-02"),
        (three, "2020-01", 4, "3 paths; the run has 4"),
        ({"unemployment": [0.05, 0.05, 0.05]}, "2020-01", 1, "need 4"),
    ):
        with pytest.raises(UsageError, match=message):
            MacroPaths.from_arrays(values, start).for_run(run, paths=paths)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"income": [0, 0]}, "`unemployment` is missing"),
        ({"unemployment": [5.2, 5.3]}, "0.052 for 5.2%"),
        ({"unemployment": [0.05, float("nan")]}, "is nan on path 0 in month 1"),
        ({"unemployment": [0.05, 0.05], "oil": [1.0, float("inf")]}, "a finite number"),
        ({"unemployment": [0.05, 0.05], "income": [0, -1.5]}, "8% below"),
        ({"unemployment": [[[0.05]]]}, "shape"),
        ({"unemployment": []}, "shape"),
        ({"unemployment": "high"}, "no array of numbers"),
        ({"unemployment": [0.05, 0.05], "income": [0, 0, 0]}, "do not fit each other"),
        ({"unemployment": np.full((2, 3), 0.05), "income": np.zeros((3, 3))}, "do not fit each other"),
    ],
)
def test_own_arrays_that_are_wrong(values, message):
    with pytest.raises(UsageError, match=message):
        MacroPaths.from_arrays(values, "2020-01")


def test_every_wrong_array_is_named_at_once():
    with pytest.raises(UsageError) as refused:
        MacroPaths.from_arrays({"unemployment": [5.2, 5.2], "income": [-8.0, 0.0]}, "2020-01")
    assert len(str(refused.value).splitlines()) == 2
    with pytest.raises(UsageError, match="no month 13"):
        MacroPaths.from_arrays({"unemployment": [0.05, 0.05]}, "2020-13")
