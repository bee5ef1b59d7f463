"""Types and fields of BibTeX and BibLaTeX, and those of CSL that they are."""

from __future__ import annotations

from collections.abc import Mapping

from sourcebook.model.sources import CSL_TYPES

TYPES: Mapping[str, str] = {
    "article": "article-journal", "book": "book", "mvbook": "book", "collection": "book", "proceedings": "book",
    "inbook": "chapter", "incollection": "chapter", "inproceedings": "paper-conference",
    "conference": "paper-conference",
    "booklet": "pamphlet", "manual": "report", "techreport": "report", "report": "report", "thesis": "thesis",
    "phdthesis": "thesis", "mastersthesis": "thesis", "online": "webpage", "electronic": "webpage", "www": "webpage",
    "webpage": "webpage", "dataset": "dataset", "software": "software", "patent": "patent", "unpublished": "manuscript",
    "video": "motion_picture", "movie": "motion_picture", "audio": "song", "artwork": "graphic", "image": "graphic",
    "legislation": "legislation", "jurisdiction": "legal_case", "letter": "personal_communication",
    "inreference": "entry-encyclopedia", "newspaper": "article-newspaper", "magazine": "article-magazine",
}  # fmt: skip
"""Item types of CSL by entry types; others are `document`."""
SUBTYPES: Mapping[str, str] = {
    **{name.replace("_", "-"): name for name in CSL_TYPES},
    "newspaper": "article-newspaper",
    "magazine": "article-magazine",
}
"""Item types of CSL by `entrysubtype`."""
TEXTS: Mapping[str, tuple[str, ...]] = {
    "publisher": ("publisher", "institution", "school", "organization"),
    "container_title": ("journaltitle", "journal", "booktitle", "maintitle"),
    "volume": ("volume",), "page": ("pages", "page"), "language": ("langid", "language"),
    "note": ("note", "annotation"),
    "edition": ("edition",), "genre": ("type",), "medium": ("medium",), "version": ("version",),
    "section": ("section",), "chapter_number": ("chapter",), "number_of_volumes": ("volumes",),
    "collection_title": ("series",), "publisher_place": ("location", "address"), "event_title": ("eventtitle",),
    "event_place": ("venue",), "archive": ("archive",), "archive_location": ("archive_location",), "isbn": ("isbn",),
    "issn": ("issn",), "pmid": ("pmid",), "pmcid": ("pmcid",),
}  # fmt: skip
"""Fields of a source, and the fields of an entry from which they are taken, the first that exists."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "author": ("author",), "editor": ("editor",), "translator": ("translator",), "container_author": ("bookauthor",),
    "collection_editor": ("collection_editor",), "director": ("director",), "interviewer": ("interviewer",),
    "recipient": ("recipient",),
}  # fmt: skip
"""Fields of a source for names, likewise."""
DATES: Mapping[str, tuple[str, str]] = {
    "accessed": ("accessed", "urldate"), "event_date": ("event-date", "eventdate"),
    "original_date": ("original-date", "origdate"),
}  # fmt: skip
GENRES: Mapping[str, str] = {
    "phdthesis": "PhD thesis", "mathesis": "Master’s thesis", "mastersthesis": "Master’s thesis",
    "bathesis": "Bachelor’s thesis", "candthesis": "Candidate thesis", "techreport": "Technical report",
    "resreport": "Research report", "datacd": "Data CD", "audiocd": "Audio CD",
}  # fmt: skip
"""What BibLaTeX writes for a `type`, and for the entry types of BibTeX that name one."""
READ = frozenset(
    """title subtitle date year month day doi url urldate howpublished crossref xdata ids entrysubtype number issue eid
    derives_from archive_url eventdate origdate shorttitle sorttitle""".split()
).union(*TEXTS.values(), *NAMES.values())
"""Fields of entries that are read."""
