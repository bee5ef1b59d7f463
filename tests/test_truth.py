"""What a built site says of itself is true: of corroboration, numbers, names, dates and corrections."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import html
from making import build, make

from sourcebook.model.corroboration import corroborations
from sourcebook.pipeline.options import BuildOptions
from sourcebook.readers.site import read_site

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


FAULTS = {
    "site.yaml": "title: Small\nbase_url: https://example.org/repo/\ncitations: apa\nchecks: {untied-claim: off}\n",
    "people/people.yaml": """
- {id: green, name: Rory Green, kind: person}
- {id: lund, name: Ada Lund, kind: person}
- {id: judge, name: The Review, kind: publication}
""",
    "sources/sources.yaml": """
- {id: report, title: One report, issued: 2025-06, derives_from: [{source: a, how: quotes}, {source: b, how: cites}]}
- {id: a, title: First interview}
- {id: b, title: Second interview}
- {id: other, title: Another paper}
- {id: madonna, title: The Quarterly of it, author: [{literal: Madonna}], container-title: The China Quarterly}
""",
    "briefings/a/index.md": """---
title: First
date: 2020-02-16
corrections: [{date: 2020-03-01, kind: retract, claim: c1, text: It was never said.}]
---
It [is](claim:c1) so [@madonna].

![](chart:source-flow)

![](chart:source-ages)

![](chart:figures)

![](chart:forecast-horizons)

![Own](chart:own)
""",
    "briefings/a/charts.py": CHARTS,
    "briefings/a/claims.yaml": """
- {id: c1, text: It is so., kind: fact, by: green, via: [{source: report}]}
- {id: c2, text: It is not so., kind: fact, by: lund, attacks: [c1], via: [{source: other}]}
- {id: c3, text: It is much., kind: figure, by: lund, topics: [Spending on AI], via: [{source: report, from: a}],
   quantities: [{id: q, measure: White House plan, value: 1234567, unit: USD},
                {id: r, unit: USD, min: 999999, max: 1000001}],
   reviews: [{verdict: Half true, by: judge, date: 2020-05, sources: [b]}]}
- {id: c4, text: It will be., kind: forecast, by: green, forecast: {horizon: 2023}}
- {id: c5, text: It was., kind: fact, by: green, via: [{source: a}]}
""",
}  # one record a line


def test_a_site_with_the_faults_of_old_shows_none_of_them(tmp_path: Path) -> None:
    """Overstated corroboration, untrue headlines, changed numbers and names, rows of nobody, a date that is no today,
    hollow squares in print, a retraction that nobody sees.
    """
    content = make(tmp_path, FAULTS)
    result = build(BuildOptions(content, tmp_path / "site", as_of="2026-03-03"))
    assert not [one for one in result.findings if one.level == "error"], result.findings
    site = tmp_path / "site"
    briefing, claim = words(site / "briefings/a/index.html"), words(site / "claims/c1/index.html")
    claims = {one["id"]: one for one in json.loads((site / "data/claims.json").read_bytes())["claims"]}
    # 1: a report on two interviews is one source, as long as nobody says which of them carried the claim.
    assert (claims["c1"]["corroboration"], claims["c1"]["corroboration_max"]) == (1, 2)
    assert "at least 1 independent source (which of 2 is not recorded)" in claim
    assert "1 of 4 claims names no source; the other 3 go back to 2 independent sources." in briefing
    # 2: only claims whose way back is known go back to one source, and all who make them are named.
    assert "2 claims by Ada Lund and Rory Green have an independent source in common, “First interview”" in briefing
    assert "all go back" not in briefing
    # 3: every digit is there, on the page, in the table of the chart, in the export.
    assert "1,234,567 USD" in words(site / "claims/c3/index.html")
    assert "999,999 to 1,000,001 USD" in words(site / "claims/c3/index.html")
    assert "1,234,567 USD" in (site / "briefings/a/charts/figures.csv").read_text()
    assert claims["c3"]["quantities"][0]["value"] == 1234567
    # 4: a chart's table holds the rows of its data.
    rows = (site / "briefings/a/charts/own.csv").read_text().splitlines()
    assert rows == ["a,b,limit", "1,x,", "2,y,", "1,x,", ",,5"]
    # 5: names as they are written.
    assert "Spending on AI" in words(site / "claims/c3/index.html")
    assert "White House plan" in words(site / "claims/c3/index.html")
    assert "Madonna" in briefing
    assert "The China Quarterly" in briefing
    # 6: the build's date has its name; a forecast without a date of its own has no mark where it would start.
    assert "1 was overdue as of 3 March 2026" in briefing
    assert "today" not in briefing.casefold()
    # 7: in print what has a source is filled, by a border, which is printed.
    style = next((site / "assets").glob("sourcebook*.css")).read_text()
    assert ".kind.sourced::before{border-width" in style.replace(" ", "")
    # 8: the retraction and the dispute stand at the claim, in the ledger, on the card and on the page of the other.
    assert "Retracted on 1 March 2020: It was never said." in claim
    assert "Disputed by It is not so." in claim
    assert "Other briefings" not in claim
    assert "First interview" in claim
    assert "retracted" in words(site / "claims/index.html")
    assert "Retracted on 1 March 2020" in briefing
    assert "1 claim was retracted." in briefing
    assert claims["c1"]["status"] == "retracted"
    assert "Second interview" in words(site / "claims/c3/index.html")
    assert "1 review Half true on It is much." in words(site / "people/judge/index.html")


def test_articles_of_several_briefings_are_several_claimants(tmp_path: Path) -> None:
    """On charts of the whole site, each with its own number of claims."""
    stated = "- {{id: {0}1, text: One., kind: fact, by: article}}\n- {{id: {0}2, text: Two., kind: fact, by: {1}}}\n"
    files = {
        "briefings/a/claims.yaml": stated.format("a", "[article, article]"),
        "briefings/b/index.md": "---\ntitle: Second\ndate: 2026-01-01\n---\nText.\n",
        "briefings/b/claims.yaml": stated.format("b", "[rory-green, rory-green]"),
        "briefings/a/index.md": "---\ntitle: First\ndate: 2026-01-01\narticle: article\n---\nText.\n",
        "site.yaml": SETTINGS,
    }
    site = built(tmp_path, files)
    table = (site / "people/charts/claims-by-claimant.csv").read_text().splitlines()
    assert table[1:] == ["“An article”,2,2", "Rory Green,1,1", "The article of “Second”,1,1"]
    assert "“An article” makes 2 of 4 claims." in words(site / "people/index.html")


def test_what_was_computed_is_followed_step_by_step(tmp_path: Path) -> None:
    """In layers of which each uses all of the one below, in a long chain, and in a circle."""
    layers = ["- {id: l0a, text: X., kind: fact, by: desk, via: [{source: report}]}"]
    layers += ["- {id: l0b, text: X., kind: fact, by: desk, via: [{source: article}]}"]
    for at in range(1, 20):
        layers += [
            f"- {{id: l{at}{x}, text: X., kind: fact, by: desk, computed_from: [l{at - 1}a, l{at - 1}b]}}" for x in "ab"
        ]
    layers += [f"- {{id: c{at}, text: X., kind: fact, by: desk, computed_from: [c{at + 1}]}}" for at in range(300)]
    layers += ["- {id: c300, text: X., kind: fact, by: desk}"]
    layers += ["- {id: x, text: X., kind: fact, by: desk, computed_from: [y]}"]
    layers += ["- {id: y, text: X., kind: fact, by: desk, computed_from: [x]}"]
    site, _ = read_site(make(tmp_path, {"briefings/a/claims.yaml": "\n".join(layers) + "\n"}))
    found = corroborations(site)
    assert (found["l19a"].least, len(found["l19a"].legs)) == (1, 2)
    assert [found[name].least for name in ("c0", "x", "y")] == [0, 0, 0]


def test_charts_count_only_what_still_stands(tmp_path: Path) -> None:
    """They say how many claims they leave out, keep the numbers of the others, and show all that a status asks for."""
    claims = """
- {id: twice, text: It is twice., kind: fact, by: rory-green, withdrawn: {date: 2026-03-01, reason: Twice.}}
- {id: begins, text: It begins., kind: fact, by: rory-green, via: [{source: report}]}
- {id: wrong, text: It is wrong., kind: figure, by: article, quantities: [{id: a, value: 12, unit: USD}]}
- {id: ends, text: It ends., kind: figure, by: rory-green, quantities: [{id: b, value: 7, unit: USD}]}
"""
    front = "title: First\ndate: 2026-02-16\ncorrections: [{date: 2026-03-01, kind: retract, text: No., claim: wrong}]"
    charts = "![](chart:evidence-strip)\n\n![](chart:figures)\n\n![](chart:corroboration?status=withdrawn)\n"
    text = f"---\n{front}\n---\n\n{charts}"
    site = built(
        tmp_path,
        {"sources/sources.yaml": SOURCES, "briefings/a/claims.yaml": claims, "briefings/a/index.md": text},
    )
    page = words(site / "briefings/a/index.html")
    origin = "1 of 2 claims names no source; the other goes back to one independent source, “A report”."
    assert f"{origin} Rory Green makes 2 claims. 2 claims were withdrawn or retracted." in page
    assert page.count("2 withdrawn or retracted claims are left out.") == 2  # the strip at the head, and that below
    assert page.count("1 retracted claim is left out.") == 1  # of those that state a number
    assert "Of the claims with status withdrawn: The only claim names no source." in page
    assert "One number is stated, 7 USD." in page
    numbers = [
        cell.text for cell in html.parse(site / "briefings/a/index.html").xpath("(//figure//table)[1]/tbody/tr/*[1]")
    ]
    assert numbers == ["2", "4"]
    assert "2 claims; 1 names no source; 1 more was withdrawn" in words(site / "people/rory-green/index.html")
    listed = words(site / "index.html")
    assert "one independent source, “A report”; 2 more were withdrawn or retracted" in listed


def test_a_finding_that_is_partly_sourced_rests_on_nothing_as_a_whole(tmp_path: Path) -> None:
    """Page, export, bars, matrix and flow agree; what leads into a circle goes back to no source either."""
    claims = """
- {id: known, text: It is known., kind: fact, by: rory-green, via: [{source: statement}]}
- {id: bare, text: It is bare., kind: fact, by: rory-green}
- {id: sum, text: It is the sum., kind: fact, by: desk, computed_from: [known, bare]}
- {id: lost, text: It is lost., kind: fact, by: rory-green, via: [{source: one}]}
"""
    sources = (
        SOURCES
        + """
- {id: one, title: Circle one, derives_from: [{source: two, how: cites}]}
- {id: two, title: Circle two, derives_from: [{source: one, how: cites}]}
"""
    )
    charts = "".join(f"![](chart:{name})\n\n" for name in ("corroboration", "claim-source-matrix", "source-flow"))
    text = f"---\ntitle: First\ndate: 2026-02-16\n---\n\n{charts}"
    files = {
        "sources/sources.yaml": sources, "briefings/a/claims.yaml": claims, "briefings/a/index.md": text,
        "site.yaml": f"{SETTINGS}charts: {{downloads: [csv]}}\n".replace("off}", "off, derivation-circle: off}"),
    }  # fmt: skip
    site = built(tmp_path, files)
    rows = {one["id"]: one for one in json.loads((site / "data/claims.json").read_bytes())["claims"]}
    assert (rows["sum"]["corroboration"], rows["sum"]["origins"]) == (0, [])
    assert "without an independent source for all of it" in words(site / "claims/sum/index.html")
    folder = site / "briefings/a/charts"
    assert (folder / "corroboration.csv").read_text().splitlines()[1:] == [
        "none,2", '"computed, not fully sourced",1', "one,1", "two or more,0",
    ]  # fmt: skip
    matrix = (folder / "claim-source-matrix.csv").read_text()
    assert 'Statement of the governor,1,1,"",""' in matrix
    assert '"No source named, or not for all of it",2,2; 3,"",""' in matrix
    flow = (folder / "source-flow.csv").read_text()
    assert "Statement of the governor,Statement of the governor,Rory Green,1" in flow
    assert "No independent source,Statement of the governor,The desk,1" in flow
    assert "No independent source,Circle one,Rory Green,1" in flow
    assert "No source named,No source named,The desk" not in flow


def test_what_is_said_in_several_places_is_the_same(tmp_path: Path) -> None:
    """What was taken back, disputed, reviewed, inherited: page, ledger, lists of sources, exports, previews."""
    claims = """
- {id: begins, text: It begins., kind: fact, by: rory-green, via: [{source: report}],
   reviews: [{verdict: Half True, by: desk, date: 2026-03}]}
- {id: twice, text: It is twice., kind: fact, by: rory-green, via: [{source: report}], attacks: [begins],
   withdrawn: {date: 2026-03, reason: Twice.}}
- {id: many, text: They are many., kind: figure, by: rory-green, via: [{source: politico}],
   quantities: [{id: a, value: 12, unit: "{people}"}, {id: b, value: 3, unit: "1"}]}
"""
    front = "---\ntitle: First\ndate: 2026-02-16\narticle: article\ntopics: [trade]\n---\n"
    text = f"{front}\n![](chart:figures)\n\nIt says so [@politico].\n"
    files = {
        "sources/sources.yaml": SOURCES, "briefings/a/claims.yaml": claims,
        "briefings/a/index.md": text, "site.yaml": SETTINGS.replace("off}", "off, unclear-origin: off}"),
    }  # fmt: skip
    site = built(tmp_path, files)
    assert "1 claim that rests on it; 1 more was withdrawn" in words(site / "sources/report/index.html")
    (row,) = html.parse(site / "sources/index.html").xpath("//tr[td/a[text()='A report']]")
    assert "1 claim" in " ".join("".join(row.itertext()).split())
    page = words(site / "claims/begins/index.html")
    assert "Was disputed by It is twice." in page
    assert " Disputed by" not in page
    head = html.parse(site / "claims/twice/index.html")
    assert head.xpath("//meta[@name='description']/@content") == ["Withdrawn. Rory Green, 1 independent source"]
    assert "Withdrawn in March 2026: Twice." in words(site / "claims/twice/index.html")
    rows = {one["id"]: one for one in json.loads((site / "data/claims.json").read_bytes())["claims"]}
    assert rows["begins"]["topics"] == ["trade"]
    assert "Half True" in (site / "data/claims.csv").read_text()
    ledger = words(site / "claims/index.html")
    assert "Half True 1" in ledger
    assert "Withdrawn 1" in ledger.replace("withdrawn", "Withdrawn")
    briefing = words(site / "briefings/a/index.html")
    assert "12 people" in briefing
    assert "{people}" not in briefing
    assert "Quotes Statement of the governor; cites State plan; quotes Call with reporters." in briefing


def test_the_counts_of_the_ledger_are_those_of_the_lists_that_they_open(tmp_path: Path) -> None:
    """With what was taken back, which the lists show with its mark."""
    claims = """
- {id: a, text: A., kind: fact, by: rory-green, topics: [tax]}
- {id: b, text: B., kind: figure, by: [rory-green, other], withdrawn: {date: 2026-03, reason: No.}}
- {id: c, text: C., kind: fact, by: other, via: [{source: politico}]}
- {id: d, text: D., kind: fact, by: other, via: [{source: report}]}
"""
    text = "---\ntitle: First\ndate: 2026-02-16\ntopics: [trade]\n---\nIt is.\n"
    files = {
        "sources/sources.yaml": SOURCES, "briefings/a/claims.yaml": claims, "briefings/a/index.md": text,
        "people/more.yaml": "- {id: other, name: Other, kind: person}\n",
        "site.yaml": SETTINGS.replace("off}", "off, unclear-origin: off}"),
    }  # fmt: skip
    site = built(tmp_path, files)
    checked = 0
    tree = html.parse(site / "claims/index.html")
    for link in tree.xpath("//nav[@class='facets']//a"):
        (count,) = link.xpath("span[@class='count']/text()")
        target = site / "claims" / link.get("href") / "index.html"
        rows = html.parse(target).xpath("(//table[@class='claims'])[1]/tbody/tr")
        assert int(count) == len(rows), link.get("href")
        checked += 1
    assert checked >= 9
    assert "1 independent source for certain 2" in words(site / "claims/index.html")


def test_a_filter_narrows_the_chart_of_corrections(tmp_path: Path) -> None:
    """To those that concern a claim that it selects."""
    corrections = (
        "corrections: [{date: 2026-03-01, kind: retract, text: No., claim: ends},"
        " {date: 2026-03-02, kind: typo, text: A comma.}, {date: 2026-03-02, kind: correct, text: So., claim: begins}]"
    )
    text = f"---\ntitle: First\ndate: 2026-02-16\n{corrections}\n---\n\n![](chart:corrections?kind=forecast)\n"
    site = built(tmp_path, {"briefings/a/index.md": text})
    said = "Of the claims with kind forecast: One retraction has been made."
    assert said in words(site / "briefings/a/index.html")
    assert "3 corrections have been made, 1 of them a retraction." in words(site / "corrections/index.html")


def test_a_withdrawal_is_on_the_list_of_corrections(tmp_path: Path) -> None:
    """With its reason and its claim; nobody says that nothing was corrected."""
    withdrawn = (
        "- {id: begins, text: It begins., kind: fact, by: article, withdrawn: {date: 2026-03-03, reason: Twice.}}\n"
    )
    text = "---\ntitle: First\ndate: 2026-02-16\n---\n\n![](chart:corrections)\n"
    site = built(tmp_path, {"briefings/a/index.md": text, "briefings/a/claims.yaml": withdrawn, "site.yaml": SETTINGS})
    listed = words(site / "corrections/index.html")
    assert "1 claim was withdrawn." in listed
    assert "Twice. 3 March 2026 withdrawal First" in listed
    assert "Nothing has been corrected" not in listed + words(site / "briefings/a/index.html")
