"""Observed movements: read from a table, taken from a tape, and drawn below a run's."""

import numpy as np
import pytest
from typer.testing import CliRunner

from arrears.cli import portfolio
from arrears.errors import TapeError
from arrears.result.observed_rolls import read_rolls
from arrears.result.pictures import rolls_beside
from fabricated import fabricate
from readable import assert_readable

TABLE = "from,to,count\ncurrent,current,90\ncurrent,1-30,6\ncurrent,1-30,4\n1-30,charged-off,1\n1-30,current,3\n"


def test_shares_of_a_row_add_up(tmp_path):
    (tmp_path / "rolls.csv").write_text(TABLE)
    rates = read_rolls(tmp_path / "rolls.csv", (30, 90)).rates.squeeze(drop=True)
    assert float(rates.sel(bucket="current>1-30")) == 0.1
    assert float(rates.sel(bucket="1-30>charged-off")) == 0.25
    assert np.isnan(float(rates.sel(bucket="91+>91+")))  # nobody stood there


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("1-30,4", "1-29,4"), "`1-29` is no bucket of the run; expected one of current, 1-30"),
        ((",90", ",x"), ":2:3: no count"),
        (("from,to,count", "from,to,n"), "there is no column `count`"),
    ],
)
def test_other_tables_are_refused(tmp_path, change, said):
    (tmp_path / "rolls.csv").write_text(TABLE.replace(*change))
    with pytest.raises(TapeError) as caught:
        read_rolls(tmp_path / "rolls.csv", (30, 90))
    assert said in str(caught.value)


def test_a_tapes_own_movements(tmp_path):
    panel = "id,month,limit,bal,dpd\nA,2020-02,9,5,0\nA,2020-03,9,5,12\nB,2020-02,9,5,40\nB,2020-03,9,5,0\n"
    (tmp_path / "book.csv").write_text(panel)
    (tmp_path / "book.columns.yaml").write_text(
        "name: X\ndate: 2020-03\ncurrency: CNY\nsnapshot: month\n"
        "columns: {id: id, limit: limit, balance: bal, dpd: dpd}\n"
    )
    said = CliRunner().invoke(portfolio.app, ["rolls", str(tmp_path / "book.csv")])
    assert said.stdout == "from,to,count\ncurrent,1-30,1\n31-90,current,1\n"


@pytest.mark.parametrize("every", [1, 3])
def test_the_picture_says_over_how_many_months(tmp_path, every):
    (tmp_path / "rolls.csv").write_text(TABLE)
    figure = rolls_beside(fabricate(), read_rolls(tmp_path / "rolls.csv", (30, 90), every=every))
    said = " ".join(" ".join(text.get_text().split()) for text in figure.findobj(lambda a: hasattr(a, "get_text")))
    assert ("Observed, in a month" in said) == (every == 1)
    assert ("not the same thing" in said) == (every == 3)
    assert_readable(figure)
