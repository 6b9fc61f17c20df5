"""How two names of one article compare: is one a shorter form of the other, and by which rule.

In: names as they stand in the clean text, the article's place names. Out: ``Link`` (how sure, why) or None, and the
aliases that the text states itself. Pure functions of strings; the words come from ``ontology/lexicon/aliases.toml``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from kg.recognise.aliases_lexicon import AliasLexicon

_DROPPED = re.compile(r"[\s“”‘’\"'《》〈〉「」『』()·•・—－–-]+")
_BRACKET = re.compile(r"[（(]([^（）()]{2,8})[）)]")
_QUOTED = re.compile(r"[“\"「『]([^“”\"」』]{2,})[”\"」』]")
_PIECES = re.compile(r"[“\"'‘「『《]([^“”\"'’」』》]{1,40})[”\"'’」』》]")
_BARE = re.compile(r"[^、，,；;或和\s]{2,20}")
_REGISTERED = re.compile(r"有限(?:责任)?公司|股份|[（(]集团[）)]")

SURE, CORE, TAIL, LOOSE = 1, 2, 3, 4
"""How sure a link is: the same name with a part dropped that says nothing new; the core of a firm's name; a bare
ending; scattered characters, which only count where a single name fits."""

# An abbreviation picked from a longer name has at most so many characters (进博会 three, 川黄公路 four).
LONGEST_SCATTERED = 8
_SOLE_SITES = ("School", "Hospital", "Government")


@dataclass(frozen=True, slots=True)
class Link:
    """A short form's tie to a fuller name. ``rank`` is SURE … LOOSE, ``why`` a tag for ``Entity.why``."""

    rank: int
    why: str


@dataclass(frozen=True, slots=True)
class Form:
    """A name prepared for comparison.

    ``text`` is without quotes, brackets and blanks and with set abbreviations; ``places`` the ids of the places at its
    front or in brackets, the innermost last; ``rest`` what follows them; ``quoted`` what it has in quotation marks;
    ``registered`` whether it is a firm's registered name, ``joint`` whether it begins with two places side by side.
    """

    text: str
    places: tuple[str, ...]
    rest: str
    quoted: str
    registered: bool
    joint: bool
    characters: frozenset[str]


@lru_cache(maxsize=1 << 15)
def comparable(name: str, lexicon: AliasLexicon) -> str:
    """The name with width folded, quotation marks and blanks dropped and set wordings in their short form."""
    text = _DROPPED.sub("", unicodedata.normalize("NFKC", name))
    text = lexicon.shorten.sub(lambda match: lexicon.short[match[0]], text)
    if "第" in text:
        for pattern, brief in lexicon.numbered:
            text = pattern.sub(brief, text)
    return text


class PlaceNames:
    """The place names of one article, for splitting them off the front of other names. ``within`` tells whether one
    place id lies in another; ``city`` gives the code of a prefecture by its short name, whether the article names it
    or not, and "" for any other name."""

    def __init__(self, ids: Mapping[str, str], city: Callable[[str], str] = lambda name: ""):
        self.city = city
        self.ids = {name: id_ for name, id_ in ids.items() if len(name) > 1}
        self._lengths: dict[str, list[int]] = {}
        for name in self.ids:
            lengths = self._lengths.setdefault(name[:2], [])
            if len(name) not in lengths:
                lengths.append(len(name))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def leading(self, text: str) -> str:
        """The longest place name that ``text`` begins with, or ""."""
        for length in self._lengths.get(text[:2], ()):
            if text[:length] in self.ids:
                return text[:length]
        return ""

    @staticmethod
    def within(inner: str, outer: str) -> bool:
        """Whether the division ``inner`` lies in ``outer`` (GB/T 2260: two digits a level); ids without a code: unknown."""
        if not (inner.isdigit() and outer.isdigit()):
            return True
        core = outer.rstrip("0")
        return inner.startswith(core + "0" * (len(core) % 2))


def prepare(name: str, places: PlaceNames, lexicon: AliasLexicon) -> Form:
    """Splits the places off a name. Two places side by side (甲乙港) are part of a name and stay."""
    registered = bool(_REGISTERED.search(name))
    bracketed = []
    for inner in _BRACKET.findall(name):
        if inner in places.ids:
            bracketed.append(places.ids[inner])
            name = name.replace(f"（{inner}）", "").replace(f"({inner})", "")
    text = comparable(name, lexicon) or name
    bare = lexicon.this.sub("", lexicon.counted.sub("", text))
    text = bare if len(bare) > 1 else text
    rest, joint = text, False
    found: list[str] = []
    while len(rest) > 2:
        place = places.leading(rest)
        if place and found and not places.within(places.ids[place], found[-1]):
            rest, found, joint = text, [], True
            break
        if not place or len(rest) - len(place) < 2:
            break
        found.append(places.ids[place])
        rest = rest[len(place) :].removeprefix("的")
        city = places.city(rest[:2])
        if city and not places.leading(rest) and not places.within(city, found[-1]):
            rest, found, joint = text, [], True
            break
    quoted = _QUOTED.search(name)
    inner = comparable(quoted[1], lexicon) if quoted else ""
    return Form(text, (*found, *bracketed), rest, inner, registered, joint, frozenset(text))


def _agree(short: Form, full: Form, kind: str) -> bool:
    """Whether the places of two names can be those of one thing."""
    if not short.places:
        return True
    if not full.places:
        return False
    if kind in _SOLE_SITES or kind == "Product":
        return short.places[-1] == full.places[-1]
    return short.places[-1] in full.places


def compare(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    """How ``short`` can be another form of ``full``, a name of type ``kind``; None where it cannot.

    ``known`` holds the comparable names of the article: what goes before an ending may be dropped if it is one of them.
    """
    if short.text == full.text:
        return Link(SURE, "same name")
    if not _agree(short, full, kind):
        return None
    if short.rest == full.rest and len(short.rest) > 1:
        bare = kind == "Company" and not full.rest.endswith(lexicon.short_company)
        return Link(CORE if bare else SURE, "place dropped")
    if lexicon.part.search(full.text) and not lexicon.part.search(short.text):
        return None
    for rule in (_part_of_works, _quoted, _head_dropped, _company, _ending, _same_place, _scattered):
        link = rule(short, full, kind, known, lexicon)
        if link is not None:
            return link
    return None


def compare_places(short: Form, full: Form, lexicon: AliasLexicon, register: Container[str] = ()) -> Link | None:
    """甲村 for 乙镇甲村 (乙镇 named in the article or in the register), 甲 for 甲社区; never by scattered characters."""
    if full.text.endswith(short.text) and full.text[: -len(short.text)] in register:
        return Link(SURE, "place dropped")
    if short.places and full.places and short.places[-1] != full.places[-1]:
        return None
    if short.rest == full.rest or full.rest == short.text:
        return Link(SURE, "place dropped")
    if (
        len(short.rest) > 1
        and full.rest.startswith(short.rest)
        and full.rest[len(short.rest) :] in lexicon.heads["place"]
    ):
        return Link(SURE, "head dropped")
    return None


def compare_persons(short: str, full: str, lexicon: AliasLexicon) -> Link | None:
    """小王, 王县长 for 王某某; 某某 for 王某某."""
    if len(full) < 2 or len(short) < 2:
        return None
    if len(short) == 2 and short[0] in lexicon.person_before and short[1] == full[0]:
        return Link(LOOSE, "surname")
    if short[0] == full[0] and short[1:] in lexicon.person_after:
        return Link(LOOSE, "surname and post")
    if full.endswith(short):
        return Link(SURE, "given name" if len(full) - len(short) == 1 else "post dropped")
    return None


def person_name(forms: Iterable[str], lexicon: AliasLexicon) -> str:
    """The fullest of a person's forms that is a name alone, without post (王县长) or familiar prefix (小王)."""
    forms = list(forms)
    plain = [
        form
        for form in forms
        if (len(form) <= 4 or "·" in form)
        and form[1:] not in lexicon.person_after
        and not (len(form) == 2 and form[0] in lexicon.person_before)
    ]
    return max(plain or forms, key=len)


def _part_of_works(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    """二期 for 甲港二期工程."""
    if kind not in ("Project", "Facility", "Park", "Port") or not lexicon.part.fullmatch(short.text):
        return None
    heads = lexicon.heads["Project"]
    if any(full.text.endswith(short.text + head) for head in heads) or full.text.endswith(short.text):
        return Link(SURE, "part named alone")
    return None


def _quoted(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    if not full.quoted or kind == "School":
        return None
    if kind == "Event" and short.text[-1:] not in lexicon.event_ends:
        return None
    if short.text == full.quoted:
        return Link(SURE, "quoted part")
    if short.text.startswith(full.quoted) and full.text.endswith(short.text[len(full.quoted) :]):
        return Link(SURE, "quoted part and head")
    return None


def _head_dropped(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    heads = lexicon.heads.get(kind, frozenset())
    for a, b in ((short.text, full.text), (short.text, full.rest), (short.rest, full.rest)):
        if len(a) >= 2 and b.startswith(a) and (b[len(a) :] in heads or lexicon.years.fullmatch(b[len(a) :])):
            return Link(SURE, "head dropped")
    if kind == "Product" and len(short.text) >= 4 and full.text.startswith(short.text):
        return Link(TAIL, "beginning of the name")
    return None


def company_core(rest: str, lexicon: AliasLexicon) -> str:
    """The proper part of a company's name without its places: 绿原新能源公司 → 绿原."""
    for ending in ("公司", "集团", "股份", "厂"):
        rest = rest.removesuffix(ending)
    core = lexicon.trade.sub("", rest)
    return core if len(core) >= 2 else rest[:2]


def _company(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    """甲公司, 甲集团, 甲农业, 重庆甲 for 重庆甲农业科技公司; not a firm and its subsidiary (甲集团, 甲集团丙公司)."""
    if kind != "Company" or short.registered or not (full.registered or full.text.endswith("集团")):
        return None
    stem, head = short.rest, ""
    for ending in lexicon.short_company:
        if stem.endswith(ending) and len(stem) - len(ending) >= 2:
            stem, head = stem.removesuffix(ending), ending
            break
    if len(stem) < 2 or (head in ("集团", "股份", "控股") and head not in full.text):
        return None
    if head and full.text.startswith(short.text):
        return None
    if full.rest.startswith(stem):
        rank = CORE if len(stem) >= len(company_core(full.rest, lexicon)) else TAIL
        return Link(rank, "core of the name")
    if full.rest.endswith(short.rest) or len(stem) < 3:
        return None
    core = company_core(full.rest, lexicon)
    # 神曲乐器 for 神曲乐器制造: the core with the trade's first words.
    return Link(CORE, "core and trade") if stem.startswith(core) and all(c in full.rest for c in stem) else None


def _ending(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    """A bare ending: the owner, place or ordinal before it dropped (医技楼, 推介会)."""
    if short.registered or len(short.text) < 2 or not full.text.endswith(short.text):
        return None
    lead = full.text[: -len(short.text)].removesuffix("的")
    if lead in known:
        return None if full.joint else Link(SURE, "owner dropped")
    if lexicon.ordinal.fullmatch(lead):
        return Link(SURE, "ordinal dropped")
    if kind in ("School", "Hospital", "Company", "Government") and (len(short.text) < 4 or _numeral(lead)):
        return None
    if kind == "Product" or len(short.text) < (2 if kind in ("Organization", "Port") else 3):
        return None
    return Link(TAIL, "ending of the name")


def _same_place(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    """甲州陆港 for 甲州国际陆港: the place kept, what stands before the ending dropped."""
    if not short.places or kind not in ("Port", "Park", "Facility", "Project", "Event"):
        return None
    if short.places[-1] == full.places[-1] and len(short.rest) > 1 and full.rest.endswith(short.rest):
        return Link(LOOSE, "place and ending")
    return None


def _numeral(lead: str) -> bool:
    """Whether ``lead`` ends in a numeral: 第二 before 人民医院 makes another hospital."""
    return lead[-1:] in tuple("一二三四五六七八九十0123456789")


def _scattered(short: Form, full: Form, kind: str, known: Container[str], lexicon: AliasLexicon) -> Link | None:
    """An abbreviation picked from the full name in order (进博会 kind); only for types that are abbreviated so."""
    a, b = short.text, full.text
    if short.registered or not 3 <= len(a) <= LONGEST_SCATTERED or len(b) < len(a) + 3:
        return None
    if kind == "Event":
        anchored = a[-1] == b[-1] and a[-2:] not in ("行动", "活动")
    elif kind == "Company":
        anchored = a.endswith(("公司", "集团")) and b.endswith(("公司", "集团")) and a[0] in (b[0], full.rest[0])
        anchored = anchored and not b.startswith(a)
    elif kind in ("Facility", "Park", "Project", "Port"):
        # A place or name kept and the middle dropped: 甲镇示范点 for 乙县甲镇产业示范点.
        anchored = a[-2:] == b[-2:] and len(a) >= 4 and a[0] in (b[0], full.rest[0])
        anchored = anchored or (kind == "Park" and len(a) == 3 and a[-1] == b[-1] and a[:2] == b[:2])
    elif kind in ("Organization", "Government"):
        anchored = a[-1] == b[-1] and len(a) <= 4 and a[0] == b[0] and (len(a) == 3 or a[:2] == b[:2])
    else:
        anchored = False
    if not anchored:
        return None
    position = iter(b)
    return Link(LOOSE, "abbreviated") if all(character in position for character in a) else None


def stated(text: str, lexicon: AliasLexicon) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """The aliases that the text states: (where the name before it ends, spans of the aliases).

    甲有限公司（以下简称“甲公司”） gives the position of the bracket and the span of 甲公司.
    """
    for pattern in (lexicon.bracketed, lexicon.following):
        for match in pattern.finditer(text) if lexicon.stating.search(text) else ():
            pieces = [piece.span(1) for piece in _PIECES.finditer(match[1])]
            if not pieces:
                pieces = [part.span() for part in _BARE.finditer(match[1])]
            start = match.start(1)
            yield match.start(), [(start + a, start + b) for a, b in pieces]
