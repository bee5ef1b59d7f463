"""CSV that a site makes: no spreadsheet runs a cell of it, numbers stay numbers, and each text is there again."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import GOOD, build, make, tree

from sourcebook.charts.table_html import TableWriter
from sourcebook.cli.program import run
from sourcebook.core.text.csv_cells import csv_cell
from sourcebook.pipeline.options import BuildOptions

SIGNS = "=+-@\t\r\n＝＋－＠"
FORMULAS = (
    "=1+1",
    "+1+1",
    "-2+3*cmd|' /C calc'!A0",
    "@SUM(A1)",
    "\t=1",
    "-0044-03-15",
    "＝1+1",
    "-",
    "+",
    "--5",
    "-5%",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_stands_behind_an_apostrophe(text: str) -> None:
    """Also a year before Christ, which a spreadsheet would subtract."""
    assert csv_cell(text) == f"'{text}"


@given(
    st.floats(allow_nan=False, allow_infinity=False)
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
)
def test_numbers_stay(number: float | Decimal) -> None:
    """As Python writes them."""
    assert csv_cell(str(number)) == str(number)


@given(st.text() | st.text(SIGNS + "1.e", max_size=5))
def test_a_cell_begins_with_no_sign_or_is_a_number(text: str) -> None:
    """And the text is what it was, behind the apostrophe at most."""
    cell = csv_cell(text)
    assert cell.removeprefix("'") == text.removeprefix("'")
    if cell[:1] and cell[0] in SIGNS:
        float(cell)


def test_every_export_defuses_formulas(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`data/claims.csv`, the CSV of charts, and what the command prints."""
    claims = str(GOOD["briefings/a/claims.yaml"]).replace("text: It begins.", 'text: "=cmd|calc"')
    index = str(GOOD["briefings/a/index.md"]) + "\n![Fund](chart:fund)\n"
    code = (
        "import altair as alt\n\n\ndef fund(data):\n"
        "    return alt.Chart(data.table('fund.csv')).mark_bar().encode(x='a:Q', y='b:N')\n"
    )
    content = make(
        tmp_path,
        {
            "briefings/a/claims.yaml": claims,
            "briefings/a/index.md": index,
            "briefings/a/charts.py": code,
            "briefings/a/data/fund.csv": "a,b\n-5,@SUM(1)\n7,x\n",
        },
    )
    result = build(BuildOptions(content, tmp_path / "site"))
    assert result.written is not None, result.findings
    files = tree(tmp_path / "site")
    assert run(["claims", "", "--source", str(content), "--format", "csv"]) == 0
    made = {path: data.decode() for path, data in files.items() if path.endswith(".csv") and "/data/" not in path}
    made["printed"] = capsys.readouterr().out
    assert "data/claims.csv" in made
    cells = {path: [cell for row in csv.reader(io.StringIO(text)) for cell in row] for path, text in made.items()}
    for path, found in cells.items():
        assert [cell for cell in found if cell[:1] in tuple(SIGNS) and cell != "-5"] == [], path
    assert "'=cmd|calc" in cells["data/claims.csv"]
    assert "'=cmd|calc" in cells["printed"]
    assert {"-5", "'@SUM(1)"} <= set(cells["briefings/a/charts/fund.csv"])
    assert files["briefings/a/data/fund.csv"] == b"a,b\n-5,@SUM(1)\n7,x\n"


def test_columns_of_charts_are_defused() -> None:
    """Their names too; nothing that is missing becomes a text."""
    frame = pl.DataFrame({"=a": ["+x", None], "n": [-1.5, None]})
    assert TableWriter({}).csv(frame).decode() == "'=a,n\n'+x,-1.5\n,\n"
