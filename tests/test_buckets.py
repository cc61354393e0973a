"""Buckets: labels, edges, sets with names, and where an account stands."""

import numpy as np
import pytest

from arrears.buckets import LAST_CHARGE_OFF, MOST_MISSED, NAMED, bucket_of, edges_of, in_words, labels_of, names_of
from arrears.errors import ScenarioError
from arrears.scenario import Scenario

CHINA = ["current", "1-90", "91-270", "271-360", "361+"]


def with_buckets(buckets, dpd=181):
    return Scenario.read("baseline").with_({"buckets": buckets, "lender.charge_off.dpd": dpd})


@pytest.mark.parametrize(
    ("edges", "labels"),
    [
        ((30,), ["current", "1-30", "31+"]),
        ((30, 90), ["current", "1-30", "31-90", "91+"]),
        (edges_of("china-five"), CHINA),
        (edges_of("M1-M6"), ["current", "1-30", "31-60", "61-90", "91-120", "121-150", "151+"]),
    ],
)
def test_labels(edges, labels):
    assert labels_of(edges) == labels


@pytest.mark.parametrize("name", NAMED)
def test_a_sets_name_stands_for_its_edges(name):
    scenario = with_buckets(name, 451)
    assert scenario.buckets == edges_of(name)
    assert Scenario.from_text(scenario.to_yaml()) == scenario


def test_names_stand_where_the_buckets_are_those_of_a_set():
    assert names_of(CHINA) == {
        "1-90": "special mention",
        "91-270": "substandard",
        "271-360": "doubtful",
        "361+": "loss",
    }
    assert list(names_of(labels_of(edges_of("M1-M6"))).values()) == ["M1", "M2", "M3", "M4", "M5", "M6+"]
    assert names_of([*CHINA, "1+", "91+", "all"]) == names_of(CHINA[1:]) == names_of(CHINA)
    assert names_of(labels_of((30, 90))) == {}
    assert names_of(labels_of((30, 60, 90, 120, 150, 180))) == {}
    assert in_words("91-270", CHINA) == "substandard, 91-270 days"
    assert in_words("91+", CHINA) == "91+ days"


def test_an_account_stands_where_its_days_past_due_are():
    """Due on day 10: 20, 50, 80, 110 ... days past due at the close with 1, 2, 3, 4 bills missed."""
    missed = np.arange(MOST_MISSED + 1)
    assert bucket_of(missed, 10, (90, 270, 360)).tolist() == [0, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert bucket_of(np.asarray([1, 1]), np.asarray([1, 28]), (10,)).tolist() == [2, 1]


def test_edges_go_up_to_the_day_of_charge_off():
    assert with_buckets([90, 270, 360], 361).buckets == (90, 270, 360)
    assert with_buckets([90, 270, 360], {"revolving": 181, "instalment": 361}).buckets == (90, 270, 360)
    assert with_buckets([LAST_CHARGE_OFF - 1], LAST_CHARGE_OFF).buckets == (450,)
    with pytest.raises(ScenarioError, match=r"360 days lies after charge-off.*181.*lender\.charge_off\.dpd: 361"):
        with_buckets([90, 270, 360])
    with pytest.raises(ScenarioError, match=r"buckets\.1: 451 is above 450"):
        with_buckets([30, 451])


@pytest.mark.parametrize(
    ("buckets", "dpd", "note"),
    [
        ([30, 90], 181, ""),
        ([30, 90], 91, "buckets: 91+ days will stay empty, as accounts are charged off on reaching 91 days"),
        ([90, 270, 360], 361, "buckets: 361+ days will stay empty"),
        ([90, 270, 360], 391, ""),
        ([30, 60, 90], 61, "buckets: 61-90, 91+ days will stay empty"),
    ],
)
def test_buckets_that_stay_empty_are_told(buckets, dpd, note):
    notes = with_buckets(buckets, dpd).notes()
    assert len(notes) == (1 if note else 0)
    assert note in "".join(notes)


@pytest.mark.parametrize("word", ["m1-m6", "china", ""])
def test_an_unknown_set_is_refused(word):
    with pytest.raises(ScenarioError, match=r"is no set of buckets; expected .*`M1-M6` or `china-five`"):
        with_buckets(word)


def test_charge_off_by_product():
    days = with_buckets([30, 90], {"revolving": 181, "instalment": 121}).lender.charge_off.dpd
    assert (days, days.bills) == ((181, 121), (7, 5))
    assert with_buckets([30, 90], 91).lender.charge_off.dpd == (91, 91)
    both = Scenario.read("baseline").with_({"lender.charge_off.dpd": 91, "name": "X"})
    assert both.with_({"lender.charge_off.dpd.instalment": 61}).lender.charge_off.dpd == (91, 61)
    assert "dpd: 91" in both.to_yaml()


@pytest.mark.parametrize(
    ("dpd", "told"),
    [
        (100, r"lender\.charge_off\.dpd: 100 days is not the day after a bill; expected .*\{revolving: 181"),
        ({"loan": 91}, r"no such product; expected `revolving` or `instalment`"),
        ({"instalment": 120}, r"lender\.charge_off\.dpd\.instalment: 120 days is not the day after"),
        (481, "481 is above 451"),
        ("often", "is no|is not a number|is a text"),
    ],
)
def test_a_charge_off_day_that_is_none_is_refused(dpd, told):
    with pytest.raises(ScenarioError, match=told):
        with_buckets([30, 90], dpd)
