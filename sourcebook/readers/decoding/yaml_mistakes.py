"""What people write in YAML that it takes for something else: found from the lines, with the quoted form as a hint."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

from sourcebook.readers.decoding.yaml_layout import (
    ITEM,
    PAIR,
    Mark,
    Mistake,
    layout_mistake,
    line_before,
    misread_space,
    second_document,
)

INDICATORS = {
    "%": "a directive", "@": "a reserved mark", "`": "a reserved mark", ",": "the end of an entry",
    "]": "the end of a list", "}": "the end of a mapping", "*": "an alias", "&": "an anchor", "!": "a tag",
}  # fmt: skip
"""Characters with which no unquoted value begins, and what YAML takes them for."""
_DOUBLE_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
COMMENT = re.compile(r"[ \t]#")
MEANT_COMMENT = re.compile(r" {2,}#+(?:[ \t!]|\Z)")
ANCHOR = re.compile(r"(?:^|[\s:\-\[{,])&\S", re.MULTILINE)


def quoted(value: str) -> str:
    """Return a text as it is written between quotation marks in YAML."""
    if "'" not in value:
        return f"'{value}'" if '"' in value or "\\" in value else f'"{value}"'
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def cut_off_comment(lines: Sequence[str], node: yaml.ScalarNode) -> Mistake | None:
    """Return what a `#` took from an unquoted value; None if there is none behind it.

    Two spaces before it, and one behind it, say that a comment is meant.

    Args:
        lines: of the text.
        node: the value, a plain scalar.
    """
    mark = node.end_mark if node.value else node.start_mark
    line = lines[mark.line] if mark.line < len(lines) else ""
    rest = line[mark.column :]
    if (
        not rest.lstrip().startswith("#")
        or (node.value and not rest.startswith((" ", "\t")))
        or MEANT_COMMENT.match(rest)
    ):
        return None
    full = f"{node.value}{rest}".strip() if node.value else rest.strip()
    message = f"“{rest.strip()}” is lost: behind a space, # begins a comment"
    hint = f"{_write(line, full)}; for a comment, two spaces before # and one behind it"
    return Mistake(Mark(mark.line, mark.column + len(rest) - len(rest.lstrip())), message, hint)


def lost_tag(lines: Sequence[str], node: yaml.Node) -> Mistake | None:
    """Return a word that YAML took for the tag of a value, as `!important` of `!important news`."""
    if node.tag is None or not node.tag.startswith("!") or node.tag == "!":
        return None
    mark = node.start_mark
    line = lines[mark.line] if mark.line < len(lines) else ""
    at = line.rfind(node.tag, 0, mark.column + len(node.tag))
    at = at if at >= 0 else mark.column
    full = line[at:].strip()
    return Mistake(Mark(mark.line, at), f"“{node.tag}” is lost: YAML takes it for a tag", _write(line, full))


def cut_by_comma(node: yaml.MappingNode, key: yaml.Node) -> Mistake | None:
    """Return the end of a value that a comma made a key: `{name: Scott, Rick}`."""
    pairs = node.value
    at = next((index for index, pair in enumerate(pairs) if pair[0] is key), 0)
    if not node.flow_style or not at or not _is_bare(pairs[at]):
        return None
    first = next((index for index in range(at - 1, -1, -1) if not _is_bare(pairs[index])), None)
    if first is None or not isinstance(pairs[first][1], yaml.ScalarNode):
        return None
    full, end = pairs[first][1].value, pairs[first][1].end_mark.index
    for one, _ in pairs[first + 1 : at + 1]:
        full += f",{' ' * (one.start_mark.index - end - 1)}{one.value}"
        end = one.end_mark.index
    message = f"“{key.value}” is no part of “{pairs[first][0].value}”: within braces a comma ends the value"
    return Mistake(key.start_mark, message, f"write {pairs[first][0].value}: {quoted(full)}")


def _is_bare(pair: Any) -> bool:
    """Return whether a key of a flow mapping stands without a colon."""
    key, value = pair
    is_empty = isinstance(value, yaml.ScalarNode) and not value.value and not value.style
    return bool(is_empty and isinstance(key, yaml.ScalarNode) and value.start_mark.index <= key.end_mark.index)


def text_in_brackets(lines: Sequence[str], node: yaml.Node) -> str:
    """Return the hint to quote a text that begins like a list or a mapping, as `{NYT}`; empty for other nodes."""
    start, end = node.start_mark, node.end_mark
    if not getattr(node, "flow_style", False) or start.line != end.line or start.line >= len(lines):
        return ""
    written = lines[start.line][start.column : end.column]
    return "" if '"' in written else f"for text, {_write(lines[start.line], written)}"


def unused_anchors(text: str, loader: Any) -> Iterator[Mistake]:
    """Yield words that YAML took for anchors, as `&c` of `&c news`: those to which no alias leads."""
    if not ANCHOR.search(text):
        return
    lines, used = text.split("\n"), set()
    anchors: dict[str, Any] = {}
    for token in yaml.scan(text, loader):
        if isinstance(token, yaml.AnchorToken):
            anchors[token.value] = token.start_mark
        elif isinstance(token, yaml.AliasToken):
            used.add(token.value)
    for name, mark in anchors.items():
        if name not in used:
            line = lines[mark.line]
            full = line[mark.column :].strip()
            yield Mistake(mark, f"“&{name}” is lost: YAML takes it for an anchor", _write(line, full))


def explain_syntax_error(error: yaml.MarkedYAMLError, text: str) -> Mistake:
    """Return the likeliest cause of a syntax error, where it began."""
    lines = [line.rstrip(" \t") for line in text.split("\n")]
    mark: Any = error.problem_mark or error.context_mark or Mark(0, 0)
    if mark.line >= len(lines):
        # What is missing at the end is missing in the last line.
        mark = Mark(len(lines) - 1, len(lines[-1]))
    problem, context = (error.problem or "").removeprefix("found "), error.context or ""
    if "quoted scalar" in context and ("end of stream" in problem or "document indicator" in problem):
        opened: Any = error.context_mark
        if (behind := _value_mistake(lines, opened.line)) and behind.mark.column < opened.column:
            return behind
        full = lines[opened.line][opened.column :].strip()
        hint = f"close the quotation mark, or {_write(lines[opened.line], full)}"
        return Mistake(opened, "a quotation mark is opened here and never closed", hint)
    line = lines[mark.line]
    if "escape" in problem or "hexdecimal" in problem:
        return _unknown_escape(line, mark)
    if "\t" in line[: mark.column + 1]:
        return Mistake(Mark(mark.line, line.index("\t")), "a tab where YAML wants spaces", "replace the tab by spaces")
    if misread := misread_space(lines, mark) or second_document(lines, mark):
        return misread
    start = error.context_mark
    if "flow" in context and start and "".join(lines[start.line : start.line + 1])[start.column :][:1] in ("[", "{"):
        return _in_flow(lines, start, mark)
    found = _open_quotation(lines, mark) or _value_mistake(lines, mark.line, "alias" in problem)
    found = found or _value_mistake(lines, line_before(lines, mark.line)) or layout_mistake(lines, mark)
    hint = "check quotation marks, colons and indentation near here"
    return found or Mistake(mark, f"not YAML: {problem or context}", hint)


def _unknown_escape(line: str, mark: Mark) -> Mistake:
    """Return a backslash between double quotation marks that begins nothing that YAML knows."""
    at = max(line.rfind("\\", 0, mark.column + 1), 0)
    text = next((one[1] for one in _DOUBLE_QUOTED.finditer(line) if one.start() < at < one.end()), "")
    hint = f"write '{text}'" if text and "'" not in text else "write \\\\ for a backslash that is shown"
    return Mistake(Mark(mark.line, at), f"“{line[at : at + 2]}” means nothing between double quotation marks", hint)


def _write(line: str, value: str) -> str:
    """Return the hint to write a value between quotation marks, with its key where the line has one."""
    pair = PAIR.match(line)
    key = f"{pair['key']}: " if pair and value and pair["value"] and value in line else ""
    return f"write {key}{quoted(value)}"


def _value_mistake(lines: Sequence[str], at: int, is_alias: bool = False) -> Mistake | None:
    """Return what is wrong with the unquoted value of one line."""
    line = lines[at]
    match = PAIR.match(line) or ITEM.match(line)
    if match is None:
        glued = re.match(r"(?P<lead>[ ]*(?:- +)?)(?P<key>[A-Za-z_][\w-]*):(?P<value>[^\s/].*)", line)
        if glued:
            mark, hint = Mark(at, glued.end("key")), f"write {glued['key']}: {glued['value']}"
            return Mistake(mark, "a space is missing behind the colon", hint)
        if dash := re.match(r"(?P<lead>[ ]*)-(?P<key>[A-Za-z_][\w-]*):", line):
            return Mistake(
                Mark(at, dash.end("lead")), "a space is missing behind the dash", f"write - {dash['key']}: …"
            )
        return None
    value, column = match["value"] or "", match.start("value")
    if not value:
        return None
    bare = COMMENT.split(value, maxsplit=1)[0].rstrip()
    if value[0] in INDICATORS and (value[0] not in "*&" or is_alias or " " in value):
        message = f"“{value[0]}” begins {INDICATORS[value[0]]} in YAML"
    elif value[0] in "\"'" and not _is_one_string(bare):
        message = "the value goes on behind its closing quotation mark"
        if len(bare) > 1 and bare[-1] == value[0]:
            return Mistake(Mark(at, column), message, _write(line.replace(bare, bare[1:-1]), bare[1:-1]))
    elif value[0] in "[{" and bare != value and bare[-1] not in "]}":
        return _in_flow(lines, Mark(at, column), Mark(at, len(line)))
    elif value[0] in "[{" and bare[-1] not in "]}":
        message = "the value goes on behind its closing bracket"
    elif value[0] in "|>" and not re.fullmatch(r"[|>][-+\d]*", bare):
        message = f"“{value[0]}” begins a text on the lines below"
    elif value[:2] in ("- ", "? "):
        message = f"“{value[0]}” begins an entry in YAML"
    elif value[0] not in "\"'[{" and (colon := re.search(r":(?=\s|\Z)", bare)):
        return Mistake(Mark(at, column + colon.start()), "a second colon in one line", _write(line, value))
    elif COMMENT.search(value) and value[0] not in "\"'[{":
        begin = COMMENT.search(value)
        column += begin.start() + 1 if begin else 0
        return Mistake(Mark(at, column), "a comment in the middle of a text", _write(line, value))
    else:
        return None
    return Mistake(Mark(at, column), message, _write(line, value))


def _is_one_string(value: str) -> bool:
    """Return whether a quoted value ends with its own closing quotation mark."""
    body = r'"(?:[^"\\]|\\.)*"' if value[0] == '"' else r"'(?:[^']|'')*'"
    return re.fullmatch(body, value) is not None


def _in_flow(lines: Sequence[str], start: Any, mark: Any) -> Mistake:
    """Return what is wrong between brackets or braces that begin at a mark."""
    opening = lines[start.line][start.column]
    closing = {"{": "}", "[": "]"}.get(opening, "")
    for at in range(start.line, min(mark.line, len(lines) - 1) + 1):
        line = lines[at][start.column :] if at == start.line else lines[at]
        column = start.column if at == start.line else 0
        begin = COMMENT.search(re.sub(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'', lambda text: "x" * len(text[0]), line))
        if begin:
            text = re.split(r"[,{\[]", line[: begin.start()])[-1].rpartition(": ")[2].strip()
            rest = re.split(r"[,}\]]", line[begin.start() :])[0].rstrip()
            message = f"“{line[begin.start() :].strip()}” is lost: behind a space, # begins a comment"
            return Mistake(Mark(at, column + begin.start() + 1), message, f"write {quoted((text + rest).strip())}")
    line = lines[mark.line]
    colons = re.compile(r"(?<![\w-])(?P<key>[\w-]+): (?P<value>[^,{}\[\]\"']*?:(?: [^,{}\[\]]*|(?=[,}])))")
    for match in colons.finditer(line):
        if match.start("value") <= mark.column <= match.end() + 1:
            place = Mark(mark.line, match.start("value"))
            return Mistake(
                place, "a second colon in one value", f"write {match['key']}: {quoted(match['value'].strip())}"
            )
    ended = lines[start.line].count(opening) == lines[start.line].count(closing)
    if mark.line > start.line or not ended:
        return Mistake(start, f"“{opening}” is opened here and never closed", f"write {closing} where it ends")
    hint = f"put the value in quotation marks: within {opening} {closing}, commas and colons part the entries"
    return Mistake(mark, f"this cannot stand within {opening} {closing}", hint)


def _open_quotation(lines: Sequence[str], mark: Any) -> Mistake | None:
    """Return a quotation mark that took the lines below for its text, up to the next one."""
    for at in range(mark.line - 1, -1, -1):
        match = PAIR.match(lines[at])
        value = (match["value"] or "") if match else ""
        if match and value[:1] in ("'", '"') and value and value.count(value[0]) == 1:
            if any(line.rstrip().endswith(value[0]) for line in lines[at + 1 : mark.line]):
                return None
            place = Mark(at, match.start("value"))
            return Mistake(place, "a quotation mark is opened here and never closed", "close the quotation mark")
    return None
