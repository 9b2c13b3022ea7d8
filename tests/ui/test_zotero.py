"""A Zotero library named on the command line, in the environment or in refdesk.toml."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from index.errors import SettingError
from index.zotero.library import Zotero
from tests.index.zotero.libraries import ZoteroLibrary
from tests.ui.calling import CommandLine, Ran, only_line
from ui.cli import app
from ui.settings import load_settings


@pytest.fixture
def library(tmp_path: Path) -> ZoteroLibrary:
    made = ZoteroLibrary(tmp_path / "Zotero")
    item = made.add(
        "ITEM2222", "journalArticle", [("Lovelace", "Ada", "author")], title="On Drift in Gauges", date="2021"
    )
    made.note("NOTE2222", "<p>Gauges drift more than they say.</p>", item)
    made.attach("FILE2222", "storage:gone.pdf", item)
    made.collect("Thesis", [item])
    made.add("ITEM3333", "book", [("Hopper", "Grace", "author")], title="A Handbook of Halls", date="2019")
    return made


def test_a_library_alone_is_asked_as_a_corpus_is(library: ZoteroLibrary, refdesk: CommandLine) -> None:
    def run(*arguments: str) -> Ran:
        done = CliRunner().invoke(app, ["--zotero", str(library.folder), *arguments])
        return Ran(done.exit_code, done.stdout, done.stderr)

    built = run("index", "--json")
    assert (built.status, built.document["works"], built.document["failed"]) == (0, 2, [])
    asked = run("ask", "how far do gauges drift?", "--json").document
    (citation, *_) = asked["citations"]
    assert (citation["source"], citation["quote"]) == ("zotero/ITEM2222", "Gauges drift more than they say.")
    status = run("status", "--json").document
    assert {source["path"]: source["state"] for source in status["sources"]} == {
        "zotero/FILE2222/gone.pdf": "ignored", "zotero/ITEM2222": "indexed", "zotero/ITEM3333": "indexed",
    }  # fmt: skip
    assert "zotero/FILE2222/gone.pdf: is not on this machine" in " ".join(run("status", "--all").out.split())
    assert "1 attachment is not read" in run("doctor").out


def test_a_library_that_cannot_be_read_now_is_said_and_answers_stand(
    library: ZoteroLibrary, refdesk: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus/note.md").write_text("# Halls\n\nHalls are cold.\n")
    here = ("--zotero", str(library.folder))
    assert refdesk(*here, "index", corpus=tmp_path / "corpus").status == 0
    with library.db() as db:
        db.execute("ALTER TABLE itemNotes RENAME COLUMN note TO text")
    ran = refdesk(*here, "index", "--json", corpus=tmp_path / "corpus")
    assert (ran.status, ran.document["works"], ran.document["sources"]["removed"]) == (3, 3, 0)
    shown = " ".join(refdesk(*here, "index", corpus=tmp_path / "corpus").out.split())
    assert "not read zotero: zotero.sqlite is of a version of Zotero that refdesk does not know" in shown
    asked = refdesk(*here, "ask", "how far do gauges drift?", "--json", corpus=tmp_path / "corpus")
    assert asked.document["citations"][0]["source"] == "zotero/ITEM2222"
    assert "refdesk: zotero: zotero.sqlite is of a version" in asked.err


def test_a_folder_without_a_library_is_one_line(refdesk: CommandLine, tmp_path: Path) -> None:
    ran = refdesk("--zotero", str(tmp_path), "index")
    assert ran.status == 1
    assert only_line(ran.err).startswith(f"refdesk: {tmp_path}: holds no zotero.sqlite; name Zotero's data folder (")


def test_settings_name_the_library_and_its_collections(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = '[zotero]\npath = "Zotero"\ncollections = ["Thesis"]\nbase = "../pdf"\n'
    (tmp_path / "refdesk.toml").write_text(text)
    here = tmp_path / "corpus"
    base = tmp_path / "../pdf"
    assert load_settings(here).whole_corpus.zotero == Zotero(tmp_path / "Zotero", ("Thesis",), base)
    monkeypatch.setenv("REFDESK_ZOTERO", "/elsewhere")
    assert load_settings(here).whole_corpus.zotero == Zotero(Path("/elsewhere"), ("Thesis",), base)
    assert load_settings(here, zotero=Path("/named/zotero.sqlite")).whole_corpus.zotero == Zotero(
        Path("/named"), ("Thesis",), base
    )


def test_no_library_is_named_by_default(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "corpus").whole_corpus.zotero is None


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("zotero = 'Zotero'\n", "`zotero` is a table; write `[zotero]` and below it `path = ...`"),
        ("[zotero]\ncollection = ['Thesis']\n", "there is no setting `zotero.collection`; the settings are path,"),
        ("[zotero]\ncollections = 'Thesis'\n", "`zotero.collections`: input should be a valid tuple, not 'Thesis'; "),
        ("[zotero]\npath = 'Z'\ncollections = ['']\n", "`zotero.collections.0`: string should have at least 1"),
        ("[zotero]\ncollections = ['Thesis']\n", "`zotero.collections` needs a library; write `path = ...` under it"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, error: str) -> None:
    (tmp_path / "refdesk.toml").write_text(text)
    with pytest.raises(SettingError) as raised:
        load_settings(tmp_path / "corpus")
    assert str(raised.value).startswith(f"{tmp_path}/refdesk.toml: {error}")


def test_a_library_not_named_to_a_question_stays_in_the_index(
    library: ZoteroLibrary, refdesk: CommandLine, tmp_path: Path
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "note.md").write_text("# Halls\n\nHalls are cold.\n")
    assert refdesk("--zotero", str(library.folder), "index", corpus=corpus).status == 0
    (corpus / "note.md").write_text("# Halls\n\nHalls are cold, and gauges in halls are wet.\n")
    asked = refdesk("ask", "how far do gauges drift?", "--json", corpus=corpus)
    assert "zotero/ITEM2222" in {citation["source"] for citation in asked.document["citations"]}
    assert [line for line in asked.err.splitlines() if line.startswith("refdesk: ")] == [
        f"refdesk: zotero: the Zotero library was not looked at, as none is named: name it with `--zotero "
        f"{library.folder}`, or under [zotero] in refdesk.toml; what the index holds of it stands"
    ]
    found = refdesk("search", "wet gauges", "--json", corpus=corpus).document["hits"]
    assert {hit["source"] for hit in found} >= {"note.md", "zotero/ITEM2222"}
    status = refdesk("status", "--json", corpus=corpus).document
    assert (status["stale"], len(status["works"])) == (False, 3)
    assert "the Zotero library was not looked at" in " ".join(refdesk("status", corpus=corpus).out.split())
    corrected = refdesk("correct", status["works"][0]["key"], "--year", "2020", corpus=corpus)
    assert (corrected.status, len(refdesk("status", "--json", corpus=corpus).document["works"])) == (0, 3)
    left = refdesk("index", "--json", corpus=corpus)
    assert (left.document["works"], left.document["sources"]["removed"]) == (1, 2)
    assert "2 sources of a Zotero library left out, as none is named now: name it" in left.document["notes"][0]
    assert refdesk("ask", "are halls cold?", "--json", corpus=corpus).err == ""


def test_a_library_alone_is_asked_without_its_name(library: ZoteroLibrary, refdesk: CommandLine) -> None:
    def run(*arguments: str) -> Ran:
        done = CliRunner().invoke(app, list(arguments))
        return Ran(done.exit_code, done.stdout, done.stderr)

    run("--zotero", str(library.folder), "index")
    asked = run("ask", "how far do gauges drift?", "--json")
    assert asked.document["citations"][0]["source"] == "zotero/ITEM2222"
