"""Drawing on what is the caller's: figures and axes of pyplot's own size, and runs with nothing to draw."""

from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from arrears.errors import UsageError
from arrears.measures.catalogue import CURVES
from arrears.plots import captions, fan, overlay, roll_matrix, stacked_buckets, stacked_causes, uplift, vintage_curves
from arrears.result import PICTURES
from arrears.result.curve import in_segments
from arrears.result.panels import panel
from arrears.result.pictures import picture
from fabricated import fabricate
from readable import assert_readable, texts_of_agg


@pytest.fixture(scope="module")
def dataset():
    return fabricate(paths=4, months=36, accounts=30, stress=0.8, name="Pandemic")


def own():
    """A figure of the size that matplotlib gives one, 6.4 by 4.8 inches."""
    figure = Figure()
    return figure, figure.add_subplot()


@pytest.mark.parametrize("kind", [*PICTURES, "overdue_rate_count", "charge_off_rate_net", "unemployment", "contacts"])
def test_a_panel_can_be_read_at_matplotlibs_own_size(kind, dataset):
    figure, ax = own()
    assert panel(dataset, kind, ax) is ax
    assert figure.get_size_inches().tolist() == [6.4, 4.8]
    assert_readable(figure)


@pytest.mark.parametrize("measure", [measure.name for measure in CURVES])
def test_every_measure_over_months_has_a_panel(measure, dataset):
    if measure == "macro_series":
        pytest.skip("the fabricated run has no further series")
    data = in_segments(next(m for m in CURVES if m.name == measure).function(dataset))
    labels = [str(label) for label in data["bucket"].values] if "bucket" in data.dims else [None]
    segments = [str(label) for label in data["segment"].values] if "segment" in data.dims else ["all"]
    panel(dataset, measure, own()[1], bucket=labels[-1], segment=segments[0])


def test_dates_stand_apart_in_a_quarter_of_a_figure(dataset):
    figure = Figure(figsize=(6.4, 4.8))
    ax = figure.subplots(2, 2)[0, 0]
    panel(dataset, "overdue", ax)
    boxes = [box for text, box in texts_of_agg(figure) if "\n20" in text]
    assert len(boxes) >= 2
    assert all(a.x1 < b.x0 for a, b in pairwise(boxes))


def test_labels_choose_the_curve_and_wrong_ones_are_named(dataset):
    ax = panel(dataset, "overdue", own()[1], bucket="91+", product="revolving", segment="income_quintile=1")
    assert "91+" in ax.get_title()
    assert "revolving" in ax.get_title()
    with pytest.raises(UsageError, match="31-90"):
        panel(dataset, "overdue", own()[1], bucket="31-60")
    with pytest.raises(UsageError, match="revolving"):
        panel(dataset, "rolls", own()[1], product="cards")
    with pytest.raises(UsageError, match="31-90"):
        panel(dataset, "causes", own()[1], bucket="31-60")
    with pytest.raises(UsageError, match="charge_off_rate"):
        panel(dataset, "overdew", own()[1])


@pytest.mark.parametrize("kind", PICTURES)
def test_a_figure_that_is_too_small_grows(kind, dataset):
    figure = Figure()
    assert picture(dataset, kind, figure) is figure
    assert_readable(figure)


def test_a_figure_that_is_large_is_left_alone(dataset):
    figure = Figure(figsize=(20, 30))
    picture(dataset, "overdue", figure)
    assert figure.get_size_inches().tolist() == [20, 30]


@pytest.mark.parametrize("kind", PICTURES)
def test_a_run_of_one_month_has_every_picture(kind):
    assert_readable(picture(fabricate(paths=2, months=1, accounts=10), kind))


@pytest.mark.parametrize("kind", PICTURES)
def test_a_run_off_of_nothing_has_every_picture_and_says_so(kind):
    dataset = fabricate(paths=2, months=6, accounts=10)
    for name, cell in dataset.data_vars.items():
        if name not in ("macro", "borrowers", "employed"):
            dataset[name] = cell * 0
    figure = picture(dataset, kind)
    assert_readable(figure)
    assert any("nothing to show" in text for text, _ in texts_of_agg(figure)) or kind == "desk"


def test_charts_without_any_value_say_so(dataset):
    rates = dataset["balance"].astype(float).isel(product=0, segment=0, drop=True) * np.nan
    one = rates.isel(bucket=0)
    cohorts = dataset["vintage_late"].astype(float).isel(product=0, late=0) * np.nan
    drawn = [
        fan(one), overlay({"a": one}), uplift({"a": one}), roll_matrix(rates), stacked_buckets(rates),
        stacked_causes(rates.rename(bucket="cause")), vintage_curves(cohorts),
    ]  # fmt: skip
    assert all(any("nothing to show" in text.get_text() for text in ax.texts) for ax in drawn)


def test_lines_of_a_caption_are_measured():
    words = "WWWW mmmm " * 30
    narrow = captions.wrapped([words.lower().replace("m", "i").replace("w", "l")], 4.0, 7.5, 120)
    wide = captions.wrapped([words], 4.0, 7.5, 120)
    assert len(wide) > 2 * len(narrow)
    assert " ".join(wide).split() == words.split()
    pieces = captions.wrapped(["x" * 500], 1.0, 7.5, 120)
    assert "".join(pieces) == "x" * 500
    assert max(map(len, pieces)) < 30
    chinese = captions.wrapped(["逾期率" * 40], 4.0, 7.5, 120)
    assert "".join(chinese) == "逾期率" * 40
    assert all(len(line) * 7.5 / 72 <= 4.0 for line in chinese)


@pytest.mark.parametrize("word", ["market", "WWW", "ill", "overindebtedness"])
def test_a_caption_of_any_words_stays_inside(word, dataset):
    from arrears.plots.figure import Row, compose

    assert_readable(compose([Row((lambda ax: ax.plot([0, 1]), None))], title="", caption=[f"{word} " * 300]))
