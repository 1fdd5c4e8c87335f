"""Telegram's HTML: markup → text with entities, or the very error that Telegram gives.

What is accepted and what is said follows the public Bot API server, with one exception: a quote inside a quote is
refused, where Telegram drops one of them without a word.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.playground.entities import utf16_length
from bot.playground.errors import BotApiError, bad_request
from bot.playground.links import checked_link
from bot.playground.state import Entity

_STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("tg-spoiler", "span"), "spoiler"),
}
_TAGS = {*_STYLES, "a", "code", "pre", "blockquote", "tg-emoji"}
_ARGUMENTS = {"a": "href", "code": "class", "span": "class", "tg-emoji": "emoji-id", "blockquote": "expandable"}
_BLOCK = {"pre", "code"}
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-zA-Z]+));?")
_LONGEST_REFERENCE = 10
_NAME_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_SPACES = re.compile(r"[ \t\r\n\v]*")


@dataclass(frozen=True, slots=True)
class _Open:
    """A start tag that waits for its end: its argument, and where its text starts (in UTF-16 units, in characters)."""

    tag: str
    argument: str
    offset: int
    start: int


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """The text without its markup, neither trimmed nor arranged, and the entities in the order in which they end."""
    return _Parser(markup).parse()


def decode_reference(markup: str, position: int) -> tuple[str, int] | None:
    """The character that a reference at `position` stands for, and where it ends; None where it stands for itself."""
    match = _REFERENCE.match(markup, position)
    if match is None:
        return None
    hexadecimal, decimal, name = match.groups()
    if name:
        return (_NAMED[name], match.end()) if name in _NAMED else None
    digits_end = match.end(1) if hexadecimal else match.end(2)
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if not 0 < code < 0x10FFFF or digits_end - position >= _LONGEST_REFERENCE:
        return None
    if 0xD800 <= code <= 0xDFFF:
        raise _refusal(
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code"
            " units"
        )
    return chr(code), match.end()


class _Parser:
    def __init__(self, markup: str) -> None:
        self.markup = markup
        self.position = 0
        self.text: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.markup):
            if self.markup[self.position] != "<":
                self._character()
            elif self.markup.startswith("</", self.position):
                self._end_tag()
            else:
                self._start_tag()
        if self.open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        without_language = [replace(one, language=None) if one.type == "code" else one for one in self.entities]
        return "".join(self.text), without_language

    def _character(self) -> None:
        character, end = decode_reference(self.markup, self.position) or (
            self.markup[self.position],
            self.position + 1,
        )
        self.text.append(character)
        self.length += utf16_length(character)
        self.position = end

    def _byte_offset(self, position: int) -> int:
        return len(self.markup[:position].encode())

    def _until(self, stop: str) -> str:
        """The characters up to one of `stop` or the end, which are stepped over."""
        begin = self.position
        while self.position < len(self.markup) and self.markup[self.position] not in stop:
            self.position += 1
        return self.markup[begin : self.position]

    def _skip_spaces(self) -> str:
        """Step over spaces; the character that follows, or "" at the end."""
        match = _SPACES.match(self.markup, self.position)
        self.position = match.end() if match else self.position
        return self.markup[self.position : self.position + 1]

    def _start_tag(self) -> None:
        begin = self._byte_offset(self.position)
        self.position += 1
        tag = self._until(" \t\r\n\v>").lower()
        if self.position == len(self.markup):
            raise _refusal(f"Unclosed start tag at byte offset {begin}")
        if tag not in _TAGS:
            raise _refusal(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = self._attributes(tag, begin).get(_ARGUMENTS.get(tag, ""), "")
        if tag == "span" and argument != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        if tag == "blockquote" and any(other.tag == tag for other in self.open):
            raise _refusal(f'Tag "blockquote" can\'t be nested at byte offset {begin}')
        self.position += 1
        self.open.append(_Open(tag, argument, self.length, len(self.text)))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        """The attributes up to the closing bracket, at which the position is left."""
        attributes = {}
        while self._skip_spaces() != ">":
            if self.position == len(self.markup):
                raise _refusal(f"Unclosed start tag at byte offset {begin}")
            name = self._until(" \t\r\n\v=>").lower()
            if not name:
                raise _refusal(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            attributes[name] = name
            if self._skip_spaces() == "=":
                self.position += 1
                attributes[name] = self._attribute_value(tag, begin)
        return attributes

    def _attribute_value(self, tag: str, begin: int) -> str:
        quote = self._skip_spaces()
        if not quote:
            raise _refusal(f'Unclosed start tag "{tag}" at byte offset {begin}')
        return self._quoted(quote, begin) if quote in "'\"" else self._name_token()

    def _name_token(self) -> str:
        match = _NAME_TOKEN.match(self.markup, self.position)
        assert match is not None
        if self.markup[match.end() : match.end() + 1] not in ("", *" \t\r\n\v>"):
            offset = self._byte_offset(self.position)
            raise _refusal(f"Unexpected end of name token at byte offset {offset}")
        self.position = match.end()
        return match[0].lower()

    def _quoted(self, quote: str, begin: int) -> str:
        self.position += 1
        value = []
        while self.position < len(self.markup) and self.markup[self.position] != quote:
            character, self.position = decode_reference(self.markup, self.position) or (
                self.markup[self.position],
                self.position + 1,
            )
            value.append(character)
        if self.position == len(self.markup):
            raise _refusal(f"Unclosed start tag at byte offset {begin}")
        self.position += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._byte_offset(self.position)
        if not self.open:
            raise _refusal(f"Unexpected end tag at byte offset {begin}")
        self.position += 2
        name = self._until(" \t\r\n\v>").lower()
        if self._skip_spaces() != ">":
            raise _refusal(f"Unclosed end tag at byte offset {begin}")
        self.position += 1
        opened = self.open.pop()
        if name not in ("", opened.tag):
            raise _refusal(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"')
        if self.length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        offset, length = opened.offset, self.length - opened.offset
        if opened.tag in _STYLES:
            self.entities.append(Entity(_STYLES[opened.tag], offset, length))
        elif opened.tag == "a":
            address = checked_link(opened.argument or "".join(self.text[opened.start :]))
            if address:
                self.entities.append(Entity("text_link", offset, length, url=address))
        elif opened.tag == "blockquote":
            kind = "expandable_blockquote" if opened.argument else "blockquote"
            self.entities.append(Entity(kind, offset, length))
        elif opened.tag == "tg-emoji":
            self.entities.append(_custom_emoji(opened.argument, offset, length))
        else:
            self._close_code(opened, length)

    def _close_code(self, opened: _Open, length: int) -> None:
        """`pre` and `code` around exactly the same text are one block, in the language that `code` names."""
        closed = Entity(opened.tag, opened.offset, length, language=_language(opened.argument))
        inner = self.entities[-1] if self.entities else closed
        language = closed.language or inner.language
        if language and (inner.offset, inner.length) == (opened.offset, length) and {inner.type, opened.tag} == _BLOCK:
            self.entities[-1] = replace(closed, type="pre", language=language)
        else:
            self.entities.append(closed)


def _language(argument: str) -> str | None:
    prefix, _, language = argument.partition("language-")
    return language if language and not prefix else None


def _custom_emoji(identifier: str, offset: int, length: int) -> Entity:
    if not identifier.isascii() or not identifier.isdigit() or int(identifier) == 0:
        raise _refusal("Invalid custom emoji identifier specified")
    return Entity("custom_emoji", offset, length, custom_emoji_id=identifier)


def _refusal(reason: str) -> BotApiError:
    return bad_request(f"can't parse entities: {reason}")
