"""Variables of the Citation Style Language."""

VARIABLES = frozenset(
    """abstract annote archive_collection archive-place authority available-date call-number categories
    chair citation-key citation-label citation-number compiler composer container-title-short
    contributor curator custom dimensions division editorial-director event executive-producer first-
    reference-note-number guest host illustrator journalAbbreviation jurisdiction keyword locator
    narrator number-of-pages organizer original-author original-publisher original-publisher-place
    original-title page-first part-number part-title performer printing-number producer references
    reviewed-author reviewed-genre reviewed-title scale script-writer series-creator shortTitle source
    status submitted supplement-number title-short volume-title volume-title-short year-suffix""".split()
)
"""Variables of CSL 1.0.2 that a source may have and that are not kept."""
