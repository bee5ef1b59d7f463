"""Variables of the Citation Style Language."""

VARIABLES = frozenset(
    """abstract annote archive archive_collection archive_location archive-place authority available-date call-number
    categories chair chapter-number citation-key citation-label citation-number collection-editor
    collection-number collection-title compiler composer container-author container-title-short contributor
    curator custom dimensions director division edition editor editorial-director event event-date event-place
    event-title executive-producer first-reference-note-number genre guest host illustrator interviewer ISBN
    ISSN journalAbbreviation jurisdiction keyword locator medium narrator number number-of-pages
    number-of-volumes organizer original-author original-date original-publisher original-publisher-place
    original-title page-first part-number part-title performer PMCID PMID printing-number producer
    publisher-place recipient references reviewed-author reviewed-genre reviewed-title scale script-writer
    section series-creator shortTitle source status submitted supplement-number title-short translator version
    volume-title volume-title-short year-suffix""".split()
)
"""Variables of CSL 1.0.2 that a source may have and that no page shows."""
