"""Ordinary files as people download and export them: each is read, or refused with the way out."""

import gzip
import time

import numpy as np
import pytest

from arrears.errors import TableError
from arrears.tabular import parquet, workbook
from arrears.tabular.reading import read_table

LINES = ("月份,失业率", "2020-01,5.3", "2020-02,6.2")


@pytest.fixture
def write(tmp_path):
    def write_text(*lines, name="table.csv", encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes("\n".join([*lines, ""]).encode(encoding))
        return path

    return write_text


def refusal(path, **what):
    with pytest.raises(TableError) as refused:
        read_table(path, **what)
    return refused.value.faults


# ---- bytes to text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", ()),
        ("utf-8-sig", ()),
        ("utf-16", ("read as UTF-16 text",)),
        ("utf-32", ("read as UTF-32 text",)),
        ("gbk", ("read as GBK (GB18030) text, a guess; `encoding` says another",)),
        ("gb18030", ("read as GBK (GB18030) text, a guess; `encoding` says another",)),
    ],
)
def test_encodings_are_found_by_looking(write, encoding, said):
    table = read_table(write(*LINES, encoding=encoding))
    assert table.columns == ("月份", "失业率")
    assert table.cells.tolist() == [["2020-01", "5.3"], ["2020-02", "6.2"]]
    assert table.notes == said


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
def test_latin_letters_are_not_taken_for_chinese(write, encoding):
    table = read_table(write("año,región,tasa", "2020,Cataluña,5", "2021,Älvsborg,6", encoding=encoding))
    assert table.columns == ("año", "región", "tasa")
    assert table.cells[:, 1].tolist() == ["Cataluña", "Älvsborg"]
    assert table.notes == ("read as Latin-1 (Windows-1252) text, a guess; `encoding` says another",)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark(write, encoding):
    table = read_table(write("date,rate", "2020-01,5.3", encoding=encoding))
    assert table.columns == ("date", "rate")


def test_encoding_that_is_said(write):
    path = write("año,tasa", "2020,5", encoding="cp437")
    assert read_table(path, encoding="cp437").columns == ("año", "tasa")
    (fault,) = refusal(path, encoding="utf-8")
    assert "not in utf-8, as `encoding` says" in fault.message
    assert fault.hint.startswith("it looks like")
    (fault,) = refusal(path, encoding="klingon")
    assert "no encoding" in fault.message


def test_packed_by_gzip_whatever_it_is_called(write):
    path = write(*LINES)
    path.write_bytes(gzip.compress(path.read_bytes()))
    assert read_table(path).rows == 2
    path.write_bytes(path.read_bytes()[:-10])
    (fault,) = refusal(path)
    assert "damaged" in fault.message


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"\xd0\xcf\x11\xe0" + bytes(50), "an Excel workbook of the old kind (.xls)"),
        (b"PK\x03\x04" + bytes(50), "a zip archive or a workbook"),
        (b"PAR1" + bytes(50), "a Parquet file"),
        (b"%PDF-1.7", "a PDF document"),
        (b"\n<!DOCTYPE html><html>", "a web page"),
        (b"", "the table is empty"),
        (b"\n\n,,\n", "the table is empty"),
        (b"\xff\xfea", "not in utf-16"),
    ],
)
def test_files_that_are_something_else(tmp_path, raw, message):
    path = tmp_path / "table.csv"
    path.write_bytes(raw)
    (fault,) = refusal(path)
    assert message in fault.message


def test_files_that_are_not_there_or_too_large(tmp_path, write):
    assert "cannot be read" in refusal(tmp_path / "absent.csv")[0].message
    assert "cannot be read" in refusal(tmp_path)[0].message
    path = write(*LINES)
    assert "larger than" in refusal(path, largest=10)[0].message
    path.write_bytes(gzip.compress(bytes(10_000)))
    assert "larger than" in refusal(path, largest=1000)[0].message


# ---- separators and quotes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mark", "name"), [("\t", "tabs"), (";", "semicolons"), ("|", "bars |")])
def test_separators_are_found_by_looking(write, mark, name):
    table = read_table(write(*(mark.join(row) for row in (("id", "rate"), ("1", "5,3"), ("2", "6,2")))))
    assert table.cells.tolist() == [["1", "5,3"], ["2", "6,2"]]
    assert table.notes == (f"cells are separated by {name}",)


def test_separator_that_is_said(write):
    path = write("a b,c", "1 2,3")
    assert read_table(path, separator=" ").columns == ("a", "b,c")
    assert read_table(write("a\tb", "1\t2"), separator="tab").notes == ()
    assert "`separator`: ';;' is none" in refusal(path, separator=";;")[0].message


def test_cells_in_quotes_may_hold_separators_and_lines(write):
    table = read_table(write('date,"rate, in %"', '2020-01,"5', '.3"', "2020-02,6", '2020-03,"a ""b"""'))
    assert table.columns == ("date", "rate, in %")
    assert table.cells[:, 1].tolist() == ["5\n.3", "6", 'a "b"']
    assert table.lines.tolist() == [2, 4, 5]  # the line on which a row begins


def test_quote_that_does_not_close_is_named_with_its_row(write):
    (fault,) = refusal(write("date,rate", "2020-01,5", '2020-02,"6', "2020-03,7"))
    assert (fault.line, "does not close" in fault.hint) == (3, True)


# ---- headers --------------------------------------------------------------------------------------------------------


def test_remarks_above_the_header_are_left_out_and_said(write):
    table = read_table(write("Unemployment, harmonised", "Source: statistics office", "", "month,rate", "2020-01,5"))
    assert table.columns == ("month", "rate")
    assert (table.header_line, table.line_of(0)) == (4, 5)
    assert table.notes == ("lines 1 to 2, above the table, left out; the header is in line 4",)


def test_remarks_filled_up_by_a_spreadsheet(write):
    table = read_table(write("Table 1,,,", ",,,", "month,a,b,c", "2020-01,1,2,3", "2020-02,1,2,3"))
    assert table.columns == ("month", "a", "b", "c")
    assert table.notes == ("line 1, above the table, left out; the header is in line 3",)


def test_remarks_below_the_table_are_left_out_and_said(write):
    table = read_table(write("month,rate", "2020-01,5", "", "Source: statistics office", "* provisional"))
    assert table.rows == 1
    assert table.notes == ("2 lines of remarks below the table left out, from line 4 on",)


def test_row_that_was_cut_off_is_no_remark(write):
    (fault,) = refusal(write("month,rate", "2020-01,5", "2020-0"))
    assert (fault.line, fault.message, fault.expected) == (3, "the row has 1 cell", "2, as in the header")


def test_headers_that_stand_again_below_are_left_out_and_counted(write):
    table = read_table(write("month,rate", "2020-01,5", "month, rate", "2020-02,6"))
    assert table.cells[:, 1].tolist() == ["5", "6"]
    assert table.notes == ("1 row that repeat the header left out",)


@pytest.mark.parametrize(
    "rows",
    [
        ("910000000001|11/01/2001||8|50000.00|0|N", "910000000001|12/01/2001||8|49900.00|0|N"),
        ("2020-01,5.3", "2020-02,6.2"),
        ("1,1000,200,0", "2,1000,300,35"),
    ],
)
def test_table_without_a_header_asks_for_names_in_one_fault(write, rows):
    path = write(*rows)
    (fault,) = refusal(path)
    assert "is there no header?" in fault.message
    assert "`header: [...]`" in fault.expected
    count = len(rows[0].split("|" if "|" in rows[0] else ","))
    names = [f"c{k}" for k in range(count)]
    table = read_table(path, header=names)
    assert (table.columns, table.rows, table.header_line) == (tuple(names), 2, 0)
    assert read_table(path, header=1).rows == 1


def test_names_given_put_others_in_place_of_the_header(write):
    table = read_table(write("month,rate,rate", "2020-01,5,6"), header=["date", "sa", "nsa"])
    assert table.cells.tolist() == [["2020-01", "5", "6"]]
    assert table.notes == ("line 1, above the table, left out",)


@pytest.mark.parametrize(
    "header", ["country,2019,2020,2021", "country,2019Q1,2019Q2,2019Q3", "c,2019-01,2019-02,2019-03"]
)
def test_dates_above_numbers_are_a_header(write, header):
    table = read_table(write(header, "Spain,14.1,15.5,14.8", "Italy,9.9,9.3,9.5"))
    assert ",".join(table.columns) == header


def test_a_column_without_a_name_and_the_place_of_columns(write):
    table = read_table(write(",id,limit", "0,1,1000", "1,2,1000"))
    assert (table.place_of(""), table.place_of("limit"), table.place_of("Limit")) == (0, 2, None)


def test_names_that_stand_twice_are_refused_and_chinese_ones_differ(write):
    (fault,) = refusal(write("月份,rate,rate", "2020-01,5,6"))
    assert (fault.line, fault.column, "stands twice in the header" in fault.message) == (1, 3, True)
    assert read_table(write("失业率,失业率(调查),失业率(登记)", "1,2,3")).columns[1] == "失业率(调查)"


def test_header_by_its_line(write):
    path = write("x,y", "title,rate", "2020-01,5")
    assert read_table(path, header=2).columns == ("title", "rate")
    assert "line 9" in refusal(path, header=9)[0].message


def test_rows_of_another_length_are_counted(write):
    found = refusal(write("a,b", *["1,2,3"] * 300, "1,2"))
    assert len(found) == 51
    assert "and 250 more faults" in found[-1].message


def test_separators_behind_the_last_cell_are_harmless(write):
    assert read_table(write("a,b", "1,2,", "3,4,,")).cells.tolist() == [["1", "2"], ["3", "4"]]


# ---- workbooks and Parquet ------------------------------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    import datetime

    path = tmp_path / "book.xlsx"
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "Rates"
    sheet.append(["Unemployment"])
    sheet.append([])
    sheet.append(["month", "rate", "level", "open"])
    sheet.append([datetime.date(2020, 1, 31), 0.053, 200.5, True])
    sheet.append([datetime.datetime(2020, 2, 29, 12, 30), 0.062, 1000, None])
    sheet["B4"].number_format = sheet["B5"].number_format = "0.0%"
    made.create_sheet("Empty")
    made.save(path)
    return path


def test_workbook_as_it_is_shown(book):
    table = read_table(book)
    assert table.columns == ("month", "rate", "level", "open")
    assert table.cells.tolist() == [
        ["2020-01-31", "5.3%", "200.5", "TRUE"],
        ["2020-02-29 12:30:00", "6.2%", "1000", ""],
    ]
    assert (table.header_line, table.line_of(0)) == (3, 4)


def test_sheets_are_chosen(book):
    import openpyxl

    made = openpyxl.load_workbook(book)
    made.create_sheet("More").append(["a", "b"])
    made["More"].append([1, 2])
    made.save(book)
    (fault,) = refusal(book)
    assert fault.expected == "`sheet:` one of Rates, More"
    assert read_table(book, sheet="more").columns == ("a", "b")
    assert "no sheet 'Other'" in refusal(book, sheet="Other")[0].message


def test_workbook_faults(tmp_path, write, monkeypatch):
    pytest.importorskip("openpyxl")
    path = write("a,b", "1,2", name="table.xlsx")
    assert "cannot be read as a workbook" in refusal(path)[0].message
    assert "cannot be read" in refusal(tmp_path / "absent.xlsx")[0].message
    assert "this is no workbook" in refusal(write("a,b", "1,2"), sheet="x")[0].message
    monkeypatch.setattr(workbook, "find_spec", lambda name: None)
    assert "arrears[excel]" in refusal(path)[0].expected


def test_parquet_as_texts(tmp_path, monkeypatch):
    pyarrow = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    path = tmp_path / "table.parquet"
    pq.write_table(
        pyarrow.table({"id": [1, 2], "balance": [200.0, None], "rate": [0.1, 5.25], "name": ["a", "b"]}), path
    )
    table = read_table(path)
    assert table.cells.tolist() == [["1", "200", "0.1", "a"], ["2", "", "5.25", "b"]]
    assert (table.line_of(0), table.fault("x", row=0, column=1).column) == (0, 0)
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    assert "arrears[parquet]" in refusal(path)[0].expected


# ---- size -----------------------------------------------------------------------------------------------------------


def test_hundred_thousand_columns(write):
    count = 100_000
    path = write(*(",".join(f"{what}{k}" for k in range(count)) for what in ("c", "1", "2")))
    began = time.process_time()
    table = read_table(path)
    assert table.cells.shape == (2, count)
    assert time.process_time() - began < 5


@pytest.mark.slow
def test_a_million_rows(tmp_path):
    path = tmp_path / "tape.csv"
    with path.open("w") as file:
        file.write("id,balance,limit,dpd,opened,status\n")
        file.writelines(
            f"A{k:08d},{k % 9999}.{k % 97:02d},{k % 5000},{k % 121},2019-{k % 12 + 1:02d},OPEN\n" for k in range(10**6)
        )
    began = time.process_time()
    table = read_table(path)
    assert table.rows == 10**6
    assert time.process_time() - began < 15
    assert np.unique(table.texts(5)).tolist() == ["OPEN"]
