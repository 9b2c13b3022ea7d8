"""Notes of a made study, written by a script with the truth beside them.

Forty notes in four templates, two in Markdown and two in Org, as researchers leave them: headings missing, doubled,
renamed, in another order; items as list items (wrapped, nested, ticked), lines, sentences, headings with states, rows
of a table, or beside a name; hints and comments left in; two templates in one note.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from textwrap import fill

Truth = dict[tuple[str, str], Counter[str]]
"""(field, path) -> its items."""

_WORDS = """drift sensor label pipeline model cloud battery wing turbine glacier survey budget audit latency privacy
schema robot harbour forest vaccine tariff orchard kernel compiler ledger""".split()  # noqa: SIM905


@dataclass(frozen=True)
class MadeField:
    """A field of a template: the name that stands for it in the truth, and names that a note may give it."""

    name: str
    spellings: Sequence[str]
    hints: Sequence[str] = ()


@dataclass(frozen=True)
class Template:
    """How notes are written: their suffix, how they begin, how a heading looks, and their fields."""

    suffix: str
    top: Callable[[str, int], str]
    heading: Callable[[random.Random, str], str]
    fields: Sequence[MadeField]


@dataclass
class MadeStudy:
    """The notes by path, and the truth of them: the items, and which notes have a field."""

    notes: dict[str, str] = field(default_factory=dict)
    truth: Truth = field(default_factory=lambda: defaultdict(Counter))
    having: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


CHALLENGES = MadeField(
    "Challenges",
    ("Challenges", "Challenge", "CHALLENGES", "Challenges/Concerns", "Challenges:", "The challenges"),
    ("[Challenge 1 in using MLOps]\n[Challenge 2...]\n[...]", "[...]", "* [Add more challenges here]"),
)
TOOLS = MadeField("Tools", ("Tools", "Tool", "tools:", "My tools"), ("[Tool 1 that facilitates MLOps]", "TBD", "- ..."))
BENEFITS = MadeField("Benefits", ("Benefits", "Benefit", "BENEFITS"), ("[Key benefit 1 of using MLOps]", ""))
METHOD = MadeField("Method", ("Method", "Methods", "**Method**"), ("_Describe the method in two sentences_", ""))
RESULTS = MadeField("Results", ("Results", "Result", "RESULTS:"), ("", "(Fill in: which results?)"))
VERDICT = MadeField("Verdict", ("Verdict", "My verdict"), ("", "n/a", "[your verdict]"))
LIMITS = MadeField("Limitations", ("Limitations", "Limitation"), ("", "TODO"))


def _of_mapping_study(title: str, year: int) -> str:
    return (
        f"# Summary Template for Systematic Mapping Study\n\n## Paper Title: {title}\n\n## Authors: Ada Moss\n\n"
        f"## Publication Year: {year}\n\n## Source/Conference/Journal: [Source of the Paper]\n"
    )


def _of_vault(title: str, year: int) -> str:
    return f'---\ntitle: "{title}"\nyear: {year}\ntags: [reading, drift]\n---\n\n# {title}\n\n#reading #drift\n'


def _of_outline(title: str, year: int) -> str:
    return f"#+TITLE: {title}\n#+STARTUP: overview\n#+DATE: {year}\n# -*- mode: org -*-\n"


def _of_tasks(title: str, year: int) -> str:
    return f"* {title}\n:PROPERTIES:\n:YEAR: {year}\n:AUTHOR: Moss, Ada\n:END:\n"


def _hashes(rng: random.Random, name: str) -> str:
    return f"## {name}"


def _numbered(rng: random.Random, name: str) -> str:
    return f"## {rng.choice(['', '', '3. ', '2) ', 'TODO ', '✅ '])}{name}"


def _one_star(rng: random.Random, name: str) -> str:
    return f"* {rng.choice(['', 'TODO ', 'DONE '])}{name.strip('*')}{rng.choice(['', ' [1/2]', ' :read:later:'])}"


def _two_stars(rng: random.Random, name: str) -> str:
    return f"** {rng.choice(['', 'TODO ', 'DONE ', '[#A] '])}{name.strip('*')}"


TEMPLATES = (
    Template(".md", _of_mapping_study, _hashes, (CHALLENGES, TOOLS, BENEFITS, VERDICT)),
    Template(".md", _of_vault, _numbered, (CHALLENGES, TOOLS, METHOD, RESULTS, VERDICT)),
    Template(".org", _of_outline, _one_star, (BENEFITS, TOOLS, CHALLENGES, METHOD)),
    Template(".org", _of_tasks, _two_stars, (LIMITS, METHOD, RESULTS, TOOLS)),
)


class _Writer:
    """Writes items in one of the ways that people do, and keeps what they say."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._count = 0

    def phrase(self) -> str:
        self._count += 1
        a, b, c = self._rng.sample(_WORDS, 3)
        return self._rng.choice(
            [
                f"{a} of the {b} number {self._count}",
                f"Lack of {a} in {b} {self._count}",
                f"{a.capitalize()}{self._count}",
                f"{a}: {b} costs more than {c} ({self._count})",
                f"a {a} that nobody has tied to any {b} or {c}, as the interview of site {self._count} made plain",
            ]
        )

    def sentence(self) -> str:
        self._count += 1
        a, b, c = self._rng.sample(_WORDS, 3)
        return self._rng.choice(
            [
                f"The authors of study {self._count} say that the {a} slows every {b} down.",
                f"In {self._count} of all cases, e.g. at the {a}, a {b} was kept beside the {c} (see Fig. 2).",
                f"{a.capitalize()} {self._count} fails.",
            ]
        )

    def items(self, suffix: str) -> tuple[str, list[str]]:
        """Text below a heading, and the items it has."""
        ways = [self.bullets, self.wrapped, self.ticked, self.introduced, self.nested, self.lines, self.prose]
        ways += [self.wrapped_prose, self.table, self.led]
        ways.append(self.task_headings if suffix == ".org" else self.stressed)
        return self._rng.choice(ways)(suffix)

    def _several(self) -> list[str]:
        return [self.phrase() for _ in range(self._rng.randint(1, 4))]

    def _bullet(self, suffix: str) -> str:
        return self._rng.choice(["-", "+", "1."] if suffix == ".org" else ["-", "*", "+", "1."])

    def bullets(self, suffix: str) -> tuple[str, list[str]]:
        said, bullet = self._several(), self._bullet(suffix)
        gap = self._rng.choice(["\n", "\n", "\n\n"])
        return gap.join(f"{bullet} {each}" for each in said), said

    def wrapped(self, suffix: str) -> tuple[str, list[str]]:
        said = [f"{self.phrase()} and {self.phrase()} and also {self.phrase()}" for _ in range(2)]
        return "\n".join(fill(each, 70, initial_indent="- ", subsequent_indent="  ") for each in said), said

    def ticked(self, suffix: str) -> tuple[str, list[str]]:
        said = self._several()
        return "\n".join(f"- [{self._rng.choice(' xX')}] {each}" for each in said), said

    def introduced(self, suffix: str) -> tuple[str, list[str]]:
        said = self._several()
        return "The authors name these:\n" + "\n".join(f"- {each}" for each in said), said

    def led(self, suffix: str) -> tuple[str, list[str]]:
        said = self._several()
        return f"- For {self._rng.choice(_WORDS)}s:\n" + "\n".join(f"  - {each}" for each in said), said

    def nested(self, suffix: str) -> tuple[str, list[str]]:
        said = self._several()
        return "\n".join(f"- {each}\n  - p. 4, they saw it twice\n  - see also the appendix" for each in said), said

    def lines(self, suffix: str) -> tuple[str, list[str]]:
        said = self._several()
        return "\n".join(said), said

    def prose(self, suffix: str) -> tuple[str, list[str]]:
        said = [self.sentence() for _ in range(self._rng.randint(1, 3))]
        return " ".join(said), said

    def wrapped_prose(self, suffix: str) -> tuple[str, list[str]]:
        said = [self.sentence() for _ in range(4)]
        return fill(" ".join(said), 72), said

    def table(self, suffix: str) -> tuple[str, list[str]]:
        rows = [(f"{self.phrase()}", f"p. {n}") for n in range(2)]
        rule = "|---+---|" if suffix == ".org" else "|---|---|"
        return "\n".join(["| What | Where |", rule, *(f"| {a} | {b} |" for a, b in rows)]), [
            f"{a} | {b}" for a, b in rows
        ]

    def stressed(self, suffix: str) -> tuple[str, list[str]]:
        said = [f"**{each}**: {self.phrase()}" for each in self._rng.sample(_WORDS, 2)]
        return "\n".join(f"- {each}" for each in said), said

    def task_headings(self, suffix: str) -> tuple[str, list[str]]:
        said = self._several()
        return "\n".join(f"*** {self._rng.choice(['TODO ', 'DONE ', ''])}{each}" for each in said), said


def made_study(seed: int, notes: int = 40) -> MadeStudy:
    """A study of so many notes, the same for the same seed."""
    rng = random.Random(seed)
    writer, study = _Writer(rng), MadeStudy()
    for number in range(notes):
        template = TEMPLATES[number % len(TEMPLATES)]
        title = f"On the {rng.choice(_WORDS)} of {rng.choice(_WORDS)}s in the {number} cities of the coast"
        path = f"{title}{template.suffix}"
        fields = [each for each in template.fields if rng.random() > 0.15] or [template.fields[0]]
        if rng.random() < 0.2:  # a second template mixed in
            other = rng.choice([t for t in TEMPLATES if t.suffix == template.suffix])
            fields += [each for each in other.fields if each not in fields][:1]
        rng.shuffle(fields)
        if rng.random() < 0.2:
            fields.append(rng.choice(fields))
        parts = [template.top(title, 2000 + number % 20)]
        for each in fields:
            text, said = rng.choice(each.hints or ("",)), list[str]()
            if rng.random() > 0.25:
                text, said = writer.items(template.suffix)
            spelling = each.spellings[0] if rng.random() < 0.6 else rng.choice(each.spellings)
            gap = rng.choice(["\n", "\n\n"])
            comment = rng.choice(["", "", "\n\n<!-- look at it again -->", "\n\nhttps://example.org/paper.pdf"])
            comment = comment if template.suffix == ".md" else ""
            parts.append(f"{template.heading(rng, spelling)}{gap}{text}{comment}")
            study.truth[each.name, path].update(said)
            study.having[each.name].add(path)
        study.notes[path] = "\n\n".join(parts) + "\n"
    return study
