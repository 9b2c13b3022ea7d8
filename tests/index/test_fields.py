"""The study's own fields: which headings are fields, which names are one field, and the items of each."""

from collections import Counter
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.fields import Field, StudyFields, field_key, study_fields
from index.store.catalogue import Catalogue
from index.text.normalise import normalise
from tests.index.made_notes import made_study
from tests.index.stocked import shelve


def fields_of(folder: Path, notes: Mapping[str, str], *same: tuple[str, ...]) -> StudyFields:
    """The fields of these notes; each item is checked against the raw text of its place."""
    shelve(folder, notes)
    with closing(Catalogue(folder)) as catalogue:
        found = study_fields(catalogue, same)
        for item in (item for each in (*found.fields, *found.own) for item in each.items):
            raw = catalogue.raw_text(item.source, None)[item.start : item.end]
            assert normalise(raw).text == item.text
    return found


def note(number: int, text: str) -> dict[str, str]:
    """A Markdown note on a work of its own."""
    title = f"On the gauges of the {number} cities of the coast"
    return {f"{number}.md": f"---\ntitle: {title}\nyear: 2021\n---\n# {title}\n\n{text}\n"}


def notes(*texts: str) -> dict[str, str]:
    return {path: text for number, each in enumerate(texts) for path, text in note(number, each).items()}


def items(field: Field | None) -> list[str]:
    assert field is not None
    return [item.text for item in field.items]


def names(found: StudyFields) -> dict[str, list[str]]:
    return {each.name: items(each) for each in found.fields}


@settings(max_examples=3)
@given(st.integers(0, 10_000))
def test_every_item_of_a_made_study_is_under_its_field_and_under_no_other(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    study = made_study(seed)
    found = fields_of(tmp_path_factory.mktemp("made"), study.notes)
    told = {
        (field_key(each.name), path): Counter(item.text for item in each.items if item.source == path)
        for each in found.fields
        for path in each.sources
    }
    having = [(name, path) for name, paths in study.having.items() for path in paths]
    assert told == {(field_key(name), path): study.truth[name, path] for name, path in having}
    unfilled = {(field_key(each.name), path) for each in found.fields for path in each.unfilled}
    assert unfilled == {place for place, said in told.items() if not said}
    assert (found.own, found.notes, found.without_work) == ((), 40, 0)


def test_the_seed_gives_what_the_researcher_would_list(tmp_path: Path, seeds: Path) -> None:
    seed = next(seeds.glob("001*")).read_text(encoding="utf-8")
    found = fields_of(tmp_path, {"Towards MLOps.md": seed})
    challenges = found.named("challenges")
    assert challenges is not None
    assert len(challenges.items) == 28
    assert challenges.items[0].question == "RQ2"
    assert (items(found.named("Benefits")), items(found.named("RQ1"))) == (
        [],
        ["Support explainability (GDPR regulation and audit trails)"],
    )
    abstract = found.named("Abstract/Introduction Summary")
    assert abstract is not None
    assert Counter(item.lead for item in abstract.items) == {
        "Main Focus and Purpose": 2,
        "Key Highlights": 4,
        "The research is aimed at advancing the understanding of MLOps through": 4,
        "Research Contributions": 3,
    }
    assert found.own == ()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("3. Challenges:", ("challenge",)),
        ("CHALLENGES", ("challenge",)),
        ("My verdict", ("verdict",)),
        ("Reviewer's Comments", ("reviewer", "comment")),
        ("Approaches", ("approach",)),
        ("RQ 2:", ("rq2",)),
        ("RQ2: Tools", ("tool",)),
        ("Tools (RQ2)", ("tool",)),
        ("Herausforderungen für Städte", ("herausforderungen", "für", "städte")),
    ],
)
def test_spellings_of_a_name_have_one_key(name: str, key: tuple[str, ...]) -> None:
    assert field_key(name) == key


def test_names_are_one_field_only_if_they_say_the_same(tmp_path: Path) -> None:
    found = fields_of(
        tmp_path,
        notes(
            "## Challenges\n- a\n\n## Strategies\n- s\n\n## Associated Tools\n- t",
            "## Challenges/Concerns\n- b\n\n## Methods\n- m\n\n## Tools\n- u",
            "## Challenge\n- c\n\n## Strategies/Methods\n- x\n\n## Strategy\n- y\n\n## Associated tool\n- v",
            "## Strategies/Methods\n- z\n\n## Method\n- n\n\n## RQ2: Tools\n- w",
        ),
    )
    assert names(found) == {
        "Challenge": ["a", "b", "c"],
        "Strategies/Methods": ["x", "z"],
        "Strategy": ["s", "y"],
        "Method": ["m", "n"],
        "Associated tool": ["t", "v"],
        "Tools": ["u", "w"],
    }
    challenges = found.named("3. Challenges/Concerns:")
    assert challenges is not None
    assert (challenges.name, challenges.also) == ("Challenge", ("Challenges", "Challenges/Concerns"))


def test_a_glossary_unites_names(tmp_path: Path) -> None:
    texts = notes("## Challenges\n- a", "## Challenges\n- b", "## Obstacles\n- c")
    found = fields_of(tmp_path, texts, ("obstacle", "challenge"))
    assert names(found) == {"Challenges": ["a", "b", "c"]}


def test_a_heading_of_one_note_is_asked_by_its_name_alone(tmp_path: Path) -> None:
    found = fields_of(
        tmp_path, notes("## Gauges\n- a\n\n## What I liked\n- b", "## Gauges\n- c\n\n### TODO d\n\n## Empty")
    )
    assert names(found) == {"Gauges": ["a", "c", "d"]}
    assert [each.name for each in found.own] == ["Empty", "What I liked"]
    assert items(found.named("what i liked")) == ["b"]
    assert found.named("Wishes") is None


def test_headings_below_a_field_are_its_items_or_introduce_them(tmp_path: Path) -> None:
    text = "## Challenges\n### Data\n- few\n- noisy\n### Models\nThey are big.\n### Cost\n"
    found = fields_of(tmp_path, notes(text, *["## Challenges\n- none seen"] * 4))
    (challenges,) = found.fields
    told = [(item.text, item.lead, item.below) for item in challenges.items if item.source == "0.md"]
    assert told == [
        ("few", "Data", ()),
        ("noisy", "Data", ()),
        ("Models", None, ("They are big.",)),
        ("Cost", None, ()),
    ]


def test_the_same_heading_below_a_field_in_most_notes_is_a_field_itself(tmp_path: Path) -> None:
    text = "## Interview\n### Role\n- {}\n### Wish\n{}"
    found = fields_of(
        tmp_path, notes(*(text.format(*each) for each in [("boss", ""), ("clerk", ""), ("smith", "peace.")]))
    )
    assert names(found) == {"Role": ["boss", "clerk", "smith"], "Wish": ["peace."]}


VAULT = """**Problem:** {0} is rare. It costs.
**Method**: two cases
- **Gadgets:** {0}
- **Remark** that is none

shelf:: upper {0}

> They never say why.
"""


def test_names_in_bold_and_of_programs_are_fields_with_the_text_beside_them(tmp_path: Path) -> None:
    found = fields_of(tmp_path, notes(*(f"## Summary\n{VAULT.format(each)}" for each in ("a1", "a2"))))
    assert names(found) == {
        "Gadgets": ["a1", "a2"],
        "Method": ["two cases", "**Remark** that is none", "They never say why."] * 2,
        "Problem": ["a1 is rare.", "It costs.", "a2 is rare.", "It costs."],
        "shelf": ["upper a1", "upper a2"],
    }


def test_plain_names_and_cells_are_fields_if_three_notes_have_them(tmp_path: Path) -> None:
    rows = "| Field | Notes |\n|---|---|\n| Gadgets | {0} |\n| Once{0} | {0} |"
    lines = "Gadgets: {0}\nWishes: more {0}\nOnce{0}: here"
    found = fields_of(tmp_path, notes(*(rows.format(n) for n in range(2)), *(lines.format(n) for n in range(3))))
    assert names(found) == {
        "Gadgets": ["0", "1", "0", "1", "2"],
        "Wishes": [each for n in range(3) for each in (f"more {n}", f"Once{n}: here")],
    }


def test_a_plain_name_in_a_fields_list_is_part_of_its_item(tmp_path: Path) -> None:
    text = "## Gadgets\n- MLflow\n\n## Challenges\n- gadgets: too many\n- cost: high\n- **t{0}**: none"
    found = fields_of(tmp_path, notes(*(text.format(n) for n in range(3))))
    assert names(found) == {
        "Challenges": [each for n in range(3) for each in ("gadgets: too many", "cost: high", f"**t{n}**: none")],
        "Gadgets": ["MLflow"] * 3,
    }


def test_what_a_template_asks_is_no_item(tmp_path: Path) -> None:
    asked = "## Gap\nWhich gap does it fill?\n\n{}\n\n## Questions\n- {}\n\n## Verdict\n{}"
    found = fields_of(
        tmp_path,
        notes(
            asked.format("None that I see.", "Does it scale?", "TBD"),
            asked.format("Data.", "Who pays?", "[include or exclude?]\n- [reason 1]"),
        ),
    )
    assert names(found) == {
        "Gap": ["None that I see.", "Data."],
        "Questions": ["Does it scale?", "Who pays?"],
        "Verdict": [],
    }


def test_links_pictures_pages_and_comments_are_no_items(tmp_path: Path) -> None:
    links = "- ![[figure.png]]\n- https://example.org/a\n- told\n- "
    text = f"## Gap\n{links}\n\n— page 4\n\n<!-- later -->\n%% draft %%\n#todo\n- "
    found = fields_of(tmp_path, notes(text, text))
    assert names(found) == {"Gap": ["told", "told"]}


def test_facts_references_and_the_notes_own_heading_are_no_fields(tmp_path: Path) -> None:
    text = "## Authors\nMoss, Ada\n\n## DOI\n10.5555/{0}\n\n## Gap\n- g{0}\n\n## References\n- Lind 2001\n- Berg 2002\n"
    found = fields_of(tmp_path, notes(*(text.format(n) for n in range(2))))
    assert names(found) == {"Gap": ["g0", "g1"]}
    assert found.own == ()


def test_two_templates_in_one_note_and_a_doubled_heading_are_read_together(tmp_path: Path) -> None:
    mixed = "## Gap\n- a\n\n## Merits\n- b\n\n## GAP:\n- c\n"
    found = fields_of(tmp_path, notes(mixed, "## Gap\n- d", "## Merits\n- e"))
    assert names(found) == {"Gap": ["a", "c", "d"], "Merits": ["b", "e"]}


def test_a_heading_of_a_thousand_words_is_no_name(tmp_path: Path) -> None:
    found = fields_of(tmp_path, notes(f"## Gap\n- a\n\n## {'word ' * 1000}\n- b\n", "## Gap\n- c"))
    assert names(found) == {"Gap": ["a", "c"]}
    assert found.own == ()


SAID = "They move in the wind, and nobody knows where to, as it was said before. "


@pytest.mark.parametrize(
    "paper",
    [
        f"On the gauges of the {{}} cities of the coast\nA. Author\n\nAbstract\n{SAID * 60}\n\n1 Method\n{SAID * 200}",
        "\n\n".join(f"## {i} {name}\n{SAID * 90}" for i, name in enumerate(["Introduction", "Method", "Results"], 1)),
        SAID * 250,
    ],
    ids=["lines", "headings", "bare"],
)
def test_a_paper_pasted_below_the_notes_gives_no_items(tmp_path: Path, paper: str) -> None:
    texts = [f"kind: note\n## Gap\n- a{n}\n\n## Remarks\n\n{paper.format(n)}" for n in range(2)]
    found = fields_of(
        tmp_path, {path: text.replace("year", "kind: note\nyear") for path, text in notes(*texts).items()}
    )
    assert names(found) == {"Gap": ["a0", "a1"], "Remarks": []}


def test_notes_on_several_works_and_plain_text_have_fields(tmp_path: Path) -> None:
    outline = "".join(
        f"* {title}\n:PROPERTIES:\n:CUSTOM_ID: {key}\n:YEAR: 2011\n:END:\n** Gap :tag:\n- g{key}\n  - see p. 3\n"
        "** TODO Plan\n"
        for title, key in (("Boats of the rivers and seas", "boat2011"), ("Ships of the lakes and seas", "ship2012"))
    )
    text = "Rafts of the ponds and seas\nBerg, C.\n2001\n\nGAP\n---\ng1\ng2\n\nPLAN\n----\nnone\n"
    found = fields_of(tmp_path, {"list.org": outline, "rafts.txt": text})
    assert names(found) == {"Gap": ["gboat2011", "g1", "g2", "gship2012"], "Plan": []}
    gap = found.named("gap")
    assert gap is not None
    assert {item.work: item.below for item in gap.items if item.below} == {
        "boat2011": ("see p. 3",),
        "ship2012": ("see p. 3",),
    }


def test_notes_without_a_work_are_counted_and_left_out(tmp_path: Path) -> None:
    found = fields_of(tmp_path, {**notes("## Gap\n- a", "## Gap\n- b"), "README.md": "# Readme\n\n## Gap\n- c\n"})
    assert (names(found), found.notes, found.without_work) == ({"Gap": ["a", "b"]}, 2, 1)
