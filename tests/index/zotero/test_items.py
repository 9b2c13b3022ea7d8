"""What the index holds of a Zotero library: works of all kinds, the researcher's own words, and whose file is whose."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from index.build import Report, build
from index.doctor import FindingKind, examine
from index.entries import WorkEntry
from index.errors import CorpusError, SettingError
from index.fields import study_fields
from index.freshness import is_current, read_status
from index.models import Models
from index.reading.corpus import Corpus, Skipped, scan
from index.search import SourceHit, open_search
from index.sources import Evidence, Kind, WorkType
from index.store.catalogue import Catalogue
from index.zotero.library import Zotero
from tests.index.wordhash import WordHash
from tests.index.zotero.libraries import FEED, GROUP, ZoteroLibrary

PAGE = b"<html><body><h1>Skew in Practice</h1><p>Skew of training and serving is common.</p></body></html>"


class Study:
    """A corpus folder beside a Zotero library, and the index of both."""

    def __init__(self, folder: Path) -> None:
        self.library = ZoteroLibrary(folder / "Zotero")
        self.folder = folder / "corpus"
        self.index = folder / ".refdesk"
        self.folder.mkdir()

    def corpus(self, *collections: str, base: Path | None = None) -> Corpus:
        return Corpus(self.folder, Zotero(self.library.folder, collections, base))

    def build(self, *collections: str, base: Path | None = None) -> Report:
        return build(self.corpus(*collections, base=base), self.index, WordHash())

    def works(self) -> Mapping[str, WorkEntry]:
        with closing(Catalogue(self.index)) as catalogue:
            return {work.sources[0].rpartition("zotero/")[2].split("/")[0]: work for work in catalogue.works()}

    def find(self, words: str) -> SourceHit:
        with closing(open_search(self.index, Models(WordHash()))) as search:
            return search.source_hits(words, 1)[0]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return Study(tmp_path)


def test_ten_kinds_of_items_are_works_with_their_authors_and_years(study: Study) -> None:
    add = study.library.add
    ada = ("Lovelace", "Ada", "author")
    editor = ("Editor", "Ed", "editor")
    add(
        "JOURNAL2",
        "journalArticle",
        [ada],
        title="On <i>Drift</i>",
        publicationTitle="Tools",
        date="2021-09-00 Sept. 2021",
    )
    add("PROCEED2", "conferencePaper", [ada, editor], title="On Skew", proceedingsTitle="Proc. of Tools", date="2020")
    add(
        "CHAPTER2",
        "bookSection",
        [editor, ("Owner", "Bo", "bookAuthor"), ada],
        title="On Tests",
        bookTitle="A Handbook",
    )
    add("BOOK2222", "book", [editor], title="A Handbook of Tests", date="2019")
    add("THESIS22", "thesis", [ada], title="Edges", university="Aalto", date="May 2018")
    add("WEBPAGE2", "webpage", [("Some Cloud", None, "author")], title="Pipelines", websiteTitle="Cloud")
    add("VIDEO222", "videoRecording", [("Turing", "Alan", "director")], title="A Talk on Drift")
    add(
        "PREPRINT",
        "preprint",
        [ada],
        title="Overview of Drift",
        repository="arXiv",
        extra="DOI: 10.48550/arXiv.2205.02302",
    )
    add("SOFTWARE", "computerProgram", [("Hopper", "Grace", "programmer")], title="Flow")
    add("PATENT22", "patent", [("Bell", "Alec", "inventor")], title="Rollback", issueDate="1917-03-02")
    study.build()
    works = study.works()
    assert {key: (work.authors, work.year, work.venue, work.type) for key, work in works.items()} == {
        "JOURNAL2": (("Lovelace, Ada",), 2021, "Tools", WorkType.ARTICLE),
        "PROCEED2": (("Lovelace, Ada",), 2020, "Proc. of Tools", WorkType.CONFERENCE),
        "CHAPTER2": (("Lovelace, Ada",), None, "A Handbook", WorkType.CHAPTER),
        "BOOK2222": (("Editor, Ed",), 2019, None, WorkType.BOOK),
        "THESIS22": (("Lovelace, Ada",), 2018, None, WorkType.THESIS),
        "WEBPAGE2": (("Some Cloud",), None, "Cloud", WorkType.WEB),
        "VIDEO222": (("Turing, Alan",), None, None, WorkType.WEB),
        "PREPRINT": (("Lovelace, Ada",), None, "arXiv", WorkType.PREPRINT),
        "SOFTWARE": (("Hopper, Grace",), None, None, WorkType.SOFTWARE),
        "PATENT22": (("Bell, Alec",), 1917, None, WorkType.OTHER),
    }
    assert works["JOURNAL2"].title == "On Drift"
    assert works["PREPRINT"].doi == "10.48550/arxiv.2205.02302"


def test_retractions_and_types_stated_by_hand_are_known(study: Study) -> None:
    item = study.library.add("RETRACT2", "journalArticle", title="A Study of Wells", pages="1655-9")
    study.library.add("PREPRINT", "document", title="A Preprint on Tides", extra="tex: x\nType: article\n")
    study.library.add("DATASET2", "document", title="Tides of a Year", extra="type: dataset")
    with study.library.db() as db:
        db.execute("INSERT INTO retractedItems VALUES (?, '{}', 0)", [item])
    study.build()
    assert {key: (work.type, work.retracted) for key, work in study.works().items()} == {
        "RETRACT2": (WorkType.ARTICLE, True),
        "PREPRINT": (WorkType.PREPRINT, False),
        "DATASET2": (WorkType.DATASET, False),
    }
    with closing(Catalogue(study.index)) as catalogue:
        record = catalogue.records()["zotero/RETRACT2", 0]
    assert (record.first_page, record.last_page) == ("1655", "1659")


def test_citation_keys_come_from_zotero_extra_and_better_bibtex(study: Study) -> None:
    study.library.add(
        "FIELD222", "book", title="First of All Books", citationKey="own2020", extra="Citation Key: other"
    )
    study.library.add("EXTRA222", "book", title="Second of All Books", extra="Publisher: X\nCitation Key: pinned2021")
    study.library.add("UNPINNED", "book", title="Third of All Books")
    study.library.better_bibtex({"UNPINNED": "dynamic2022", "FIELD222": "late2023"})
    study.build()
    assert {key: work.key for key, work in study.works().items()} == {
        "FIELD222": "own2020", "EXTRA222": "pinned2021", "UNPINNED": "dynamic2022",
    }  # fmt: skip


def test_bin_and_feeds_are_left_out_and_groups_read(study: Study) -> None:
    study.library.add("GROUPED2", "book", title="A Book of the Group", library=GROUP)
    study.library.add("FEEDITEM", "book", title="An Item of a Feed", library=FEED)
    binned = study.library.add("BINNED22", "book", title="A Book in the Bin")
    study.library.note("BINNOTE2", "<p>zebras</p>", binned)
    study.library.bin(binned)
    study.build()
    (work,) = study.works().values()
    assert work.sources == ("zotero/groups/1234/GROUPED2",)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [("Thesis", {"A", "B"}), ("Chapter 2", {"B"}), ("Thesis/Chapter 2", {"B"}), ("Other", {"C"})],
)
def test_a_collection_brings_those_inside_it(study: Study, asked: str, expected: set[str]) -> None:
    items = {name: study.library.add(f"ITEM{name}222", "book", title=f"Book of Kind {name}") for name in "ABCD"}
    thesis = study.library.collect("Thesis", [items["A"]])
    study.library.collect("Chapter 2", [items["B"]], thesis)
    study.library.collect("Other", [items["C"]])
    study.build(asked)
    assert {key[4] for key in study.works()} == expected


def test_an_unknown_collection_is_named_with_those_that_exist(study: Study) -> None:
    study.library.collect("Thesis")
    with pytest.raises(SettingError, match=r"^\[zotero\] collections: .* no collection 'Thesos'; it has Thesis;"):
        study.build("Thesos")


def test_notes_and_tags_are_the_researchers_words(study: Study) -> None:
    item = study.library.add("ITEM2222", "book", title="A Handbook", tags=[("maturity", 0), ("Machine learning", 1)])
    study.library.note("NOTE2222", '<div class="zotero-note"><h1>Read</h1><p>Has <b>four</b> stages.</p></div>', item)
    study.library.note("NOTE3333", "Comment: 12 pages, 3 figures", item)
    study.build()
    found = {words: study.find(words).passage for words in ("four stages", "maturity", "machine learning")}
    assert {words: (hit.evidence, hit.section, hit.text) for words, hit in found.items()} == {
        "four stages": (Evidence.SUMMARY, "Notes", "Read\nHas four stages."),
        "maturity": (Evidence.SUMMARY, "Tags", "maturity"),
        "machine learning": (Evidence.ABSTRACT, "Keywords", "Machine learning"),
    }
    with closing(Catalogue(study.index)) as catalogue:
        (entry,) = catalogue.sources()
    assert entry.passages == 4  # with the title; arXiv's own words about its files are none


def test_marks_have_the_page_of_the_file_and_its_printed_label(study: Study) -> None:
    item = study.library.add("ITEM2222", "book", title="A Handbook")
    attached = study.library.attach("FILE2222", "storage:skew.html", item, content=PAGE)
    second = study.library.attach("FILE3333", "storage:more.html", item, content=PAGE)
    mark = study.library.annotate
    mark("MARK2222", attached, "teams struggle", "Cite in <b>intro</b>", page="2506", position={"pageIndex": 3})
    mark("MARK3333", attached, "on the same leaf", page="2506", position={"pageIndex": 3, "rects": "broken"})
    mark("MARK4444", second, "of another file", page="iv", position={"pageIndex": 3})
    mark("MARK5555", attached, None, "ink without a place", kind=4, position="{broken", colour="#123456")
    mark("MARK6666", attached, "label alone", page="7", position="[]")
    mark("MARK7777", attached, "place alone", position={"pageIndex": 8})
    mark("MARK8888", attached, "far beyond", position={"pageIndex": -1})
    mark("MARK9999", attached, None, None)
    study.build()
    with closing(Catalogue(study.index)) as catalogue:
        (entry,) = (entry for entry in catalogue.sources() if entry.path == "zotero/ITEM2222")
    assert (entry.pages, entry.warnings) == (None, ('no year: "A Handbook"', 'no authors: "A Handbook"'))
    texts = ("teams struggle", "same leaf", "another file", "ink place", "label alone", "place alone", "far beyond")
    hits = [study.find(text).passage for text in texts]
    assert {hit.evidence for hit in hits} == {Evidence.YOUR_MARK}
    assert [(hit.page, hit.page_label, hit.section, hit.text) for hit in hits] == [
        (4, "2506", "Highlight in yellow", "teams struggle Cite in intro"),
        (4, "2506", "Highlight in yellow", "on the same leaf"),
        (None, None, "Highlight in yellow, p. iv", "of another file"),
        (None, None, "Drawing", "ink without a place"),
        (None, None, "Highlight in yellow, p. 7", "label alone"),
        (9, None, "Highlight in yellow", "place alone"),
        (None, None, "Highlight in yellow", "far beyond"),
    ]


def test_marks_of_another_program_are_read_from_the_file_that_has_them(study: Study) -> None:
    attached = study.library.attach("FILE2222", "storage:skew.html", content=PAGE)
    gone = study.library.attach("FILE3333", "storage:gone.pdf")
    for number, attachment in enumerate((attached, gone), 2):
        mark = study.library.annotate(f"MARK{number}", attachment, f"foreign mark {number}")
        with study.library.db() as db:
            db.execute("UPDATE itemAnnotations SET isExternal = 1 WHERE itemID = ?", [mark])
    assert {file.path for file in scan(study.corpus())[0]} == {"zotero/FILE2222/skew.html", "zotero/FILE3333"}


def test_a_file_that_comes_later_is_seen(study: Study) -> None:
    item = study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    study.library.attach("FILE2222", "storage:skew.html", item)
    study.build()
    (study.library.folder / "storage/FILE2222").mkdir(parents=True)
    (study.library.folder / "storage/FILE2222/skew.html").write_bytes(PAGE)
    assert study.build().read == 1
    (work,) = study.works().values()
    assert work.sources == ("zotero/FILE2222/skew.html", "zotero/ITEM2222")


def test_storage_may_be_a_link_to_another_disk_but_no_folder_in_it(study: Study, tmp_path: Path) -> None:
    for key in ("FILE2222", "FILE3333"):
        study.library.attach(key, "storage:skew.html")
        (tmp_path / "disk" / key).mkdir(parents=True)
        (tmp_path / "disk" / key / "skew.html").write_bytes(PAGE)
    (tmp_path / "disk/FILE3333").rename(tmp_path / "elsewhere")
    (tmp_path / "disk/FILE3333").symlink_to(tmp_path / "elsewhere")
    (study.library.folder / "storage").symlink_to(tmp_path / "disk")
    files, skipped = scan(study.corpus())
    assert [file.path for file in files] == ["zotero/FILE2222/skew.html"]
    assert [entry.path for entry in skipped] == ["zotero/FILE3333/skew.html"]


def test_an_item_whose_key_is_a_path_is_left_out(study: Study) -> None:
    study.library.add("../ITEM2", "book", title="A Handbook of Drift")
    assert scan(study.corpus()) == ([], [])


def test_a_library_that_is_named_no_more_is_noted(study: Study) -> None:
    study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    (study.folder / "note.md").write_text("# A Note\n\nOf skew.\n")
    study.build()
    report = build(study.folder, study.index, WordHash())
    assert (report.removed, report.works) == (1, 1)
    assert report.notes == (
        "1 source of a Zotero library left out, as none is named now: name it with --zotero, or under [zotero] in "
        "refdesk.toml",
    )


def test_a_note_alone_is_found_and_is_no_work(study: Study) -> None:
    study.library.note("NOTE2222", "<p>Ask about giraffes in the interviews.</p>")
    study.build()
    hit = study.find("giraffes").passage
    assert (hit.source, hit.kind, hit.work) == ("zotero/NOTE2222", Kind.SUMMARY, None)
    assert study.works() == {}


def test_files_belong_to_their_item_whatever_their_title(study: Study) -> None:
    item = study.library.add("ITEM2222", "book", [("Lovelace", "Ada", "author")], title="A Handbook of Drift")
    study.library.attach("FILE2222", "storage:a b.html", item, mode=1, content=PAGE)
    study.library.attach("FILE3333", "storage:more.md", item, content=b"# Appendix of 1901\n\nTables of weights.\n")
    study.build()
    (work,) = study.works().values()
    assert (work.title, work.authors, work.year) == ("A Handbook of Drift", ("Lovelace, Ada",), None)
    assert work.sources == ("zotero/FILE2222/a b.html", "zotero/FILE3333/more.md", "zotero/ITEM2222")


def test_a_file_alone_is_a_work_with_the_marks_made_in_it(study: Study) -> None:
    attached = study.library.attach("FILE2222", "storage:skew.html", content=PAGE)
    study.library.annotate("MARK2222", attached, "is common", "doubtful", page="7")
    study.library.attach("FILE3333", "storage:plain.md", content=b"# Only a File\n\nNothing is known of it.\n")
    study.build()
    assert {work.title: work.sources for work in study.works().values()} == {
        "Skew in Practice": ("zotero/FILE2222", "zotero/FILE2222/skew.html"),
        "Only a File": ("zotero/FILE3333/plain.md",),
    }
    assert study.find("doubtful").passage.evidence is Evidence.YOUR_MARK


def test_a_volume_attached_to_its_chapters_does_not_unite_them(study: Study, tmp_path: Path) -> None:
    (tmp_path / "volume.md").write_text("# A Whole Volume\n\nIt has chapters.\n")
    for number, title in enumerate(("Testing of Models in the Field", "Monitoring of Models at Work")):
        item = study.library.add(f"ITEM{number}222".replace("0", "9"), "bookSection", title=title)
        study.library.attach(f"FILE{number}222".replace("0", "9"), str(tmp_path / "volume.md"), item, mode=2)
    study.build()
    assert len(study.works()) == 2


def test_where_files_may_lie(study: Study, tmp_path: Path) -> None:
    item = study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    grouped = study.library.add("ITEM3333", "book", title="Another Book", library=GROUP)
    for name in ("linked", "base/2020"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "paper.html").write_bytes(PAGE)
    (tmp_path / "secret.md").write_text("# A Secret\n\nNobody linked it.\n")
    study.library.attach("ABSOLUTE", str(tmp_path / "linked/paper.html"), item, mode=2)
    study.library.attach("RELATIVE", "attachments:2020/paper.html", item, mode=2)
    study.library.attach("GONE2222", "storage:gone.pdf", item)
    study.library.attach("WINDOWS2", r"C:\papers\x.pdf", item, mode=2)
    study.library.attach("OUTSIDE2", "storage:../../../secret.md", item)
    study.library.attach("OUTSIDE3", "attachments:../secret.md", item, mode=2)
    study.library.attach("GROUPED2", str(tmp_path / "secret.md"), grouped, mode=2, library=GROUP)
    study.library.attach("PICTURE2", "storage:a.png", item, content=b"x")
    study.library.attach("SYMLINK2", "storage:link.md", item)
    (study.library.folder / "storage/SYMLINK2").mkdir(parents=True)
    (study.library.folder / "storage/SYMLINK2/link.md").symlink_to(tmp_path / "secret.md")
    study.library.attach("ADDRESS2", None, item, mode=3)
    report = study.build(base=tmp_path / "base")
    assert report.failed == ()
    assert study.works()["ABSOLUTE"].sources == (
        "zotero/ABSOLUTE/paper.html", "zotero/ITEM2222", "zotero/RELATIVE/paper.html",
    )  # fmt: skip
    reasons = {skipped.path.removeprefix("zotero/"): skipped.reason for skipped in report.skipped}
    assert {path: reason.split(" (")[0].split(":")[0] for path, reason in reasons.items()} == {
        "GONE2222/gone.pdf": "is not on this machine",
        "WINDOWS2/x.pdf": "is not on this machine",
        "OUTSIDE2/secret.md": "is linked by a path with `..`",
        "OUTSIDE3/secret.md": "is linked by a path with `..`",
        "SYMLINK2/link.md": "is a link that leaves its folder",
        "groups/1234/GROUPED2/secret.md": "is a link in a group's library to a file outside of it",
        "PICTURE2/a.png": "no reader for .png",
    }
    (finding,) = examine(study.index).of(FindingKind.FILE_ABSENT)
    assert finding.text.startswith("6 attachments are not read (")


def test_base_folder_comes_from_preferences_at_hand(study: Study, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    (tmp_path / "base/a.html").write_bytes(PAGE)
    study.library.attach("FILE2222", "attachments:a.html", mode=2)
    _, skipped = scan(study.corpus())
    assert "name it as `base` under [zotero]" in skipped[0].reason
    preference = f'user_pref("extensions.zotero.baseAttachmentPath", "{tmp_path}/base");\n'
    (study.library.folder / "prefs.js").write_text(f"// made by hand\n{preference}")
    study.library.edit(1, title="x")  # the library is read again when it has changed
    assert scan(study.corpus())[0][0].location == tmp_path / "base/a.html"


def test_a_file_of_the_corpus_that_zotero_links_is_one_source(study: Study) -> None:
    (study.folder / "skew.html").write_bytes(PAGE)
    item = study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    study.library.attach("FILE2222", str(study.folder / "skew.html"), item, mode=2)
    report = study.build()
    (work,) = study.works().values()
    assert work.sources == ("zotero/FILE2222/skew.html", "zotero/ITEM2222")
    assert report.skipped == (Skipped("skew.html", "is read as zotero/FILE2222/skew.html"),)


def test_a_library_inside_the_corpus_is_read_once(tmp_path: Path) -> None:
    library = ZoteroLibrary(tmp_path / "corpus" / "Zotero")
    item = library.add("ITEM2222", "book", title="A Handbook of Drift")
    library.attach("FILE2222", "storage:skew.html", item, content=PAGE)
    files, skipped = scan(Corpus(tmp_path / "corpus", Zotero(library.folder)))
    assert [file.path for file in files] == ["zotero/FILE2222/skew.html", "zotero/ITEM2222"]
    assert Skipped("Zotero", "is Zotero's data folder, read as zotero/") in skipped


def test_rules_leave_out_items_and_files_of_a_library(study: Study) -> None:
    study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    study.library.add("ITEM3333", "book", title="A Book of the Group", library=GROUP)
    files, skipped = scan(Corpus(study.folder, Zotero(study.library.folder), ignore=("zotero/groups/",)))
    assert [file.path for file in files] == ["zotero/ITEM2222"]
    assert skipped == [
        Skipped("zotero/groups/1234/ITEM3333", "is left out by the rule `zotero/groups/` in `ignore` in the settings")
    ]


def test_headings_of_child_notes_are_fields(study: Study) -> None:
    for number, challenge in enumerate(("drift", "skew")):
        item = study.library.add(
            f"ITEM222{number + 2}", "book", title=f"The {challenge} of the {number} handbooks of Drift"
        )
        html = (
            f"<h1>Notes</h1><h2>Challenges</h2><ul><li>{challenge} is hard</li><li>cost</li></ul><h2>Tools</h2><p></p>"
        )
        study.library.note(f"NOTE222{number + 2}", html, item)
    study.build()
    with closing(Catalogue(study.index)) as catalogue:
        found = study_fields(catalogue)
        raw = {item.source: catalogue.raw_text(item.source, None) for each in found.fields for item in each.items}
    told = {each.name: [(i.text, raw[i.source][i.start : i.end]) for i in each.items] for each in found.fields}
    assert {name: sorted(text for text, _ in said) for name, said in told.items()} == {
        "Challenges": ["cost", "cost", "drift is hard", "skew is hard"],
        "Tools": [],
    }
    assert all(text == place for said in told.values() for text, place in said)
    assert len(found.works) == 2


def test_related_items_and_collections_are_fields(study: Study) -> None:
    item = study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    study.library.add("ITEM3333", "book", title="Another Book on Skew")
    study.library.add("ITEM4444", "book", title="A Third Book", library=GROUP)
    study.library.relate(item, "ITEM3333")
    study.library.relate(item, "ITEM4444", "groups/1234")
    study.library.relate(item, "ITEM9999")
    study.library.collect("Chapter 2", [item], study.library.collect("Thesis"))
    study.build()
    with closing(Catalogue(study.index)) as catalogue:
        found = study_fields(catalogue)
    assert found.works == ()
    fields = {each.name: [item.text for item in each.items] for each in found.own}
    assert fields == {"Collections": ["Thesis / Chapter 2"], "Related": ["A Third Book", "Another Book on Skew"]}


def test_a_library_alone_needs_no_corpus_folder_unless_one_is_named(study: Study) -> None:
    study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    absent = study.folder / "none"
    zotero = Zotero(study.library.folder)
    assert len(scan(Corpus(absent, zotero, may_be_absent=True))[0]) == 1
    with pytest.raises(CorpusError, match="there is no such folder"):
        scan(Corpus(absent, zotero))
    with pytest.raises(CorpusError, match="there is no such folder"):
        scan(Corpus(absent, may_be_absent=True))


def test_a_folder_without_a_library_is_an_error(study: Study, tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match=r"holds no zotero\.sqlite; name Zotero's data folder"):
        scan(Corpus(study.folder, Zotero(tmp_path)))


def test_status_follows_the_library(study: Study) -> None:
    item = study.library.add("ITEM2222", "book", title="A Handbook of Drift")
    study.library.add("ITEM3333", "book", title="Another Book on Skew")
    study.build()
    assert is_current(study.corpus(), study.index, WordHash.fingerprint)
    study.library.edit(item, title="A Handbook of Drifts")
    states = {line.path: line.state for line in read_status(study.corpus(), study.index, WordHash.fingerprint).sources}
    assert states == {"zotero/ITEM2222": "changed", "zotero/ITEM3333": "indexed"}
    assert (study.build().read, study.build().read) == (1, 0)
