"""Read the settings of a site, `site.yaml`."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from msgspec.structs import replace

from sourcebook.model import Finding, RecordLocations, Site, SiteConfig, SourceLocation
from sourcebook.model.custom_fields import declaration_problems
from sourcebook.model.settings import CustomFieldConfig
from sourcebook.query.fields import claim_fields, source_fields
from sourcebook.readers.context import ReadContext
from sourcebook.readers.decoding.record_decoder import RecordDecoder
from sourcebook.readers.decoding.yaml_nodes import names_below
from sourcebook.readers.refused_files import report_refused

FILE = "site.yaml"


def read_settings(context: ReadContext) -> SiteConfig:
    """Return the settings; empty ones, with findings, if they cannot be read."""
    if FILE in context.folder.refused:
        report_refused(context, FILE)
        return SiteConfig(title="")
    if FILE not in context.paths:
        context.report("missing-file", f"there is no {FILE}", SourceLocation(FILE), "write one: title: …, base_url: …")
        return SiteConfig(title="")
    config, locations, findings = context.parse_text(FILE, _parse) or (None, {}, [])
    context.findings += findings
    context.locations["site", FILE] = locations
    if config is None:
        return SiteConfig(title="")
    config = _with_valid_timezone(context, config, locations)
    valid = _with_valid_fields(context, config, locations) if config.fields else config
    if findings or valid is not config:
        # Records may use what is declared in a wrong way: only the declaration is reported.
        known = {*valid.fields, *CustomFieldConfig.__struct_fields__}
        context.misdeclared = frozenset(names_below(context.text(FILE) or "", "fields")) - known
    return valid


def _parse(text: str) -> tuple[SiteConfig | None, RecordLocations, list[Finding]]:
    decoder = RecordDecoder(FILE)
    config, locations = decoder.mapping(text, SiteConfig)
    if config is not None:
        # Claims may have a field whose declaration is wrong: only the declaration is reported.
        declared = {path.split(".")[1] for path in locations if path.startswith("fields.")}
        unread = {name: CustomFieldConfig(on=("claims", "sources")) for name in declared - config.fields.keys()}
        config = replace(config, fields={**config.fields, **unread})
    return config, locations, decoder.findings


def _with_valid_timezone(context: ReadContext, config: SiteConfig, locations: RecordLocations) -> SiteConfig:
    """Replace a timezone that does not exist by UTC, and report it."""
    try:
        ZoneInfo(config.timezone)
    except (KeyError, ValueError, OSError):
        location = locations.get("timezone", SourceLocation(FILE))
        message = f"no timezone is named “{config.timezone}”"
        context.report("wrong-type", message, location, "as Europe/Berlin, or UTC")
        return replace(config, timezone="UTC")
    return config


def _with_valid_fields(context: ReadContext, config: SiteConfig, locations: RecordLocations) -> SiteConfig:
    """Remove declarations of custom fields that are not possible, and report them."""
    without = Site(config=replace(config, fields={}))
    taken = {"claims": frozenset(claim_fields(without)), "sources": frozenset(source_fields(without))}
    invalid = set()
    for name, message, hint in declaration_problems(config, taken):
        invalid.add(name)
        context.report("unknown-setting", message, locations[f"fields.{name}"], hint)
    valid = {name: field for name, field in config.fields.items() if name not in invalid}
    return replace(config, fields=valid) if invalid else config
