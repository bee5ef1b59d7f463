"""Numbers reach the page with the digits that were given."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from sourcebook.charts.table_html import TableWriter, table_html
from sourcebook.charts.vega.summary import summarize
from sourcebook.core.text.numbers import SCALES, format_amount, format_number, format_percent
from sourcebook.model import Quantity, SiteConfig, SourceLocation, TableOptions
from sourcebook.readers.decoding.amounts import AmountError, parse_amount
from sourcebook.readers.decoding.record_decoder import RecordDecoder
from sourcebook.readers.json_schema import schema
from sourcebook.readers.tables import DataFile, read_tables, read_written_numbers
from sourcebook.render.quantity_text import format_quantity

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=None, min_value=-(10**18), max_value=10**18)
PLAIN = st.from_regex(r"-?(0|[1-9][0-9]{0,17})(\.[0-9]{1,6})?", fullmatch=True).filter(lambda text: text != "-0")
"""Numbers as people write them."""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1234567, "1,234,567"),
        (1234567890123456789, "1,234,567,890,123,456,789"),
        (2026, "2026"),
        (8.7, "8.7"),
        (Decimal("8.70"), "8.70"),
        (1e-7, "0.0000001"),
        (0.1, "0.1"),
        (3.0, "3"),
        (1e22, "10,000,000,000,000,000,000,000"),
        (-12345.5, "-12,345.5"),
        (float("inf"), "inf"),
    ],
)
def test_a_number_is_written_with_all_its_digits(value: float | Decimal, text: str) -> None:
    """No exponent, nothing rounded, thousands separated from 10,000 on."""
    assert format_number(value) == text


@given(st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False), DECIMALS))
def test_a_written_number_is_the_number(value: float | Decimal) -> None:
    """Read back, it is equal to what was written."""
    text = format_number(value).replace(",", "")
    assert (float(text) if isinstance(value, float) else Decimal(text)) == value


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ("1234567", "1,234,567"), ("999999", "999,999"), ("1000000", "1 million"), ("60.06e9", "60.06 billion"),
        ("1100000000", "1.1 billion"), ("1.10e9", "1.10 billion"), ("1234567000", "1,234,567,000"),
        ("700e9", "700 billion"), ("-5e12", "-5 trillion"), ("8.70", "8.70"), ("1250", "1,250"), ("0", "0"),
        ("1e40", f"{10**28:,} trillion"),
    ],
)  # fmt: skip
def test_an_amount_has_a_scale_word_where_no_digit_is_lost(written: str, text: str) -> None:
    """Otherwise all digits stand there."""
    assert " ".join(format_amount(Decimal(written))).strip() == text


@given(st.one_of(DECIMALS, PLAIN.map(Decimal), st.integers(-(10**16), 10**16)))
def test_an_amount_in_words_is_the_amount(value: float | Decimal) -> None:
    """Digits times scale word are what was given."""
    digits, word = format_amount(value)
    powers = {name: power for power, name in SCALES} | {"": 0}
    number = Decimal(digits.replace(",", ""))
    assert (number.scaleb(powers[word]) if word else number) == Decimal(value)


@given(
    st.lists(st.tuples(PLAIN, PLAIN), min_size=1, max_size=5), st.sampled_from(["t.csv", "t.tsv", "t.json", "t.jsonl"])
)
@settings(max_examples=60, deadline=None)
def test_cells_of_a_data_file_are_shown_as_they_are_written(rows: list[tuple[str, str]], name: str) -> None:
    """Decimal places, trailing zeros and long integers, from each text format: of the page's tables and of charts'.

    Numbers of a column with whole ones that floats do not hold are names, and shown as they are written.
    """
    file = DataFile(name, encoded(rows, name).encode(), TableOptions(), SourceLocation(name))
    frames = read_tables(file)
    assert isinstance(frames, dict), frames
    written = read_written_numbers(file, frames).get("", {})
    cells = html.fromstring(str(table_html(frames[""], TableOptions(), written))).xpath("//td/text()")
    names = [any("." not in row[at] and abs(Decimal(row[at])) > 2**53 for row in rows) for at in (0, 1)]
    expected = [cell if names[at] else format_number(Decimal(cell)) for row in rows for at, cell in enumerate(row)]
    assert cells == expected
    writer = TableWriter.of([(frames[""], written)])
    texts = [writer.text(column, cell) for row in frames[""].iter_rows(named=True) for column, cell in row.items()]
    assert [Decimal(text.replace(",", "")) for text in texts] == [Decimal(cell) for row in rows for cell in row]
    back = list(csv.reader(io.StringIO(writer.csv(frames[""]).decode())))[1:]
    assert [Decimal(cell) for row in back for cell in row] == [Decimal(cell) for row in rows for cell in row]


def encoded(rows: list[tuple[str, str]], name: str) -> str:
    """The text of a data file with two columns of numbers."""
    if name.endswith(".json"):
        return "[" + ",".join(f'{{"a": {a}, "b": {b}}}' for a, b in rows) + "]"
    if name.endswith(".jsonl"):
        return "\n".join(f'{{"a": {a}, "b": {b}}}' for a, b in rows)
    mark = "\t" if name.endswith(".tsv") else ","
    return "\n".join(mark.join(row) for row in [("a", "b"), *rows])


def test_a_number_that_is_written_in_two_ways_is_shown_in_the_shortest_in_charts() -> None:
    """The rows of a chart do not say which cell of the file they come from."""
    file = DataFile("t.csv", b"a,b\n8.70,1\n8.7,2\n9.10,3\n", TableOptions(), SourceLocation("t.csv"))
    frames = read_tables(file)
    assert isinstance(frames, dict)
    writer = TableWriter.of([(frames[""], read_written_numbers(file, frames)[""])])
    assert [writer.text("a", value) for value in (8.7, 9.1)] == ["8.7", "9.10"]
    assert writer.csv(frames[""]) == b"a,b\n8.7,1\n8.7,2\n9.10,3\n"


CELLS = st.lists(st.one_of(st.none(), st.integers(0, 3)), min_size=1, max_size=6)


@given(CELLS)
def test_extremes_are_those_of_the_column(cells: list[int | None]) -> None:
    """The rows that are named have the number, no other row has a greater or a smaller one."""
    names = [f"r{at}" for at in range(len(cells))]
    text = summarize(pl.DataFrame({"name": names, "n": cells}, schema={"name": pl.String, "n": pl.Int64}))
    numbers = [cell for cell in cells if cell is not None]
    if not numbers:
        assert text == f"{len(cells)} row{'s' * (len(cells) > 1)}."
        return
    high, low = (
        [name for name, cell in zip(names, cells, strict=True) if cell == end] for end in (max(numbers), min(numbers))
    )
    if max(numbers) == min(numbers):
        everywhere = len(numbers) == len(cells)
        assert text.endswith(f"n is {numbers[0]} " + ("throughout." if everywhere else f"in {len(numbers)} of them."))
        return
    for phrase, rows, end in (("highest", high, max(numbers)), ("lowest", low, min(numbers))):
        if len(rows) > 3:
            assert f"{phrase} in {len(rows)} rows, {end}" in text
        else:
            named = text.split(f"{phrase} for ")[1].split(f", {end}")[0].replace(" and ", ", ")
            assert named.split(", ") == rows


def test_json_numbers_are_read_as_before() -> None:
    """Texts of numbers are read beside the values, not instead of them."""
    file = DataFile("t.json", json.dumps([{"a": 1.5, "b": "x"}]).encode(), TableOptions(), SourceLocation("t.json"))
    frames = read_tables(file)
    assert isinstance(frames, dict)
    assert frames[""].rows() == [(1.5, "x")]
    assert read_written_numbers(file, frames) == {}


@pytest.mark.parametrize(
    ("probability", "text"), [(0.125, "12.5 %"), (0.07, "7 %"), (1.0, "100 %"), (0.0, "0 %"), (0.333, "33.3 %")]
)
def test_probabilities_keep_their_digits(probability: float, text: str) -> None:
    """In per cent, not rounded to whole ones."""
    assert format_percent(probability) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1.1 billion", "1.1e9"), ("26 million", "26e6"), ("622,000,000", "622000000"), ("60.06e9", "60.06e9"),
        ("1,234", "1234"), ("1,234.50", "1234.50"), ("622 000 000", "622000000"), ("8.70", "8.70"), ("-5", "-5"),
        ("\u22125", "-5"), (".5", "0.5"), ("1.10billion", "1.10e9"), ("2 thousand", "2000"), ("1e-7", "0.0000001"),
    ],
)  # fmt: skip
def test_amounts_are_read_as_people_write_them(text: str, value: str) -> None:
    """With scale words, commas or spaces between thousands, and their decimal places."""
    amount = parse_amount(text, "en-GB")
    assert amount == Decimal(value)
    assert str(amount.normalize()) == str(Decimal(value).normalize())


@pytest.mark.parametrize(
    ("text", "language", "hint"),
    [
        ("1,5", "en", "write 1.5, with a point"),
        ("1,5", "de", "write 1.5, with a point"),
        ("1,234", "de", "write 1234, or 1.234 if the comma is a decimal mark"),
        ("1.1 billion", "de", "write 1.1e9: “billion” means different numbers in different languages"),
        ("5bn", "en", "write 5 billion, or 5e9"),
        ("5 m", "en", "write 5 million, or 5e6"),
        ("1.234.567", "en", "write 1234567, without points between thousands"),
        ("1.234.567,5", "de", "write 1234567.5, without points between thousands"),
        ("$5", "en", "write the number alone, as 60.06e9, 1.1 billion or 622000000"),
        ("5 USD", "en", "write the number alone: its unit has the key `unit`"),
        ("12,34", "en", "write 12.34, with a point"),
        ("1e99", "en", "amounts have at most 30 digits, and lie between 1e-30 and 1e30"),
        ("1" * 31, "en", "amounts have at most 30 digits, and lie between 1e-30 and 1e30"),
        ("many", "en", ""),
        ("", "en", ""),
        ("nan", "en", ""),
        ("1,2345", "en", "write 1.2345, with a point"),
        ("1,234,56", "en", "write the number alone, as 60.06e9, 1.1 billion or 622000000"),
    ],
)
def test_an_ambiguous_amount_is_refused_and_its_spelling_said(text: str, language: str, hint: str) -> None:
    """What could mean two numbers, or has no meaning."""
    with pytest.raises(AmountError) as error:
        parse_amount(text, language)
    assert error.value.hint == hint


@given(PLAIN)
def test_a_plain_amount_keeps_its_digits(text: str) -> None:
    """In every language."""
    assert str(parse_amount(text, "fr")) == str(Decimal(text))


def quantity(text: str, language: str = "en") -> Quantity | tuple[str, str]:
    """The quantity of a YAML text, or the message and the hint of its only finding."""
    decoder = RecordDecoder("claims.yaml", language=language)
    record, _ = decoder.mapping(text, Quantity)
    if record is not None:
        return record
    (finding,) = decoder.findings
    return finding.message, finding.hint


def test_a_per_cent_sign_is_the_unit() -> None:
    """With the unit or without it; beside another unit it is an error."""
    assert quantity("{id: a, value: 58 %}") == Quantity(id="a", value=Decimal(58), unit="%")
    assert quantity("{id: a, min: 5%, max: 20%, unit: '%'}") == Quantity(
        id="a", min=Decimal(5), max=Decimal(20), unit="%"
    )
    assert quantity("{id: a, value: 58 %, unit: USD}") == (
        "“58 %” has another unit than the quantity",
        'write unit: "%", or no % here',
    )
    assert schema("claims", SiteConfig(title="A"))["$defs"]["Quantity"]["required"] == ["id"]


def test_commas_in_a_flow_mapping_are_explained() -> None:
    """YAML would take the groups for keys; on a line of its own the number is read."""
    assert quantity("{id: a, value: 622,000,000, unit: USD}") == (
        "622,000,000 is several entries here, for commas part them",
        'write "622,000,000" with quotation marks',
    )
    assert quantity("{id: a, value: 1,5, unit: USD}") == (
        "1,5 is several entries here, for commas part them",
        "write 1.5, with a full stop",
    )
    assert quantity("id: a\nvalue: 622,000,000\nunit: USD") == Quantity(id="a", value=Decimal(622000000), unit="USD")


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"value": "1234567"}, "1,234,567 USD"),
        ({"value": "8.69e9", "bound": "approx"}, "about 8.69 billion USD"),
        ({"value": "12345.678", "bound": "approx"}, "about 12,345.678 USD"),
        ({"min": "999999", "max": "1000001"}, "999,999 to 1,000,001 USD"),
        ({"min": "999999", "max": "1000000"}, "999,999 to 1,000,000 USD"),
        ({"min": "630e9", "max": "660e9"}, "630 to 660 billion USD"),
        ({"min": "900e6", "max": "1.1e9", "bound": "approx"}, "about 900 million to 1.1 billion USD"),
        ({"min": "5"}, "at least 5 USD"),
        ({"max": "5", "bound": "approx"}, "up to about 5 USD"),
        ({"value": "700e9", "bound": "up_to"}, "up to 700 billion USD"),
    ],
)
def test_a_quantity_says_what_was_given(fields: dict[str, str], text: str) -> None:
    """All digits, its bound, and both ends of a range in one scale."""
    decoded = quantity(json.dumps({"id": "a", "unit": "USD", **fields}))
    assert isinstance(decoded, Quantity)
    assert format_quantity(decoded, {}) == text
