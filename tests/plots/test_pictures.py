"""Whole pictures: against baseline images, and for text that is cut off or overlaps."""

import pytest

from arrears.buckets import edges_of
from arrears.result import PICTURES, Result, compare
from arrears.result.pictures import picture
from arrears.scenario import Scenario
from fabricated import fabricate
from readable import assert_readable, texts_of_agg

NOTE = "The book is Taiwan's of 2005, the path a United States one of 2026: read the movement, not the level."


def scenario(text):
    return Scenario.from_text(f"months: 24\n{text}\n")


def comparison_of(dataset):
    base = Result.of_run(fabricate(paths=40, months=24, accounts=120), scenario("name: Baseline"), {})
    other = Result.of_run(dataset, scenario("name: Pandemic\nlender: {underwriting: {cutoff: 580}}"), {})
    return compare(base, other)


@pytest.mark.parametrize("kind", PICTURES)
def test_text_of_pictures_is_whole_and_apart(kind, dataset):
    assert_readable(picture(dataset, kind))


@pytest.mark.parametrize("edges", [(30,), (30, 60, 90, 180), (30, 60, 90, 120, 150, 180)])
@pytest.mark.parametrize("kind", ["overdue", "buckets", "rolls"])
def test_text_holds_for_other_buckets(kind, edges):
    assert_readable(picture(fabricate(paths=3, months=36, edges=edges, accounts=30), kind))


@pytest.mark.parametrize("months", [1, 12, 60, 120, 600])
def test_text_holds_for_other_lengths(months):
    assert_readable(picture(fabricate(paths=2, months=months, accounts=10), "overdue"))


def test_text_holds_for_long_names_and_notes():
    dataset = fabricate(paths=3, months=24, accounts=20, name="A very long name " * 8, notes=[NOTE] * 4)
    assert_readable(picture(dataset, "overdue"))


def test_text_of_a_comparison_is_whole_and_apart(dataset):
    assert_readable(comparison_of(dataset).plot("31+"))


def test_the_caption_says_what_is_shown():
    dataset = fabricate(
        paths=20, months=12, accounts=30, notes=[NOTE], observed={"1-30": 0.05, "31-90": 0.01, "91+": 0.02}
    )
    words = " ".join(" ".join(text for text, _ in texts_of_agg(picture(dataset, "overdue"))).split())
    for said in (
        "median of 20 paths",
        "5% to 95%",
        "over the balance of all live accounts",
        "CNY",
        "seed 1",
        NOTE,
        "tape",
    ):
        assert said in words


def test_buckets_with_names_are_shown_with_them():
    dataset = fabricate(paths=2, months=6, accounts=30, edges=edges_of("china-five"))
    titles = [text for text, _ in texts_of_agg(picture(dataset, "overdue"))]
    assert {"Overdue substandard, 91-270 days", "Overdue 91+ days (together)"} <= set(titles)
    rolls = [text for text, _ in texts_of_agg(picture(dataset, "rolls"))]
    assert {"special mention", "special\nmention", "loss"} <= set(rolls)
    base = Result.of_run(dataset, scenario("name: Baseline"), {})
    assert (base.overdue_rate("doubtful") == base.overdue_rate("271-360")).all()


@pytest.mark.parametrize("kind", PICTURES)
@pytest.mark.mpl_image_compare(baseline_dir="../images", style="default", tolerance=8)
def test_image(kind, dataset):
    return picture(dataset, kind)


@pytest.mark.mpl_image_compare(baseline_dir="../images", style="default", tolerance=8)
def test_image_of_a_tape():
    seen = {"1-30": 0.04, "31-90": 0.02, "91+": 0.012}
    return picture(fabricate(paths=30, months=12, accounts=80, notes=[NOTE], observed=seen, name="Taiwan"), "overdue")


@pytest.mark.mpl_image_compare(baseline_dir="../images", style="default", tolerance=8)
def test_image_of_a_comparison(dataset):
    return comparison_of(dataset).plot("31+")
