"""However a Zotero library came to be what it is, its index holds what a fresh build of it holds."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build import build
from index.store.catalogue import Catalogue
from tests.index.contents import assert_sound, contents
from tests.index.wordhash import WordHash
from tests.index.zotero.test_items import PAGE, Study

KEYS = [f"ITEM{letter * 4}" for letter in "ABCD"]
TITLES = ["On Drift of Models", "On Skew of Data", "A Handbook of Tests"]
STEPS = st.tuples(
    st.sampled_from(["add", "edit", "note", "attach", "mark", "bin", "restore", "collect", "key", "remove file"]),
    st.sampled_from(KEYS),
    st.sampled_from(TITLES),
)


def act(study: Study, items: dict[str, int], step: str, key: str, words: str) -> None:
    """One thing that a researcher does in Zotero; what cannot be done to the item is nothing."""
    library = study.library
    if step == "add":
        if key not in items:
            items[key] = library.add(key, "journalArticle", [("Lovelace", "Ada", "author")], title=words, date="2021")
        return
    if key not in items:
        return
    item = items[key]
    file = f"FILE{key[-4:]}"
    match step:
        case "edit":
            library.edit(item, title=words, abstractNote=f"It is about {words}.")
        case "note" if f"N{key}" not in items:
            items[f"N{key}"] = library.note(f"NOTE{key[-4:]}", f"<p>{words}</p>", item)
        case "attach" if file not in items:
            items[file] = library.attach(file, "storage:a.html", item, content=PAGE)
        case "mark" if file in items and f"M{key}" not in items:
            items[f"M{key}"] = library.annotate(f"MARK{key[-4:]}", items[file], words, page="7")
        case "bin":
            with library.db() as db:
                db.execute("INSERT OR IGNORE INTO deletedItems VALUES (?, '')", [item])
        case "restore":
            with library.db() as db:
                db.execute("DELETE FROM deletedItems WHERE itemID = ?", [item])
        case "collect":
            library.collect(words, [item])
        case "key":
            library.edit(item, citationKey=f"own{key[-4:]}")
        case "remove file":
            (library.folder / "storage" / file / "a.html").unlink(missing_ok=True)


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.lists(STEPS, min_size=1, max_size=8), min_size=2, max_size=3))
def test_an_index_that_followed_equals_a_fresh_one(
    tmp_path_factory: pytest.TempPathFactory, rounds: list[list[tuple[str, str, str]]]
) -> None:
    study = Study(tmp_path_factory.mktemp("study"))
    (study.folder / "drift.md").write_text("# On Drift of Models\n\nModels drift.\n")
    items: dict[str, int] = {}
    for steps in rounds:
        for step in steps:
            act(study, items, *step)
        study.build()
    fresh = study.index.with_name("fresh")
    build(study.corpus(), fresh, WordHash())
    assert without_keys(study.index) == without_keys(fresh)
    assert_sound(study.index)


def without_keys(index: Path) -> dict[str, object]:
    """What an index holds but for the keys of works: a work keeps the key that it had first."""
    held: dict[str, object] = {**contents(index)}
    with closing(Catalogue(index)) as catalogue:
        works = [replace(work, key="", cites=(), cited_by=()) for work in catalogue.works()]
        held["works"] = sorted(works, key=lambda work: work.sources)
        held["records"] = catalogue.records()
    return {name: rows for name, rows in held.items() if name not in ("cites", "notices")}
