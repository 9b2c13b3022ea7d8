"""`corrections.toml`: the last word over every source, whenever it is written."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build
from index.corrections import FILE_NAME, CorrectionsFile, parse
from index.doctor import FindingKind, examine
from index.errors import CorrectionError
from index.freshness import is_current, read_status
from index.sources import Record
from index.works.correcting import Corrected, correct
from index.works.works import match_works
from tests.index.conftest import Bench
from tests.index.contents import contents

BIB = """@article{john2020, title={Towards MLOps: A Framework}, author={John, M. M. and Olsson, H.}, year=2020,
  doi={10.1109/seaa.2021.1}, journal={SEAA}}
@article{wu2021, title={Drift in practice}, author={Wu, A.}, year=2021}
"""
NOTE = (
    "## Paper Title: {}\n\n## Authors: Ada Wu\n\n## Publication Year: 2021\n\n## Challenges:\n* drift of the inputs\n"
)


def say(bench: Bench, text: str) -> None:
    """Write the file of corrections beside the corpus, dated a minute ago."""
    path = bench.corpus.parent / FILE_NAME
    path.write_text(text)


def works(bench: Bench) -> dict[str, tuple[object, ...]]:
    with bench.catalogue() as catalogue:
        return {w.key: (w.title, w.authors, w.year, w.venue, w.doi, w.sources) for w in catalogue.works()}


def misfits(bench: Bench) -> list[str]:
    return [finding.text for finding in examine(bench.index).of(FindingKind.MISFIT)]


@pytest.fixture
def shelf(bench: Bench) -> Bench:
    bench.write("refs.bib", BIB)
    bench.write("notes/drift.md", NOTE.format("Drift in practice"))
    bench.write("notes/skew.md", NOTE.format("Skew of Servings Considered"))
    bench.build()
    return bench


def test_facts_are_corrected_and_keys_stay(shelf: Bench) -> None:
    say(shelf, '[john2020]\nyear = 2021\nauthors = ["Meenu Mary John"]\nunknown = ["venue"]\n')
    assert not is_current(shelf.corpus, shelf.index, shelf.embedder.fingerprint)
    report = shelf.build()
    assert (report.read, report.embedded) == (0, 0)
    assert works(shelf)["john2020"][1:4] == (("Meenu Mary John",), 2021, None)
    assert is_current(shelf.corpus, shelf.index, shelf.embedder.fingerprint)
    status = read_status(shelf.corpus, shelf.index, shelf.embedder.fingerprint)
    assert [outcome.text for outcome in status.corrections] == [
        "authors Meenu Mary John, corrected by you (the sources say John, M. M.; Olsson, H.)",
        "year 2021, corrected by you (the sources say 2020)",
        "venue removed by you (the sources say “SEAA”)",
    ]
    assert next(work for work in status.works if work.key == "john2020").corrected == ("authors", "year", "venue")


def test_comments_and_layout_do_not_make_an_index_stale(shelf: Bench) -> None:
    say(shelf, "[john2020]\nyear = 2021\n")
    shelf.build()
    say(shelf, "# checked in the library\n\n['john2020']  # mine\nyear=2021\n")
    assert is_current(shelf.corpus, shelf.index, shelf.embedder.fingerprint)


def test_two_works_that_are_one_and_one_that_is_two(shelf: Bench) -> None:
    assert set(works(shelf)) == {"john2020", "wu2021", "wu2021skew"}
    say(shelf, '[wu2021]\nsame_as = ["wu2021skew"]\napart = ["notes/drift.md"]\n')
    shelf.build()
    assert {key: facts[-1] for key, facts in works(shelf).items()} == {
        "john2020": ("refs.bib",),
        "wu2021": ("notes/skew.md", "refs.bib"),
        "wu2021drift": ("notes/drift.md",),
    }
    (shelf.corpus.parent / FILE_NAME).unlink()
    shelf.build()
    assert set(works(shelf)) == {"john2020", "wu2021", "wu2021skew"}


def test_works_that_a_person_says_are_two_are_no_possible_duplicates(bench: Bench) -> None:
    for name in ("Auditing Pipelines", "Boosting Resistance"):
        text = f"## Paper Title: {name}\n## Authors: Ada Lovelace, Alan Turing\n## Publication Year: 2023\n"
        bench.write(f"{name}.md", text)
    bench.build()
    assert examine(bench.index).of(FindingKind.POSSIBLE_DUPLICATE)
    say(bench, '[lovelace2023auditing]\nnot_same_as = ["lovelace2023boosting"]\n')
    bench.build()
    assert not examine(bench.index).of(FindingKind.POSSIBLE_DUPLICATE)
    assert not read_status(bench.corpus, bench.index, bench.embedder.fingerprint).notices


def test_a_pinned_key_is_kept_and_another_work_that_had_it_gets_a_new_one(shelf: Bench) -> None:
    say(shelf, '[wu2021]\npin = "wu2021skew"\n')
    shelf.build()
    assert {key: facts[0] for key, facts in works(shelf).items()} == {
        "john2020": "Towards MLOps: A Framework",
        "wu2021skew": "Drift in practice",
        "wu2021skewb": "Skew of Servings Considered",
    }


def test_an_entry_finds_its_work_by_doi_title_or_file_when_its_key_has_changed(shelf: Bench) -> None:
    say(
        shelf,
        '[old1]\nof = "https://doi.org/10.1109/SEAA.2021.1"\nyear = 1999\n'
        '[old2]\nof = ["drift in  Practice"]\nyear = 1998\n[old3]\nof = "notes/skew.md"\nyear = 1997\n',
    )
    shelf.build()
    assert sorted(str(facts[2]) for facts in works(shelf).values()) == ["1997", "1998", "1999"]
    assert not misfits(shelf)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[gone2019]\nyear = 2020\n", "no work has this key"),
        ('[john2020]\nof = "Quite another title"\nyear = 2021\n', "is now “Towards MLOps: A Framework”"),
        ('[wu2021]\napart = ["nowhere.md"]\n', "“nowhere.md” is no source, DOI or title of this work"),
        ('[john2020]\napart = ["refs.bib"]\n', "is all there is of this work"),
        ('[john2020]\nsame_as = ["gone2019"]\n', "`same_as`: gone2019: no work has this key"),
        ("[john2020]\n", "says nothing of its work"),
        ('[john2020]\nyear = 2021\n[x]\nof = "Towards MLOps: A Framework"\nyear = 2022\n', "put both into one"),
        ('[wu2021]\nsame_as = ["john2020"]\n[john2020]\nnot_same_as = ["wu2021"]\n', "remove one of the two"),
    ],
)
def test_an_entry_that_fits_nothing_is_named_everywhere_and_the_rest_applies(
    shelf: Bench, text: str, named: str
) -> None:
    say(shelf, f'{text}\n[wu2021skew]\ntitle = "Skew"\n')
    report = shelf.build()
    (finding,) = misfits(shelf)
    assert named in finding
    assert [named in note for note in report.notes] == [True]
    status = read_status(shelf.corpus, shelf.index, shelf.embedder.fingerprint)
    assert [named in outcome.text for outcome in status.corrections if outcome.work is None] == [True]
    assert works(shelf)["wu2021skew"][0] == "Skew"


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("[a]\nyear = \n", 2, "is not TOML"),
        ("[a]\nyear = 2020\n\n[b]\ntitel = 'x'\n", 5, "there is no field `titel`; did you mean `title`?"),
        ("[a]\nyear = '2020'\n", 2, "`year` is a number such as 2021"),
        ("[a]\nauthors = 'A; B'\n", 2, "`authors` is a list"),
        ("year = 2020\n", 1, "belongs to no work"),
        ("[a]\n\ndoi = 'none'\n", 3, "is not a DOI"),
        ("[john.2021]\nyear = 2020\n", 1, 'needs quotes: ["john.2021"]'),
        ("[a]\npin = 'x y'\n", 2, "cannot be a citation key"),
        ("[a]\npin = 'x'\n[b]\npin = 'x'\n", 4, "pins 'x', as 'a' does"),
        ("[a]\nyear = 2020\nunknown = ['year']\n", 2, "given and listed as unknown"),
        ("[a]\nsame_as = ['a']\n", 2, "names itself"),
    ],
)
def test_a_fault_in_the_file_is_named_with_its_line_and_stops_the_build_unchanged(
    shelf: Bench, text: str, line: int, what: str
) -> None:
    before = contents(shelf.index)
    shelf.write("new.md", "# A new paper\n\nIt has text.\n")
    say(shelf, text)
    with pytest.raises(CorrectionError, match=f"{FILE_NAME}, line {line}: ") as raised:
        shelf.build()
    assert what in str(raised.value)
    assert "\n" not in str(raised.value)
    assert contents(shelf.index) == before


ENTRIES = [
    '[john2020]\nyear = 2021\ntitle = "Towards MLOps"\n',
    '[wu2021]\nsame_as = ["wu2021skew"]\n',
    '[wu2021]\napart = ["notes/drift.md"]\nnot_same_as = ["john2020"]\n',
    '[wu2021skew]\npin = "Skew"\nunknown = ["year"]\n',
    '[wu2021skew]\nsame_as = ["john2020"]\npin = "wu2021"\n',
    '[john2020]\npin = "john2020"\napart = ["refs.bib"]\n',
]


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_build_before_the_corrections_leaves_no_trace(shelf: Bench, entry: str, tmp_path: Path) -> None:
    say(shelf, entry)
    shelf.build()
    fresh = tmp_path / "fresh"
    build(shelf.corpus, fresh, shelf.embedder)
    assert contents(shelf.index) == contents(fresh)


RECORDS = {
    (f"{name}.md", position): Record(title, (author,), year)
    for name in "ab"
    for position, (title, author, year) in enumerate(
        [("On drift", "A. Wu", 2020), ("On skew", "A. Wu", 2020), ("On drift and skew", "B. Li", 2021)]
    )
}
KEYS = [work.key for work in match_works(RECORDS)]
SAID = st.fixed_dictionaries(
    {},
    optional={
        "year": st.integers(1990, 2000),
        "same_as": st.sampled_from(KEYS),
        "not_same_as": st.sampled_from(KEYS),
        "apart": st.sampled_from(["a.md", "b.md", "On skew"]),
        "pin": st.sampled_from([*KEYS, "new"]),
    },
)


def toml(said: dict[str, dict[str, object]]) -> str:
    return "".join(
        f"[{key}]\n" + "".join(f"{name} = {value!r}\n" for name, value in fields.items())
        for key, fields in said.items()
    )


def corrected(said: dict[str, dict[str, object]], held: dict[str, str] | None = None) -> Corrected | None:
    try:
        corrections = parse(toml(said), Path(FILE_NAME))
    except CorrectionError:  # an entry that names itself
        return None
    matched = match_works(RECORDS, held_keys=held or {})
    return correct(matched, corrections, RECORDS, {}, {work.held_as: work.key for work in matched} | (held or {}))


@given(st.dictionaries(st.sampled_from([*KEYS, "gone"]), SAID, max_size=4))
def test_whatever_is_said_no_record_is_lost_and_keys_stay_distinct(said: dict[str, dict[str, object]]) -> None:
    after = corrected(said)
    if after is None:
        return
    assert sorted(ref for work in after.works for ref in work.records) == sorted(RECORDS)
    assert len({work.key.lower() for work in after.works}) == len({w.identity for w in after.works}) == len(after.works)
    assert {outcome.work for outcome in after.outcomes} - {None} <= {work.key for work in after.works}
    assert {outcome.entry for outcome in after.outcomes} >= {key for key, fields in said.items() if fields}
    again = corrected(said, {work.held_as: work.key for work in match_works(RECORDS)} | dict(after.remembered))
    assert again is not None
    assert again.works == after.works


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["a.b", "k:1", "ä", "john2020"]), SAID, min_size=1, max_size=3))
def test_what_is_written_is_what_is_read(tmp_path: Path, said: dict[str, dict[str, object]]) -> None:
    path = tmp_path / FILE_NAME
    path.write_text("# mine, by hand\n")
    file = CorrectionsFile(path)
    for key, fields in said.items():
        try:
            file.amend(key, ["A title"], fields)
        except CorrectionError:  # two pins, or an entry that names itself: nothing was changed
            continue
    file.save()
    assert CorrectionsFile(path).corrections == file.corrections
    assert path.read_text().startswith("# mine, by hand\n")
    for entry in file.corrections.entries:
        file.drop(entry.key)
    assert file.corrections.entries == ()


def test_edits_keep_the_comments_and_undo_takes_back_what_others_say(tmp_path: Path) -> None:
    path = tmp_path / FILE_NAME
    path.write_text('# all mine\n[a]  # the first\nyear = 2020 # seen in print\n\n["b:1"]\nof = "B"\n')
    file = CorrectionsFile(path)
    file.amend("a", ["A"], {"same_as": ["b:1"], "title": "A better title"})
    file.save()
    text = path.read_text()
    assert "# all mine" in text
    assert "year = 2020 # seen in print" in text
    file.drop("a", ["year"])
    assert file.corrections.entry("a").facts == {"title": "A better title"}  # type: ignore[union-attr]
    file.drop("b:1")
    assert [entry.key for entry in file.corrections.entries] == ["a"]
    assert file.corrections.entries[0].same_as == ()


def test_a_file_that_cannot_be_read_is_an_error(shelf: Bench) -> None:
    path = shelf.corpus.parent / FILE_NAME
    path.write_bytes(b"[a]\ntitle = '\xff'\n")
    with pytest.raises(CorrectionError, match="line 2: is not UTF-8"):
        shelf.build()
    path.unlink()
    os.mkdir(path)
    with pytest.raises(CorrectionError, match="cannot be read"):
        shelf.build()
