"""Rules of reading: files, syntax, values."""

from __future__ import annotations

from collections.abc import Mapping

READING_RULES: Mapping[str, str] = {
    "bibtex": """
An entry or field of a BibTeX file cannot be used.

What it does: reports entries and fields of `.bib` files that cannot be read; the other entries load.
Why it matters: exports of reference managers are long and rarely clean, and one bad entry must not cost the rest; what
is left out, though, cannot be cited.
Example: `@article{smith2020, title = {No end`.
How to fix: close braces and quotation marks, give the entry a title, write addresses in full.
How to turn off: `checks: {bibtex: off}` in site.yaml; the entry stays left out.
""",
    "captured-text": """
A file of the content is the captured text of a source.

What it does: reports each file whose bytes are those of a file in captures/.
Why it matters: what others wrote is quoted, never published in full.
Example: `briefings/fund/report.pdf`, copied from `captures/`.
How to fix: delete the copy; quote the sentences that matter, and link to the source.
How to turn off: it cannot be.
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

What it does: reports ids and addresses that are given twice, also where they differ in capitals alone; and topics
and values of own fields that have one address without being one word, as `C` and `C++`.
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
    "left-out": """
A file of sources has fields that are not kept.

What it does: names, once a file, the fields of its sources that no page, style and export uses, as `abstract`.
Why it matters: what is not on the page should not be missed there.
Example: `abstract = {…}` in a `.bib` file of a reference manager.
How to fix: nothing needs to be done; what matters to readers can be said in `note`.
How to turn off: `checks: {left-out: off}` in site.yaml.
""",
    "lost-words": """
YAML took words for something else.

What it does: reports the part of an unquoted value that is lost: behind ` #` as a comment, a `!word` as a tag, an
`&word` as an anchor to which nothing leads, the words behind a comma within braces.
Why it matters: the page shows half of what was written, and nothing else tells.
Example: `text: We are # 1`, of which the page shows “We are”; `{name: Scott, Rick}`.
How to fix: put the value into quotation marks, as the hint shows; write a comment in a line of its
own, or two spaces before its `#`.
How to turn off: `checks: {lost-words: off}` in site.yaml.
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
    "stray-link": """
A symbolic link leads out of the content, or in a circle.

What it does: passes over such links, and those into captures/ and hidden folders, and reports them.
Why it matters: a file from elsewhere on the machine, or another's whole text, could be published unseen.
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
Example: `tables: {fund.csv: {columns: {size: {type: number}}}}`, where a cell says `about 5`.
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
    "unknown-key": """
A key is unknown.

What it does: reports keys that a record does not have, with the nearest that it has: an error in records and settings,
a warning in front matter, which other generators fill too.
Why it matters: what stands under a misspelt key is ignored, and looks as if it counted.
Example: `corrobration: 2`, or `claimant:` for `by:`.
How to fix: correct the key, or declare a field of your own under `fields:` in site.yaml.
How to turn off: `checks: {unknown-key: off}` in site.yaml.
""",
    "unreadable-file": """
A file cannot be read, or its name cannot be shown.

What it does: reports named pipes, sockets, devices, files without the right to read them, and names that are not UTF-8
or hold control characters. None of them is opened.
Why it matters: a build would wait for a pipe for ever; such a name makes no address, and changes what terminals show.
Example: `briefings/fund/data/live.csv`, a pipe into which a program writes.
How to fix: put an ordinary file in its place, give yourself the right to read it, or rename it.
How to turn off: it cannot be.
""",
    "unreadable-image": """
An image cannot be read.

What it does: reports files that end as images do (.jpg, .png, .webp, .avif, .gif) and are damaged, no images, or larger
than 100 million pixels; an error where a smaller one of it is needed for a page.
Why it matters: readers would see an empty frame, or wait for a file that was never meant for a page.
Example: `port.jpg`, of which only the first half was saved.
How to fix: save it again from the program that it comes from.
How to turn off: `checks: {unreadable-image: off}` in site.yaml.
""",
    "unread-file": """
A file looks like content, and nothing reads it.

What it does: reports Markdown with another suffix than .md, files of sources/ and people/ in formats that are not read,
claims under another name than claims.yaml, and records beside the folder that they belong into.
Why it matters: the post, or all of its claims, is missing, and the file itself is published as it is, a draft too.
Example: `briefings/2020-01-05-floods.markdown`, `sources/library.ris`, `briefings/floods/Claims.yaml`.
How to fix: rename or convert it, as the hint says; what is meant to be downloaded can have the suffix .txt.
How to turn off: `checks: {unread-file: off}` in site.yaml.
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
"""By rule, in the form of the docstring of a check."""
