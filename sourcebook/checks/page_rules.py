"""Rules of pages: prose, links, images, charts."""

from __future__ import annotations

from collections.abc import Mapping

PAGE_RULES: Mapping[str, str] = {
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
    "query": """
A filter is invalid.

What it does: reports unknown fields, values that a field cannot have, and what is no filter, in `claims:?…`,
`sources:?…` and `chart:…?…`.
Why it matters: a misspelt value would select nothing, and an empty table looks like an answer.
Example: `claims:?kind=forcast`.
How to fix: correct the field or the value; the manual lists both under Claims as data.
How to turn off: `checks: {query: warning}` in site.yaml; the table or chart is then left out.
""",
    "refused-html": """
HTML is left out of a page.

What it does: reports elements and attributes in HTML that pages do not have: scripts, frames, forms, inline styles,
`onclick`, films from other sites. They are left out; what stands between their tags stays, if it is a text.
Why it matters: what was pasted from another site looks right in its source, and readers see nothing of it.
Example: `<iframe src="https://example.org/map"></iframe>`, `<p style="color: red">`.
How to fix: link to what a frame shows, put a film into the briefing's folder, styles into templates/assets/site.css.
How to turn off: `checks: {refused-html: off}` in site.yaml; it is still left out.
""",
    "remote-image": """
An image is fetched from another site.

What it does: reports images whose address leads to another host.
Why it matters: that host sees who reads the page, may change the picture, and one day it is gone.
Example: `![The port](https://example.org/port.jpg)`.
How to fix: put the file beside the text, and name where it came from.
How to turn off: `checks: {remote-image: off}` in site.yaml; the pages' security policy still refuses it.
""",
    "stray-markup": """
Markup is shown as it is.

What it does: reports brackets, fences, braces and footnotes in prose that Markdown did not take as markup; lists,
tables and boxes without the empty line or the indentation that they need; what other programs read, as `~~` and `[[`;
and links and images that took the text behind them for a part of themselves. Code is left alone.
Why it matters: readers see `](claim:fund` in the place of a link, and nothing else tells that a claim lost its words.
Example: `[the fund] (claim:fund)`, `[@report, p. 3`, `[^note]` without a definition, a fence that is never closed.
How to fix: correct the markup; for characters that are meant to be shown, write a backslash before them.
How to turn off: `checks: {stray-markup: warning}` in site.yaml.
""",
    "faulty-drawing": """
A chart is drawn, but does not show what it should.

What it does: reports what Vega warns of, such as a log scale over zero; charts without a mark for any row; texts
that the edge of a drawing or the limit of a label cuts, or that are shrunk to less than 10 pixels, on a desk or a
phone; and letters for which the PNG has no glyph. Legends get fewer columns and views go below each other first, so
that this is rare.
Why it matters: readers believe what they see, and do not see what is missing.
Example: `alt.Y("usd_bn:Q").scale(type="log")` over a column with zeros.
How to fix: as the message says; `data.width` is the width of the page in `charts.py`.
How to turn off: `checks: {faulty-drawing: off}` in site.yaml.
""",
    "lost-address": """
An address that was published leads nowhere any more.

What it does: compares the site with the addresses that were published from this folder, and when it is published with
the target's own record: pages, feeds, and documents. It names the line that makes an address lead to the new page.
Why it matters: others link to a claim or a briefing; a claim that vanishes looks as if it had never been made.
Example: the claim `capex` was published, and is called `capex-2026` now.
How to fix: `aliases: [capex]` at the claim; `withdrawn: {date: …, reason: …}` for one that is taken back;
`topic_aliases` in site.yaml for topics. `sourcebook publish --accept-loss` lets the addresses go.
How to turn off: `checks: {lost-address: off}` in site.yaml.
""",
    "secret-file": """
A file that would be published is a key, or settings with passwords.

What it does: reports files by their names (`.env`, `id_rsa`, `*.pem`, `credentials.json`) and by a private key in them.
Why it matters: every reader of the site gets the key, and search engines find it.
Example: `pages/id_rsa`, copied into the content by mistake.
How to fix: take it out of the content folder; give the key up if it was published.
How to turn off: `checks: {secret-file: off}` in site.yaml; `publish` still refuses it.
""",
    "slow-page": """
The text of a page takes too long to render.

What it does: gives up a text after `page_time_limit` seconds of processor time, 10 unless site.yaml says otherwise.
Why it matters: thousands of opened brackets or marks make rules of Markdown look at each of them again and again.
Example: a file of data that was pasted into `index.md`, with 20,000 brackets in one line.
How to fix: take out what is no text; put data into `data/` and show it as a table. `page_time_limit: 60` gives a long
text more time.
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
    "unknown-table": """
There is no data file of that name.

What it does: reports `table:name` in prose and `tables:` in front matter that name no file in the briefing's `data/`.
Why it matters: a page without the table that its text speaks of misleads.
Example: `![…](table:funds.csv)`, where there is a `data/fund.csv`.
How to fix: correct the name, or put the file into `data/`.
How to turn off: `checks: {unknown-table: warning}` in site.yaml; the page then comes without it.
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
}
"""By rule, in the form of the docstring of a check."""
