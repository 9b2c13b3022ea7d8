"""A topic with its names: the words of the question, synonyms, abbreviations and narrower terms."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from assistant.nowhere import has_phrase
from assistant.questions.phrases import QUOTED
from index.errors import SettingError
from index.store.catalogue import Catalogue
from index.store.fulltext import all_of, phrase
from index.text.words import beginning, stem, stems, terms, unspaced_words
from index.text.words import words as words_of

_SLACK = 4
"""Words that may stand between a name's words in a sentence ("skew between training and serving"); a guess."""

_LONGEST_ACRONYM = 6
"""Letters of an acronym; a longer word in capitals is emphasis. A guess."""


class NameKind(IntEnum):
    """How certain a name shows its topic, most certain first."""

    ASKED = 0
    """The words of the question."""
    SAME = 1
    """A synonym from the glossary, or an abbreviation that the texts define."""
    NARROWER = 2
    """A part or a kind of it, from the glossary."""


@dataclass(frozen=True, slots=True)
class TopicName:
    """A name of a topic, by its distinct stems.

    A single word must also match `acronym` in capitals, or start with `begins`, as several words can share a stem. The
    words of a script without spaces, `unspaced`, are found anywhere.
    """

    text: str
    kind: NameKind
    stems: tuple[str, ...]
    acronym: str | None = None
    begins: str = ""
    unspaced: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with all its names (its own first), and its parts if it joins several ("A and B").

    `telling` are its rare words and their synonyms: one must be in the nearest passages of a work, as the other words
    are everywhere in the corpus ("banking" of "MLOps in banking" among works on MLOps). `as_written` is the phrase of a
    topic in quotation marks, which nothing else shows.
    """

    text: str
    names: tuple[TopicName, ...]
    parts: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    as_written: str = ""


def make_name(text: str, kind: NameKind) -> TopicName:
    """A name; short words all in capitals are acronyms: "CT" is not "ct"."""
    written = words_of(text)
    is_acronym = len(written) == 1 and written[0].isupper() and 2 <= len(written[0]) <= _LONGEST_ACRONYM
    acronym = written[0] if is_acronym else None
    stemmed = stems(text)
    begins = beginning(terms(text)[0]) if len(stemmed) == 1 else ""
    return TopicName(text, kind, stemmed, acronym, begins, unspaced_words(text.lower()))


def make_topic(
    text: str,
    others: Iterable[TopicName] = (),
    parts: Sequence[str] = (),
    telling: Sequence[str] = (),
    *,
    capitals: bool = True,
) -> Topic:
    """Make a topic; drops names with the stems of an earlier one.

    `capitals`: a word in capitals matches only in capitals.
    """
    own = [
        make_name(text if capitals else text.lower(), NameKind.ASKED),
        *(make_name(part, NameKind.SAME) for part in parts),
        *others,
    ]
    distinct: dict[frozenset[str], TopicName] = {}
    for name in sorted(own, key=lambda n: n.kind):
        if name.stems:
            distinct.setdefault(frozenset(name.stems), name)
    return Topic(text, tuple(distinct.values()), tuple(parts), tuple(telling))


def named_by(topic: Topic, text: str) -> TopicName | None:
    """The most certain name of the topic whose words are all in `text`, close together; None if there is none."""
    if topic.as_written:
        return topic.names[0] if has_phrase(text, topic.as_written) else None
    written = words_of(text)
    stemmed = [stem(word.lower()) for word in written]
    present = set(stemmed)
    for name in topic.names:
        if name.unspaced:
            if all(word in text.lower() for word in name.unspaced):
                return name
        elif present.issuperset(name.stems) and _stands(name, written, stemmed):
            return name
    return None


def _stands(name: TopicName, written: Sequence[str], stemmed: Sequence[str]) -> bool:
    if name.acronym:
        # "IoT" is the acronym IOT and "CTs" is CT; "ct" and "Ct" are not.
        forms = (name.acronym, f"{name.acronym}S")
        return any(word.upper() in forms and sum(char.isupper() for char in word) >= 2 for word in written)
    if len(name.stems) == 1:
        of_stem = (word for word, root in zip(written, stemmed, strict=True) if root == name.stems[0])
        return any(word.lower().startswith(name.begins) for word in of_stem)
    width = len(name.stems) + _SLACK
    last_place: dict[str, int] = {}
    for i, root in enumerate(stemmed):
        if root in name.stems:
            last_place[root] = i
            if len(last_place) == len(name.stems) and i - min(last_place.values()) < width:
                return True
    return False


# Abbreviations that a text defines, "continuous training (CT)" (Schwartz & Hearst 2003, PSB 8:451-462).

# "(CT)"
_IN_BRACKETS = re.compile(r"\(([^()]{2,60})\)")
_SHORT = re.compile(r"[A-Za-z][\w/&.+-]{1,9}")
_WORD = re.compile(r"[^\s()\[\]{},;:]+")


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """A short form and its long form, each as written."""

    short: str
    long: str


def abbreviations_in(text: str) -> Iterator[Abbreviation]:
    """The abbreviations that `text` defines: "long form (SF)" or "SF (long form)"."""
    for bracket in _IN_BRACKETS.finditer(text):
        inside = bracket[1].strip().split(";")[0].split(",")[0].strip()
        before = list(_WORD.finditer(text, 0, bracket.start()))
        if not before or before[-1].group()[-1] in ".?!" or text[before[-1].end() : bracket.start()].strip():
            continue
        if _is_short(inside):
            letters = sum(char.isalnum() for char in inside)
            reach = min(letters + 5, letters * 2)  # words that the long form may have, by Schwartz & Hearst
            if long := _long_form(inside, " ".join(match.group() for match in before[-reach:])):
                yield Abbreviation(inside, long)
        elif _is_short(short := before[-1].group()) and _long_form(short, inside) == inside:
            yield Abbreviation(short, inside)


def _is_short(text: str) -> bool:
    """A single word of two to ten characters with two capitals or more: "CT", "AutoML", "XAI", "LLMs"."""
    return _SHORT.fullmatch(text) is not None and sum(char.isupper() for char in text) >= 2


def _long_form(short: str, text: str) -> str | None:
    """The shortest end of `text` with the letters of `short` in order, the first at the start of a word."""
    letters = [char.lower() for char in short.removesuffix("s") if char.isalnum()]
    place = len(text)
    for i in range(len(letters) - 1, -1, -1):
        place -= 1
        while place >= 0 and (
            text[place].lower() != letters[i] or (i == 0 and place > 0 and text[place - 1].isalnum())
        ):
            place -= 1
        if place < 0:
            return None
    long = text[place:]
    return long if len(long) > len(short) and short.lower() not in long.lower().split() else None


FILE_NAME = "glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field with synonyms (`same`), and its parts and kinds (`narrower`)."""

    name: str
    same: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()


class Glossary:
    """Terms of the field, found by the stems of their names and synonyms."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self._terms = {frozenset(stems(term.name)): term for term in terms}
        self._by_stems: dict[frozenset[str], list[Term]] = {}
        for term in self._terms.values():
            for words in dict.fromkeys(frozenset(stems(text)) for text in (term.name, *term.same)):
                self._by_stems.setdefault(words, []).append(term)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    @property
    def names(self) -> list[tuple[str, ...]]:
        """Of each term the names that mean the same."""
        return [(term.name, *term.same) for term in self]

    def of(self, text: str) -> tuple[Term, ...]:
        """The terms with this name or synonym."""
        return tuple(self._by_stems.get(frozenset(stems(text)), ()))

    def and_also(self, stronger: "Glossary") -> "Glossary":
        """Both glossaries; a term of `stronger` replaces one with the stems of its name."""
        return Glossary((self._terms | stronger._terms).values())


@lru_cache(maxsize=1)
def standard_glossary() -> Glossary:
    """The glossary of Refdesk, on MLOps, machine learning and evaluation."""
    return _read(files("assistant.sweeping").joinpath(FILE_NAME).read_text(encoding="utf-8"), FILE_NAME)


def glossary_beside(folder: Path) -> Glossary:
    """The standard glossary with the researcher's own in `folder`; raises SettingError if that cannot be read."""
    path = folder / FILE_NAME
    standard = standard_glossary()
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors write a byte order mark
    except FileNotFoundError:
        return standard
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingError(f"{path}: cannot be read ({exc}); repair or remove it") from exc
    return standard.and_also(_read(text, str(path)))


def _read(text: str, name: str) -> Glossary:
    try:
        entries = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise SettingError(f"{name}: cannot be read as TOML ({exc}); correct that line") from exc
    return Glossary(_term(name, term, entry) for term, entry in entries.items())


def _term(file: str, name: str, entry: object) -> Term:
    if not stems(name):
        raise SettingError(f'{file}: `{name}` has no word: give the term a name, such as ["data drift"]')
    if not isinstance(entry, Mapping) or not entry.keys() <= {"same", "narrower"}:
        raise SettingError(f'{file}: `{name}`: write [{name!r}] and under it same = ["..."] or narrower = ["..."]')
    lists = {key: entry.get(key, []) for key in ("same", "narrower")}
    for key, words in lists.items():
        if not isinstance(words, list) or not all(isinstance(word, str) and stems(word) for word in words):
            raise SettingError(f'{file}: `{name}`: {key} must be a list of words, such as {key} = ["data skew"]')
    return Term(name, tuple(lists["same"]), tuple(lists["narrower"]))


_READ_FOR_DEFINITIONS = 200
"""Passages that are searched for the definition of an abbreviation. A guess."""

_AGREED = 0.3
"""Share of an abbreviation's definitions that must agree on its long form; a guess."""

_COMMON = 0.3
"""Share of the passages above which a word is too common to be a topic of its own; a guess."""

# " and " in "data and models"
_JOINED = re.compile(r"\s*(?:,|;|\band\b|\bor\b|\bas well as\b)\s*", re.IGNORECASE)


def topic_of(catalogue: Catalogue, text: str, glossary: Glossary) -> Topic:
    """A topic with all its names, from the glossary and the corpus; one in quotation marks as it is written."""
    if quoted := QUOTED.fullmatch(text):
        return Topic(text, (make_name(quoted[1].lower(), NameKind.ASKED),), as_written=quoted[1])
    parts = _parts(catalogue, text, glossary)
    names = [name for each in (text, *parts) for name in _from_glossary(glossary, each)]
    synonyms = [text, *parts, *(name.text for name in names if name.kind is NameKind.SAME)]
    abbreviated = list(dict.fromkeys(form for each in synonyms for form in _abbreviated(catalogue, each)))
    names += [make_name(form, NameKind.SAME) for form in abbreviated]
    names += [name for form in abbreviated for name in _from_glossary(glossary, form)]
    return make_topic(text, names, parts, _telling(catalogue, text, glossary), capitals=_in_capitals(catalogue, text))


def _in_capitals(catalogue: Catalogue, text: str) -> bool:
    """True if the corpus also writes the word in capitals: "CT", but not "DRIFT", which is emphasis."""
    if not text.isupper() or len(words_of(text)) != 1:
        return True
    rows = list(catalogue.matches(phrase(text), _READ_FOR_DEFINITIONS))
    written = [
        word for p in catalogue.passages(rows).values() for word in words_of(p.text) if word.upper() == text.upper()
    ]
    return 2 * sum(word.isupper() for word in written) >= len(written)


def _from_glossary(glossary: Glossary, text: str) -> Iterator[TopicName]:
    for term in glossary.of(text):
        yield from (make_name(same, NameKind.SAME) for same in (term.name, *term.same))
        yield from (make_name(narrower, NameKind.NARROWER) for narrower in term.narrower)


def _parts(catalogue: Catalogue, text: str, glossary: Glossary) -> tuple[str, ...]:
    """The topics joined in "A and B"; none if one is incomplete ("training and serving skew")."""
    parts = [part for part in _JOINED.split(text) if stems(part)]
    if len(parts) < 2 or glossary.of(text) or "between" in words_of(text.lower()):
        return ()
    short = [part for part in parts if len(stems(part)) == 1]
    if len(short) < len(parts) and not all(glossary.of(part) for part in short):
        return ()  # "data and concept drift": the short part lacks its noun
    most = _COMMON * catalogue.passage_count()
    if any(len(catalogue.matches(all_of(part))) > most for part in parts if len(stems(part)) == 1):
        return ()
    return tuple(parts)


def _telling(catalogue: Catalogue, text: str, glossary: Glossary) -> tuple[str, ...]:
    """The rare words of a topic, if it also has common ones, with their synonyms."""
    most = _COMMON * catalogue.passage_count()
    rare = [term for term in terms(text) if catalogue.frequency(term) <= most]
    if not rare or len(rare) == len(terms(text)):
        return ()
    terms_of = [*rare, *(" ".join(pair) for pair in pairwise(rare))]  # "social media" has other words than "social"
    return tuple(dict.fromkeys([*rare, *(name.text for each in terms_of for name in _from_glossary(glossary, each))]))


def _abbreviated(catalogue: Catalogue, text: str) -> list[str]:
    """The abbreviations of `text` in the corpus, or its long forms."""
    expression = phrase(text)
    if not expression:
        return []
    rows = catalogue.matches(expression, _READ_FOR_DEFINITIONS)
    defined = [each for passage in catalogue.passages(rows).values() for each in abbreviations_in(passage.text)]
    short = text.removesuffix("s").lower() if len(words_of(text)) == 1 else None
    long_forms = _agreed(each.long for each in defined if each.short.removesuffix("s").lower() == short)
    return long_forms + _agreed(each.short for each in defined if set(stems(each.long)) == set(stems(text)))


def _agreed(forms: Iterable[str]) -> list[str]:
    """The forms in a good share of the definitions, each in its most frequent spelling."""
    spellings = Counter(forms)
    by_stems: dict[frozenset[str], Counter[str]] = {}
    for spelling, times in spellings.items():
        by_stems.setdefault(frozenset(stems(spelling)), Counter())[spelling] += times
    least = _AGREED * spellings.total()
    return [spelt.most_common(1)[0][0] for spelt in by_stems.values() if spelt.total() >= least]
