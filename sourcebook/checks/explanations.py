"""Explanations of rules whose findings come from reading and rendering, in the form of the docstrings of checks."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from sourcebook.checks.rules import BUILT_IN_CHECKS

STAGE_RULES: Mapping[str, str] = {
    "bibtex": """
An entry or field of a BibTeX file cannot be used.

What it does: reports entries and fields of `.bib` files that cannot be read; the other entries load.
Why it matters: exports of reference managers are long and rarely clean, and one bad entry must not cost the rest; what
is left out, though, cannot be cited.
Example: `@article{smith2020, title = {No end`.
How to fix: close braces and quotation marks, give the entry a title, write addresses in full.
How to turn off: `checks: {bibtex: off}` in site.yaml; the entry stays left out.
""",
    "broken-image": """
An image is missing.

What it does: reports images in prose whose file does not stand where their address says.
Why it matters: readers would see an empty frame in the place of what the text speaks of.
Example: `![The port](prot.jpg)`, where the briefing's folder holds `port.jpg`.
How to fix: correct the path, which is counted from the Markdown file, or put the image beside it.
How to turn off: `checks: {broken-image: warning}` in site.yaml.
""",
    "broken-link": """
A link is broken.

What it does: follows every link within the site, those of the settings and those to places within pages included.
Why it matters: a link is a promise to a reader who wants to check.
Example: `[the method](/abuot/)`, or `[below](#forecsts)`, where no heading gives that anchor.
How to fix: correct the address. Links between content files may be written as paths of their `.md` files.
How to turn off: `checks: {broken-link: warning}` in site.yaml.
""",
    "chart": """
A chart cannot be drawn.

What it does: reports what the function of a chart raises, at its line in `charts.py`, or returns if it is no chart;
what is no Vega-Lite in a file; columns, data, images, options that are not there; data from the network; too many rows.
Why it matters: a page without the chart that its text speaks of misleads.
Example: `data.table("fund.csv")["yaer"]`, where the table's column is `year`.
How to fix: correct the function at the line that is named. `data` is described in the manual, under Charts of your own.
How to turn off: `checks: {chart: warning}` in site.yaml; the page then comes without the chart.
""",
    "citation-style": """
The citation style cannot be used.

What it does: reports a `citations:` in site.yaml that names no style, or a style that this program cannot follow.
Why it matters: without a style no citation can be written.
Example: `citations: styles/hous.csl`, where there is a `styles/house.csl`; or a style that cites in footnotes.
How to fix: name `numbered`, `author-date`, a style by its name, or a `.csl` file of the content folder.
How to turn off: `checks: {citation-style: warning}` in site.yaml; citations are then numbered.
""",
    "date": """
A date cannot be read.

What it does: reports dates that are none in EDTF (ISO 8601-2).
Why it matters: who said what first decides who copied whom.
Example: `issued: 16.2.2026`.
How to fix: write 2026, 2026-02, 2026-02-16, 2031/2036 for an interval, 2026~ for about.
How to turn off: `checks: {date: warning}` in site.yaml; the record is then left out.
""",
    "duplicate-id": """
Two records have the same id or address.

What it does: reports ids and addresses that are given twice, also where they differ in capitals alone.
Why it matters: of two pages with one address only one can be read; of two claims with one id, which is meant?
Example: two claims `id: fund` in different briefings; `pages/claims.md`, where the ledger stands.
How to fix: rename one of them; an old address can lead on by `aliases:`.
How to turn off: `checks: {duplicate-id: warning}` in site.yaml; the first one then counts.
""",
    "duplicate-key": """
A key is given twice in one record.

What it does: reports a second value for the same key of a YAML mapping; the first one counts.
Why it matters: YAML's readers take one of the two in silence, and it is not always the one that was meant.
Example: `kind: fact` and, four lines further down, `kind: forecast`.
How to fix: keep one of them.
How to turn off: `checks: {duplicate-key: warning}` in site.yaml.
""",
    "empty": """
A file is empty.

What it does: reports files of claims, sources, people, settings and tables without any content.
Why it matters: it is most often a file that was not saved, or not added to the repository.
Example: a `claims.yaml` of comments alone.
How to fix: fill the file, or delete it.
How to turn off: it cannot be.
""",
    "encoding": """
A file is not text in UTF-8.

What it does: reports bytes that no UTF-8 text holds, at their place.
Why it matters: names would be shown garbled, and quotations would be wrong.
Example: a `claims.yaml` that an old editor saved as Windows-1252.
How to fix: save the file with the encoding UTF-8; delete what is no text.
How to turn off: it cannot be.
""",
    "misplaced-figure": """
A chart or a table stands within a paragraph.

What it does: reports `![…](chart:…)`, `![…](table:…)`, `![…](claims:…)` and `![…](sources:…)` with text beside them.
Why it matters: a figure is a block of its own; within a sentence it would tear the line apart.
Example: `As ![the strip](chart:evidence-strip) shows, …`.
How to fix: put it on a line of its own, with an empty line before and after it.
How to turn off: `checks: {misplaced-figure: warning}` in site.yaml; its description then stands in its place.
""",
    "missing-alt": """
An image or a chart has no description.

What it does: reports `![](…)` with nothing between the brackets. Sourcebook's own charts describe themselves.
Why it matters: people who cannot see the picture read the description in its place (WCAG 2.2, 1.1.1).
Example: `![](chart:capex)`.
How to fix: say what it shows: `![Totals of announced spending, by who counts](chart:capex)`.
How to turn off: `checks: {missing-alt: warning}` in site.yaml.
""",
    "missing-file": """
A required file is missing.

What it does: reports a content folder without site.yaml, and claims, charts or data without an `index.md` beside them.
Why it matters: claims without a briefing are shown on no page.
Example: `briefings/fund/claims.yaml` alone in its folder.
How to fix: add the file, or move the others to where it stands.
How to turn off: `checks: {missing-file: warning}` in site.yaml, without which itself there is no site.
""",
    "missing-key": """
A record lacks a required key.

What it does: reports records without a key that has no default; the data model lists them.
Why it matters: a claim without its claimant says nothing to a reader who weighs it.
Example: a claim without `kind:`.
How to fix: add the key.
How to turn off: `checks: {missing-key: warning}` in site.yaml; the record is then left out.
""",
    "query": """
A filter is invalid.

What it does: reports unknown fields, values that a field cannot have, and what is no filter, in `claims:?…`,
`sources:?…` and `chart:…?…`.
Why it matters: a misspelt value would select nothing, and an empty table looks like an answer.
Example: `claims:?kind=forcast`.
How to fix: correct the field or the value; the manual lists both under Claims as data.
How to turn off: `checks: {query: warning}` in site.yaml; the table or chart is then left out.
""",
    "remote-image": """
An image is fetched from another site.

What it does: reports images whose address leads to another host.
Why it matters: that host sees who reads the page, may change the picture, and one day it is gone.
Example: `![The port](https://example.org/port.jpg)`.
How to fix: put the file beside the text, and name where it came from.
How to turn off: `checks: {remote-image: off}` in site.yaml; the pages' security policy still refuses it.
""",
    "stray-link": """
A symbolic link leads out of the content, or in a circle.

What it does: passes over such links, and reports them.
Why it matters: a file from elsewhere on the machine could be published unseen.
Example: `briefings/fund/data -> ../../../private`.
How to fix: copy the file into the content folder.
How to turn off: `checks: {stray-link: off}` in site.yaml; the link stays passed over.
""",
    "syntax": """
A file is not in the format of its suffix.

What it does: reports YAML, TOML, JSON and CSV that cannot be read, at the place where reading ended.
Why it matters: nothing of the file is known, not even how much of it is missing.
Example: a colon within a title without quotation marks: `title: China: a tech shock`.
How to fix: look at the place that is named and at the line before it: quotation marks, colons, brackets, indentation.
How to turn off: it cannot be.
""",
    "table": """
A data file cannot be read as a table.

What it does: reports columns that are not there, cells of another type than their column, rows that are too long, and
queries that DuckDB refuses.
Why it matters: a number that is read as text is not in the chart.
Example: `tables: {fund.csv: {columns: {size: {type: number}}}}`, where a cell says `n/a`.
How to fix: correct the cell, the type or the name of the column.
How to turn off: `checks: {table: warning}` in site.yaml; the table is then left out.
""",
    "too-deep": """
A file is nested too deep.

What it does: reports YAML, TOML and JSON that is nested too deep to be useful, and YAML aliases that outgrow the file.
Why it matters: such a file is damaged or hostile, and reading it could take all memory.
Example: a list within a list, a hundred times over.
How to fix: flatten it; write aliases out.
How to turn off: it cannot be.
""",
    "too-large": """
A file is larger than its kind should be.

What it does: reports texts, lines and tables beyond the limits that the message names.
Why it matters: a data file among the texts makes every build slow, and a page with all its rows cannot be read.
Example: 200 MB of CSV in `data/`.
How to fix: aggregate what the page shows; keep the raw data elsewhere and link to it.
How to turn off: it cannot be.
""",
    "unknown-chart": """
There is no chart of that name.

What it does: reports `chart:name` where neither the briefing's `charts.py` nor the program has a chart of that name.
Why it matters: a page without the chart that its text speaks of misleads.
Example: `![…](chart:evidence-stripe)`.
How to fix: correct the name, or write a function of that name in `charts.py`.
How to turn off: `checks: {unknown-chart: warning}` in site.yaml; the page then comes without it.
""",
    "unknown-key": """
A key is unknown.

What it does: reports keys that a record does not have, with the nearest that it has: an error in records and settings,
a warning in front matter, which other generators fill too.
Why it matters: what stands under a misspelt key is ignored, and looks as if it counted.
Example: `corrobration: 2`, or `claimant:` for `by:`.
How to fix: correct the key, or declare a field of your own under `fields:` in site.yaml.
How to turn off: `checks: {unknown-key: off}` in site.yaml.
""",
    "unknown-table": """
There is no data file of that name.

What it does: reports `table:name` in prose and `tables:` in front matter that name no file in the briefing's `data/`.
Why it matters: a page without the table that its text speaks of misleads.
Example: `![…](table:funds.csv)`, where there is a `data/fund.csv`.
How to fix: correct the name, or put the file into `data/`.
How to turn off: `checks: {unknown-table: warning}` in site.yaml; the page then comes without it.
""",
    "unreadable-image": """
An image cannot be read.

What it does: reports files that end as images do (.jpg, .png, .webp, .avif, .gif) and are damaged, no images, or larger
than 150 million pixels; an error where a smaller one of it is needed for a page.
Why it matters: readers would see an empty frame, or wait for a file that was never meant for a page.
Example: `port.jpg`, of which only the first half was saved.
How to fix: save it again from the program that it comes from.
How to turn off: `checks: {unreadable-image: off}` in site.yaml.
""",
    "unsafe-link": """
A link has an unsafe address.

What it does: reports addresses with a scheme that runs code or means nothing in a browser.
Why it matters: a page must do nothing but show.
Example: `[look](javascript:alert(1))`.
How to fix: write an https address, a path, or `mailto:`.
How to turn off: `checks: {unsafe-link: warning}` in site.yaml; the link is taken out all the same.
""",
    "untied-claim": """
The text of a briefing does not link to one of its claims.

What it does: reports claims of `claims.yaml` that the briefing's text never links to.
Why it matters: a reader sees it in the ledger, and cannot see where the text makes it.
Example: `claims.yaml` has `id: fund`, and nothing in `index.md` says `(claim:fund)`.
How to fix: write `[…](claim:fund)` around the words that make the claim.
How to turn off: `checks: {untied-claim: off}` in site.yaml.
""",
    "untrue-headline": """
The headline of a chart is not what its data say.

What it does: reads, in the caption that an author wrote for a built-in chart, how many claims or forecasts there are
and how many of them name a source, and reports what is true neither of the claims that the chart shows nor of all of
its page. What else a caption says it leaves alone.
Why it matters: claims are added and withdrawn, and a number in a caption stays as it was.
Example: `![](chart:evidence-strip "12 of 24 claims name no source")`, where there are 25.
How to fix: correct the number, or leave the caption out: the chart then says itself what is true.
How to turn off: `checks: {untrue-headline: off}` in site.yaml.
""",
    "wrong-type": """
A value has the wrong type.

What it does: reports text in the place of a number, a list in the place of a text, a word that is not allowed.
Why it matters: a guessed value would be one that no author wrote.
Example: `kind: prediction`, where the kinds are fact, figure, event, causal, opinion, forecast.
How to fix: write what the message names.
How to turn off: `checks: {wrong-type: warning}` in site.yaml; the record is then left out.
""",
}
"""By rule: in one line what is wrong, then what the rule does, why, an example, how to fix it, how to turn it off."""
RULE_NAMES = frozenset({*BUILT_IN_CHECKS, *STAGE_RULES})
"""Every rule that a finding can name, those of reading and of pages included."""


def explain_rule(name: str) -> str:
    """What a rule is about, in the words of its own file.

    Returns:
        A line on what is wrong; then, each beginning a line: What it does, Why it matters, Example, How to fix, How to
        turn off.
    """
    text = STAGE_RULES.get(name) or sys.modules[BUILT_IN_CHECKS[name].__module__].__doc__ or ""
    return text.strip()
