"""What a built site says of itself is true: of corroboration, numbers, names, dates and corrections."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import html
from making import build, make

from sourcebook.pipeline.options import BuildOptions

SETTINGS = "title: Small\nbase_url: https://example.org/repo/\nchecks: {untied-claim: off}\n"
SOURCES = """
- {id: politico, title: Politico report, derives_from: [{source: statement, how: quotes}, {source: plan, how: cites}, {source: call, how: quotes}]}
- {id: statement, title: Statement of the governor}
- {id: plan, title: State plan}
- {id: call, title: Call with reporters}
- {id: article, title: An article, derives_from: [{source: report, how: rewrites}]}
- {id: report, title: A report, issued: 2026-02}
"""  # noqa: E501  # one record a line
CLAIMS = """
- {id: begins, text: It begins., kind: fact, by: rory-green, via: [{source: politico}]}
- {id: ends, text: It ends., kind: figure, by: rory-green, via: [{source: politico, from: statement}]}
- {id: both, text: It is both., kind: figure, by: rory-green, via: [{source: politico, from: [plan, call]}]}
- {id: none, text: It is none., kind: fact, by: article}
"""


def built(root: Path, files: dict[str, str]) -> Path:
    """The folder of a site that was built from some files."""
    content = make(root, files)
    result = build(BuildOptions(content, root / "site"))
    assert not [finding for finding in result.findings if finding.level == "error"], result.findings
    return root / "site"


def words(page: Path) -> str:
    """The text of a page, its scripts apart, with single spaces."""
    tree = html.fromstring(page.read_text())
    return " ".join(" ".join(tree.itertext()).split())


def test_a_report_on_three_sources_corroborates_once(tmp_path: Path) -> None:
    """Page, ledger, card, charts and exports say what is certain, and what is not recorded."""
    site = built(tmp_path, {"sources/sources.yaml": SOURCES, "briefings/a/claims.yaml": CLAIMS})
    unclear = "at least 1 independent source (which of 3 is not recorded)"
    assert unclear in words(site / "claims/begins/index.html")
    assert "1 independent source" in words(site / "claims/ends/index.html")
    assert "at least" not in words(site / "claims/ends/index.html")
    assert "2 independent sources" in words(site / "claims/both/index.html")
    assert "no source named" in words(site / "claims/none/index.html")
    assert unclear in words(site / "claims/index.html")
    assert unclear in words(site / "briefings/a/index.html")
    ledger = json.loads((site / "data/ledger/1.json").read_bytes())
    assert ledger["standings"] == [unclear, "1 independent source", "2 independent sources", "no source named"]
    claims = json.loads((site / "data/claims.json").read_bytes())["claims"]
    assert [(one["corroboration"], one["corroboration_max"]) for one in claims] == [(1, 3), (1, 1), (2, 2), (0, 0)]
    assert claims[2]["origins"] == ["call", "plan"]
    assert claims[2]["via"] == [{"source": "politico", "from": ["plan", "call"]}]
    flow = (site / "sources/charts/source-flow.csv").read_text()
    assert "Not recorded which source,Politico report" in flow
    assert "Statement of the governor,Politico report" in flow
    bars = (site / "charts/corroboration.csv").read_text().splitlines()
    assert bars[1:] == ["none,1", "one,1", '"one or more, not recorded",1', "two or more,1"]


def test_an_unclear_origin_is_reported_with_its_candidates(tmp_path: Path) -> None:
    """At the `via`, as a warning; what names no source behind it is an error."""
    content = make(tmp_path, {"sources/sources.yaml": SOURCES, "briefings/a/claims.yaml": CLAIMS})
    findings = build(BuildOptions(content, tmp_path / "site", write=False)).findings
    (finding,) = [one for one in findings if one.rule != "untied-claim"]
    assert (finding.rule, finding.level) == ("unclear-origin", "warning")
    assert (finding.location.file, finding.location.line, finding.location.column) == ("briefings/a/claims.yaml", 2, 68)
    assert finding.hint == "add `from:` with one or more of call, plan and statement"
    wrong = CLAIMS.replace("from: statement", "from: report").replace("[plan, call]", "[plan, cal]")
    content = make(tmp_path, {"sources/sources.yaml": SOURCES, "briefings/a/claims.yaml": wrong})
    findings = build(BuildOptions(content, tmp_path / "site", write=False)).findings
    assert [(one.rule, one.level, one.hint) for one in findings if one.level == "error"] == [
        ("unrelated-origin", "error", "behind it: call, plan, statement"),
        ("unknown-reference", "error", "did you mean “call”?"),
    ]


CHARTS = """
import altair as alt


def own(data: object) -> alt.Chart:
    rows = alt.Data(values=[{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"a": 1, "b": "x"}])
    axis = alt.Axis(values=[0, 1, 2, 3])
    base = alt.Chart(rows).encode(x=alt.X("a:Q", axis=axis), y="b:N", color=alt.Color("b:N", legend=alt.Legend(values=["x"])))
    return base.mark_bar() + base.mark_text() + alt.Chart(alt.Data(values=[{"limit": 5}])).mark_rule().encode(x="limit:Q")
"""  # noqa: E501  # lines of a chart


def test_the_table_of_a_chart_holds_the_rows_of_its_data_and_no_others(tmp_path: Path) -> None:
    """No ticks of axes, no values of legends; rows that are equal stand there as often as they were given."""
    index = "---\ntitle: First\ndate: 2026-02-16\n---\n\n![Own](chart:own)\n"
    files = {"briefings/a/charts.py": CHARTS, "briefings/a/index.md": index, "site.yaml": SETTINGS}
    site = built(tmp_path, files)
    rows = (site / "briefings/a/charts/own.csv").read_text().splitlines()
    assert rows == ["a,b,limit", "1,x,", "2,y,", "1,x,", ",,5"]
    assert "4 rows" in words(site / "briefings/a/index.html")
