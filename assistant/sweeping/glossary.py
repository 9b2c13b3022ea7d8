"""The glossary: words of the field that mean the same, and narrower things whose presence shows the wider one."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from assistant.sweeping.stems import stems
from index.errors import SettingError

FILE_NAME = "glossary.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the field, other words for it, and things that are a part or a kind of it."""

    name: str
    same: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()


class Glossary:
    """Terms by the stems of their names and of what means the same."""

    def __init__(self, terms: Iterable[Term] = ()) -> None:
        self._terms = {frozenset(stems(term.name)): term for term in terms}
        self._by_stems: dict[frozenset[str], list[Term]] = {}
        for term in self._terms.values():
            for words in dict.fromkeys(frozenset(stems(text)) for text in (term.name, *term.same)):
                self._by_stems.setdefault(words, []).append(term)

    def __iter__(self) -> Iterator[Term]:
        return iter(self._terms.values())

    def of(self, text: str) -> tuple[Term, ...]:
        """The terms that a topic is the name of, or another name of; none where the glossary does not know it."""
        return tuple(self._by_stems.get(frozenset(stems(text)), ()))

    def and_also(self, other: "Glossary") -> "Glossary":
        """Both glossaries; a term of `other` replaces one of the same name, however that is written."""
        return Glossary((self._terms | other._terms).values())


def standard_glossary() -> Glossary:
    """The words of MLOps, of machine learning and of how it is evaluated that come with Refdesk."""
    return _read(files("assistant.sweeping").joinpath(FILE_NAME).read_text(encoding="utf-8"), FILE_NAME)


def glossary_beside(folder: Path) -> Glossary:
    """The standard glossary with the researcher's own in `folder`; raises SettingError where that cannot be read."""
    path = folder / FILE_NAME
    standard = standard_glossary()
    try:
        text = path.read_text(encoding="utf-8-sig")  # some editors put a mark at the front
    except FileNotFoundError:
        return standard
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingError(f"{path}: cannot be read ({exc}); mend it or take it away") from exc
    return standard.and_also(_read(text, str(path)))


def _read(text: str, name: str) -> Glossary:
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        raise SettingError(f"{name}: cannot be read as TOML ({exc}); mend that line") from exc
    return Glossary(_term(name, term, entry) for term, entry in told.items())


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
