"""Languages by their BCP 47 tags."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

RIGHT_TO_LEFT = frozenset("ar arc arz ckb dv fa he iw ks ps pnb sd sdh syr ug ur yi".split())
"""Languages that are written from right to left in their usual script."""
SCRIPTS = frozenset("adlm arab hebr mand nkoo rohg samr syrc thaa yezi".split())
"""Scripts that are written from right to left (ISO 15924)."""
LANGUAGES: Mapping[str, str] = {
    "english": "en", "american": "en-US", "usenglish": "en-US", "british": "en-GB", "ukenglish": "en-GB",
    "australian": "en-AU", "canadian": "en-CA", "german": "de", "ngerman": "de", "austrian": "de-AT",
    "naustrian": "de-AT", "swissgerman": "de-CH", "nswissgerman": "de-CH", "french": "fr", "canadien": "fr-CA",
    "spanish": "es", "italian": "it", "portuguese": "pt", "portuges": "pt", "brazilian": "pt-BR", "brazil": "pt-BR",
    "dutch": "nl", "danish": "da", "swedish": "sv", "norsk": "nb", "nynorsk": "nn", "norwegian": "no",
    "finnish": "fi", "icelandic": "is", "polish": "pl", "czech": "cs", "slovak": "sk", "slovene": "sl",
    "croatian": "hr", "serbian": "sr", "hungarian": "hu", "romanian": "ro", "bulgarian": "bg", "greek": "el",
    "turkish": "tr", "russian": "ru", "ukrainian": "uk", "hebrew": "he", "arabic": "ar", "farsi": "fa",
    "persian": "fa", "hindi": "hi", "japanese": "ja", "chinese": "zh", "korean": "ko", "vietnamese": "vi",
    "thai": "th", "latin": "la", "catalan": "ca", "basque": "eu", "galician": "gl", "irish": "ga", "welsh": "cy",
    "estonian": "et", "latvian": "lv", "lithuanian": "lt", "georgian": "ka", "armenian": "hy", "azerbaijani": "az",
    "kazakh": "kk", "uzbek": "uz", "mongolian": "mn", "macedonian": "mk", "albanian": "sq", "bosnian": "bs",
    "belarusian": "be", "maltese": "mt", "luxembourgish": "lb", "afrikaans": "af", "swahili": "sw", "amharic": "am",
    "urdu": "ur", "bengali": "bn", "tamil": "ta", "telugu": "te", "nepali": "ne", "malay": "ms", "indonesian": "id",
    "tagalog": "tl", "khmer": "km", "lao": "lo", "burmese": "my", "pashto": "ps", "kurdish": "ku", "yiddish": "yi",
    "deutsch": "de", "français": "fr", "español": "es", "italiano": "it", "português": "pt", "nederlands": "nl",
}  # fmt: skip
"""BCP 47 tags by the names of languages, in English and as LaTeX's babel knows them."""
KNOWN = 1_024
"""Number of cached tags, as the same languages recur."""
_TAG = re.compile(r"(?P<language>[A-Za-z]{2,3})(?P<more>(?:-[A-Za-z0-9]{1,8})*)\Z")


@lru_cache(KNOWN)
def language_tag(text: str) -> str:
    """Return the BCP 47 tag of a language: `German` is `de`, `pt_br` is `pt-BR`; empty for what is none."""
    name = text.strip()
    if name.lower() in LANGUAGES:
        return LANGUAGES[name.lower()]
    found = _TAG.match(name.replace("_", "-"))
    if found is None:
        return ""
    # By RFC 5646: regions in capitals, scripts with one.
    parts = found["more"].split("-")[1:]
    cased = [part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part for part in parts]
    return "-".join([found["language"].lower(), *cased])


def direction(language: str) -> str:
    """Return the direction in which a language is written: `rtl` or `ltr`.

    Args:
        language: a BCP 47 tag, whose script goes before the language: `uz-Arab`, `az-Latn`.
    """
    parts = language.lower().replace("_", "-").split("-")
    script = next((part for part in parts[1:] if len(part) == 4 and part.isalpha()), "")
    if script:
        return "rtl" if script in SCRIPTS else "ltr"
    return "rtl" if parts[0] in RIGHT_TO_LEFT else "ltr"
