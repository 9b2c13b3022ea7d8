"""Authors of the corpus: which names are one person, and the form that is shown.

Two names are one person where nothing speaks against it: the family names agree, and each given name or initial agrees
with the one in its place, as far as both have one. Against it speak two different given names, two different suffixes,
and a third name: "J. Smith" fits John and Jane, who are two, so it stays apart from both. Where many people have the
family name ("Wang"), a bare initial needs a co-author in common. Family names that agree in part ("Burgueño-Romero",
"Burgueño") and names in turned order ("Zhang Wei") need given names in full.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

from index.text.words import spelled_one_way
from index.works import names

# "DA", "J.-P.", "MM": initials without spaces
_RUN_OF_INITIALS = re.compile(r"(?:[A-ZÀ-Þ]\.?-?){1,4}")
# "K.-Y.", "Xiao-Ming"
_HYPHENED = re.compile(r"[^\s\-‐]+[\-‐]\S")
_BETWEEN = re.compile(r"[\s.\-‐’']+")


_CROWD = 4
"""First initials under one family name in the corpus from which it is many people's (a guess; of the groups among 3,533
names of four exports, it parts half, most of which were strangers with one initial)."""


@dataclass(frozen=True, slots=True)
class _Form:
    """One author's name as compared: names that differ only in accents, case, dots and order have one form."""

    family: str
    parts: frozenset[str]
    """The family name and its parts, for "Burgueño-Romero"."""
    given: tuple[str, ...]
    """Given names and initials (one letter), in order."""
    hyphened: bool
    """Whether the first two are joined by a hyphen: "K.-Y." is one given name of two parts."""
    suffix: str
    whole: str
    """All words, sorted."""

    @property
    def in_full(self) -> frozenset[str]:
        """Given names that are not initials."""
        return frozenset(name for name in self.given if len(name) > 1)

    def agrees_throughout(self, other: "_Form") -> bool:
        """Whether two names say as much and agree in at least two given names or initials, or one in full."""
        if self.in_full & other.in_full:
            return True
        return len(self.given) == len(other.given) > 1

    def excludes(self, other: "_Form") -> bool:
        """Whether the two names cannot be one person's."""
        if self.suffix and other.suffix and self.suffix != other.suffix:
            return True
        if self.parts.isdisjoint(other.parts):
            return self.whole != other.whole
        unlike = not _agree(self.given, other.given) and self.whole != other.whole
        return unlike or self._is_other_part(other) or other._is_other_part(self)

    def may_be(self, other: "_Form") -> bool:
        """Whether enough in the two names speaks for one person, and nothing against it."""
        if not self.given or not other.given:
            return False  # "Wang" alone is no one in particular
        enough = self.family == other.family or bool(
            (self.in_full and other.in_full) if self.whole == other.whole else self.in_full & other.in_full
        )
        return enough and not self.excludes(other)

    def _is_other_part(self, other: "_Form") -> bool:
        """Whether "K.-Y." cannot be this one given name, which has no "y": "Kang"."""
        one_name = len(self.given) == 1 and len(self.given[0]) > 1
        return one_name and other.hyphened and other.given[1][0] not in self.given[0][1:]


def one_name_each(authorships: Iterable[Sequence[str]]) -> dict[str, str]:
    """Name as printed -> the name shown for that person: the one that most works print, then the fullest.

    authorships: the authors of each work.
    """
    teams: list[tuple[str, ...]] = [tuple(dict.fromkeys(authors)) for authors in authorships]
    printed = Counter(author for team in teams for author in team)
    form_of = {name: _form(name) for name in printed}
    writings: dict[_Form | str, list[str]] = defaultdict(list)
    for name, form in form_of.items():
        writings[form or name].append(name)
    together: dict[_Form, set[tuple[str, str]]] = defaultdict(set)
    for team in teams:
        signed = [((form.family, form.given[0][0]), form) for name in team if (form := form_of[name]) and form.given]
        for sign, form in signed:
            together[form] |= {other for other, _ in signed} - {sign}
    forms = [form for form in writings if isinstance(form, _Form)]
    shown: dict[str, str] = {}
    nobody: list[Sequence[_Form | str]] = [[form] for form in writings if isinstance(form, str)]
    for person in (*_people(forms, together), *nobody):
        theirs = [name for form in person for name in writings[form]]
        best = min(theirs, key=lambda name: (-printed[name], name.isupper(), -len(spelled_one_way(name)), name))
        shown |= dict.fromkeys(theirs, best)
    return shown


def taken_together(shown: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """The name shown -> all names of that person, of persons with names that differ in more than accents and dots."""
    names_of: dict[str, list[str]] = defaultdict(list)
    for name, best in shown.items():
        names_of[best].append(name)
    return {
        best: tuple(sorted(theirs))
        for best, theirs in sorted(names_of.items())
        if len(theirs) > 1 and len({_form(name) for name in theirs}) > 1
    }


def gives_in_full(wanted: str, name: str) -> bool:
    """Whether both names have a given name in full, and the same."""
    typed, known = _form(wanted), _form(name)
    return bool(typed and known and typed.in_full & known.in_full)


def _form(name: str) -> _Form | None:
    """The form of a name; None if it has no letters."""
    compared = names.compared(name)
    if compared is None:
        return None
    if compared.collective:
        return _Form(compared.family, frozenset({compared.family}), (), False, "", compared.whole)
    family, given, suffix = names.parted(name)
    # In capitals throughout, "LI, YU" has a name where "Li, YU" has initials.
    run = not (family.isupper() and len(family) > 1) and _RUN_OF_INITIALS.fullmatch(given)
    written = re.findall(r"[^\W\d_]", given) if run else _BETWEEN.split(given)
    parts = frozenset(reading.family for reading in compared.readings if not reading.turned)
    folded = tuple(filter(None, map(spelled_one_way, written)))
    hyphened = len(folded) > 1 and bool(_HYPHENED.match(given))
    return _Form(compared.family, parts, folded, hyphened, spelled_one_way(suffix), compared.whole)


def _agree(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether given names agree place by place; "Xiao-Ming" agrees with "Xiaoming" and "X. M." with both."""
    if "".join(left) == "".join(right):
        return True
    for a, b in ((left, right), (right, left)):
        if len(a) == 1 and len(a[0]) > 1 and len(b) > 1 and a[0].startswith("".join(b[:2])):
            return True
    return all(a == b or (min(len(a), len(b)) == 1 and a[0] == b[0]) for a, b in zip(left, right, strict=False))


def _people(forms: Sequence[_Form], together: Mapping[_Form, AbstractSet[tuple[str, str]]]) -> Iterator[list[_Form]]:
    """Forms by person; one that fits two forms that exclude each other is a person of its own.

    together: family name and initial of the co-authors of each form.
    """
    initials: dict[str, set[str]] = defaultdict(set)
    for form in forms:
        initials[form.family].update(name[0] for name in form.given[:1])

    def are_one(left: _Form, right: _Form) -> bool:
        if not left.may_be(right):
            return False
        if len(initials[left.family]) < _CROWD or left.agrees_throughout(right):
            return True
        shared = together[left] & together[right]
        return len(shared) > 1 or any(len(initials[family]) < _CROWD for family, _ in shared)

    near: dict[_Form, set[_Form]] = {form: set() for form in forms}
    for block in _blocks(forms):
        for left, right in combinations(block, 2):
            if right not in near[left] and are_one(left, right):
                near[left].add(right)
                near[right].add(left)
    clear = {form for form, others in near.items() if not _has_two_people(others)}
    done: set[_Form] = set()
    for form in forms:
        if form in done:
            continue
        person, waiting = {form}, [form] if form in clear else []
        while waiting:
            fresh = (near[waiting.pop()] & clear) - person
            person |= fresh
            waiting += fresh
        done |= person
        if _has_two_people(person):
            yield from ([one] for one in person)
        else:
            yield list(person)


def _has_two_people(forms: Iterable[_Form]) -> bool:
    return any(left.excludes(right) for left, right in combinations(forms, 2))


def _blocks(forms: Sequence[_Form]) -> Iterator[list[_Form]]:
    """Forms to compare with each other: with a part of the family name and an initial, or all words, in common."""
    blocks: dict[tuple[str, str], list[_Form]] = defaultdict(list)
    for form in forms:
        blocks["", form.whole].append(form)
        for part in form.parts if form.given else ():
            blocks[part, form.given[0][0]].append(form)
    yield from blocks.values()
