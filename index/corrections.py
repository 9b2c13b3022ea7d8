"""`corrections.toml` beside the corpus: what a person says of works, the last word over every source.

    ["john2021towards"]                     # a citation key, as `refdesk status --json` lists it
    of = ["10.1109/seaa.2021.1", "Towards MLOps"]   # how to know the work should its key change
    year = 2021
    authors = ["Meenu Mary John", "Jan Bosch"]
    unknown = ["venue"]                     # the sources are wrong, and the truth is not known
    same_as = ["john2021towardsb"]          # two works that are one
    not_same_as = ["john2020mlops"]         # two works that are not
    apart = ["notes/john-thesis.md"]        # a source, DOI or title that belongs to another work
    pin = "John2021"                        # the key from now on

This file is read and edited here; `index.works.correcting` says what an entry does to a work. A fault stops a build
before it changes anything: half of a file's corrections would be a third state, which nobody asked for.
"""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from index.errors import CorrectionError
from index.files import beside
from index.sources import WorkType
from index.works.dois import doi_of
from index.works.keys import own_key

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

FILE_NAME = "corrections.toml"
FACTS = ("title", "authors", "year", "venue", "doi", "type")
"""Names of the facts that can be corrected."""
RELATIONS = ("same_as", "not_same_as", "apart")
_LISTS = ("of", "authors", "unknown", *RELATIONS)
_FIELDS = ("of", *FACTS, "unknown", *RELATIONS, "pin")
_YEARS = range(1000, 3000)
"""Years that a work can have: four digits."""
# "year =", "\"same_as\" ="
_ASSIGNED = re.compile(r"\s*[\"']?([\w.:-]+)[\"']?\s*=")
# "(at line 3, column 5)", as tomllib ends its messages
_PLACE = re.compile(r" \(at line (\d+), column \d+\)$")


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of the file: the work's key, how to recognise it (`of`), and what is said of it.

    `facts` has the corrected facts by name, authors as a tuple; None stands for "not known".
    """

    key: str
    of: tuple[str, ...] = ()
    facts: Mapping[str, object] = field(default_factory=dict)
    same_as: tuple[str, ...] = ()
    not_same_as: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    pin: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing of the work."""
        return not (self.facts or self.same_as or self.not_same_as or self.apart or self.pin)


@dataclass(frozen=True, slots=True)
class Corrections:
    """All entries, in the order of the file."""

    entries: tuple[Correction, ...] = ()

    @property
    def digest(self) -> str:
        """A hash of what is said, whatever the comments and the layout; empty without an entry."""
        if not self.entries:
            return ""
        said = [{**asdict(entry), "facts": sorted(entry.facts.items())} for entry in self.entries]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def entry(self, key: str) -> Correction | None:
        """The entry of a work by the key that heads it, or by the key that it pins."""
        by_pin = (entry for entry in self.entries if entry.pin == key)
        return next((entry for entry in self.entries if entry.key == key), None) or next(by_pin, None)


def corrections_of(corpus: Path) -> Corrections:
    """The corrections beside a corpus; empty without a file. Raises CorrectionError, naming file and line."""
    return read_corrections(beside(corpus) / FILE_NAME)


def read_corrections(path: Path) -> Corrections:
    """Read the file; empty if there is none. Raises CorrectionError, naming file and line, for any fault in it."""
    return parse(_text_of(path), path)


def parse(text: str, path: Path) -> Corrections:
    """Parse the text of the file at `path`. Raises CorrectionError."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as exc:
        place = _PLACE.search(str(exc))
        where = f"{path}, line {place[1]}" if place else f"{path}, at its end"
        raise CorrectionError(f"{where}: is not TOML ({_PLACE.sub('', str(exc))}); mend that line") from exc
    reading = _Reading(path, text)
    entries = tuple(reading.entry(key, table) for key, table in document.items())
    pins: dict[str, str] = {}
    for entry in entries:
        if entry.pin and pins.setdefault(entry.pin, entry.key) != entry.key:
            raise reading.fault(entry.key, "pin", f"pins {entry.pin!r}, as {pins[entry.pin]!r} does; choose another")
    return Corrections(entries)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except FileNotFoundError:
        return ""
    except OSError as exc:
        raise CorrectionError(f"{path}: cannot be read ({exc.strerror or exc}); check its rights") from exc
    except UnicodeDecodeError as exc:
        line = exc.object[: exc.start].count(b"\n") + 1
        raise CorrectionError(f"{path}, line {line}: is not UTF-8; save the file as UTF-8") from exc


@dataclass(frozen=True, slots=True)
class _Reading:
    """Checks the entries of one file, and knows their lines."""

    path: Path
    text: str

    def fault(self, key: str, name: str | None, what: str) -> CorrectionError:
        """The error about a field of an entry, or about the entry."""
        return CorrectionError(f"{self.path}, line {_line_of(self.text, key, name)}: {what}", what)

    def entry(self, key: str, table: object) -> Correction:
        if not isinstance(table, dict):
            what = f"`{key}` belongs to no work; write the work's key in brackets above it, as [john2021towards]"
            raise self.fault(key, None, what)
        for name, value in table.items():
            if name not in _FIELDS and isinstance(value, dict):
                raise self.fault(key, name, f'a key with a full stop needs quotes: ["{key}.{name}"]')
            if name not in _FIELDS:
                near = get_close_matches(name, _FIELDS, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"the fields are {', '.join(_FIELDS)}"
                raise self.fault(key, name, f"there is no field `{name}`; {hint}")
        lists = {name: self._list(key, name, table[name]) for name in _LISTS if name in table}
        facts = {name: self._fact(key, name, table[name], lists) for name in FACTS if name in table}
        for name in lists.get("unknown", ()):
            if name not in FACTS:
                raise self.fault(key, "unknown", f"`unknown` lists facts ({', '.join(FACTS)}), not {name!r}")
            if name in facts:
                raise self.fault(key, name, f"`{name}` is given and listed as unknown; leave one out")
        facts |= dict.fromkeys(lists.get("unknown", ()), None)
        both = set(lists.get("same_as", ())) & set(lists.get("not_same_as", ()))
        if both or key in (*lists.get("same_as", ()), *lists.get("not_same_as", ())):
            what = (
                f"{key!r} cannot be another work than {min(both)!r} and the same" if both else f"{key!r} names itself"
            )
            raise self.fault(key, "same_as" if "same_as" in table else "not_same_as", f"{what}; leave one out")
        relations = {name: lists.get(name, ()) for name in RELATIONS}
        return Correction(key, lists.get("of", ()), facts, **relations, pin=self._pin(key, table.get("pin")))

    def _list(self, key: str, name: str, value: object) -> tuple[str, ...]:
        """The texts of a field that may have several; one text may stand for a list of one, but not for authors."""
        values = value if isinstance(value, list) else [value]
        if name == "authors" and not isinstance(value, list):
            raise self.fault(key, name, '`authors` is a list: ["Meenu Mary John", "Jan Bosch"]')
        if not all(isinstance(text, str) and text.strip() for text in values):
            raise self.fault(key, name, f'`{name}` is a list of texts that are not empty, as ["...", "..."]')
        if name == "authors" and not values:
            raise self.fault(key, name, '`authors` is empty; if nobody knows them, write unknown = ["authors"]')
        return tuple(" ".join(str(text).split()) for text in values)

    def _fact(self, key: str, name: str, value: object, lists: Mapping[str, tuple[str, ...]]) -> object:
        if name == "authors":
            return lists[name]
        if name == "year":
            if not isinstance(value, int) or isinstance(value, bool) or value not in _YEARS:
                raise self.fault(key, name, f"`year` is a number such as 2021, without quotes, not {value!r}")
            return value
        if not isinstance(value, str) or not value.strip():
            raise self.fault(key, name, f'`{name}` is a text; if nobody knows it, write unknown = ["{name}"]')
        if name == "doi":
            if not (doi := doi_of(value)):
                raise self.fault(key, name, f"{value!r} is not a DOI; one looks like 10.1109/seaa53835.2021.00050")
            return doi
        if name == "type":
            if value not in tuple(WorkType):
                raise self.fault(key, name, f"there is no type {value!r}; the types are {', '.join(WorkType)}")
            return WorkType(value)
        return " ".join(value.split())

    def _pin(self, key: str, value: object) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str) or not value or own_key(value) != value:
            what = (
                f"{value!r} cannot be a citation key: at most 100 characters, no spaces, commas, braces or backslashes"
            )
            raise self.fault(key, "pin", what)
        return value


def _line_of(text: str, key: str, name: str | None) -> int:
    """The line of a field of an entry, of the entry's head, or of a field that belongs to no entry."""
    head: str | None = None
    best = 1
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("["):
            head = next(iter(_parsed(line)), head)
            best = number if head == key else best
        elif match := _ASSIGNED.match(line):
            best = number if match[1] == (key if head is None else name) and head in (key, None) else best
    return best


def _parsed(line: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return {}


# Editing: `tomlkit` keeps the comments and the layout of what a person wrote.


@dataclass(slots=True)
class CorrectionsFile:
    """The file, to be edited: every change is checked as if a person had written it."""

    path: Path
    corrections: Corrections = field(init=False)
    _document: "TOMLDocument" = field(init=False)

    def __post_init__(self) -> None:
        import tomlkit  # only `refdesk correct` needs it

        text = _text_of(self.path)
        self.corrections = parse(text, self.path)
        self._document = tomlkit.parse(text)

    def amend(self, key: str, of: Sequence[str], changes: Mapping[str, object]) -> None:
        """Give an entry, which is made if need be, these fields; lists of relations grow, all else is replaced.

        `of` is how to recognise the work; it is written if the entry has none. Raises CorrectionError and changes
        nothing if the result is faulty.
        """
        import tomlkit

        document = tomlkit.parse(tomlkit.dumps(self._document))
        if key not in document:
            if document:
                document.add(tomlkit.nl())
            document.add(key, tomlkit.table())
        table = document[key]
        if of and "of" not in table:
            table["of"] = list(of) if len(of) > 1 else of[0]
        for name, value in changes.items():
            if name in RELATIONS:
                table[name] = list(dict.fromkeys((*_as_list(table.get(name, [])), *_as_list(value))))
            elif name == "unknown":
                facts = _as_list(value)
                for fact in facts:
                    table.pop(fact, None)
                table[name] = list(dict.fromkeys((*_as_list(table.get(name, [])), *facts)))
            else:
                table[name] = value
                _take_out(table, "unknown", name)
        self._replace(document)

    def drop(self, key: str, names: Iterable[str] = ()) -> None:
        """Remove fields of an entry; without names the entry, and what others say of it."""
        import tomlkit

        document = tomlkit.parse(tomlkit.dumps(self._document))
        names = tuple(names)
        if key in document:
            for name in names:
                document[key].pop(name, None)
                _take_out(document[key], "unknown", name)
            if not names:
                document.remove(key)
        if not names:
            for table in document.values():
                for relation in ("same_as", "not_same_as"):
                    _take_out(table, relation, key)
        self._replace(document)
        self._tidy()

    def save(self) -> None:
        """Write the file as a whole. Raises CorrectionError if it cannot be written."""
        import tomlkit

        from index.files import write_atomically

        try:
            write_atomically(self.path, tomlkit.dumps(self._document).encode())
        except OSError as exc:
            raise CorrectionError(f"{self.path}: cannot be written ({exc.strerror or exc}); nothing changed") from exc

    def _replace(self, document: "TOMLDocument") -> None:
        import tomlkit

        self.corrections = parse(tomlkit.dumps(document), self.path)
        self._document = document

    def _tidy(self) -> None:
        """Remove entries that say nothing and that no other names."""
        named = {key for entry in self.corrections.entries for key in (*entry.same_as, *entry.not_same_as)}
        idle = [entry.key for entry in self.corrections.entries if entry.is_empty and entry.key not in named]
        for key in idle:
            self._document.remove(key)
        if idle:
            self._replace(self._document)


def _as_list(value: object) -> list[object]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _take_out(table: object, name: str, value: str) -> None:
    """Take a value out of a list in a table, and the list if it becomes empty."""
    if isinstance(table, dict) and name in table:
        left = [item for item in _as_list(table[name]) if item != value]
        if left != _as_list(table[name]):
            if left:
                table[name] = left
            else:
                del table[name]
