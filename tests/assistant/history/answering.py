"""Small corpora that change, and answers to keep of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from assistant.answers import Answer, Claim, JudgedWork, Support, Verdict
from assistant.composing import Citer
from assistant.history.staleness import Change, Checker
from assistant.history.store import History, KeptAnswer
from assistant.questions.question import QuestionKind
from index.build import BuildRequest, build
from index.reading.corpus import CorpusFile
from index.reading.process import read
from index.reading.reading import ReadFile, pack
from index.store.catalogue import Catalogue
from index.works.filters import Filter
from tests.index.readers.handmade import make_pdf, stream
from tests.index.wordhash import WordHash


def _read_here(files: Sequence[CorpusFile], *_: object) -> Iterator[ReadFile]:
    """Read in this process: one of their own for a few lines of text takes longer than everything else."""
    for file in files:
        outcome = read(file.location, file.path)
        yield ReadFile(file, outcome, pack(outcome))


@dataclass(frozen=True)
class Shelf:
    """A corpus whose files a test writes, moves and drops, and its index."""

    folder: Path

    @property
    def index(self) -> Path:
        return self.folder / ".refdesk"

    @property
    def corpus(self) -> Path:
        return self.folder / "corpus"

    def write(self, files: Mapping[str, str | bytes | None]) -> None:
        """Write files, or drop those without content, and index them."""
        for name, content in files.items():
            path = self.corpus / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content.encode() if isinstance(content, str) else content)
        self.build()

    def rename(self, old: str, new: str) -> None:
        (self.corpus / new).parent.mkdir(parents=True, exist_ok=True)
        (self.corpus / old).rename(self.corpus / new)
        self.build()

    def build(self, *, rebuild: bool = False) -> None:
        with patch("index.build.read_files", _read_here):
            build(self.corpus, self.index, WordHash(), BuildRequest(rebuild=rebuild))

    @contextmanager
    def catalogue(self) -> Iterator[Catalogue]:
        catalogue = Catalogue(self.index)
        try:
            yield catalogue
        finally:
            catalogue.close()

    def keep(self, *quotes: str, listing: bool = False, only: Filter = Filter(), **changed: object) -> KeptAnswer:
        """Keep an answer that cites the sentences with these words, one each; a listing of all works if asked for."""
        with self.catalogue() as catalogue:
            answer = answer_citing(catalogue, quotes, listing=listing, only=only, **changed)
            places = [place.rowid for place in catalogue.places()]
            history = History(self.index)
            return history.record(history.keep(answer, [*catalogue.passages(places).values()], catalogue))

    def changes(self, record: KeptAnswer) -> tuple[Change, ...]:
        with self.catalogue() as catalogue, catalogue.snapshot():
            return Checker(catalogue).changes(record)


def answer_citing(
    catalogue: Catalogue, quotes: Iterable[str], *, listing: bool = False, only: Filter = Filter(), **changed: object
) -> Answer:
    works = catalogue.works()
    citer = Citer(catalogue, {work.key: work for work in works})
    passages = list(catalogue.passages(place.rowid for place in catalogue.places()).values())
    for words in quotes:
        passage, sentence = next((p, s) for p in passages for s in p.sentences if words in s.text)
        assert citer.cite(passage, sentence), words
    judged = tuple(
        JudgedWork(w.key, w.label, w.authors, w.year, Verdict.NO, ()) for w in catalogue.works(only) if listing
    )
    facts = {
        "question": "what is said of drift?",
        "kind": QuestionKind.LISTING if listing else QuestionKind.LOOKUP,
        "topic": "drift",
        "only": only,
        "abstained": False,
        "reason": None,
        "claims": tuple(Claim(c.quote, Support.VERBATIM, (c.number,)) for c in citer.citations),
        "citations": citer.citations,
        "works": judged if listing else None,
        "counts": dict.fromkeys(Verdict, 0) | {Verdict.NO: len(judged)} if listing else None,
        "generation": catalogue.generation(),
        "model": None,
        "seconds": 0.1,
    }
    return Answer(**(facts | changed))  # type: ignore[arg-type]


def pdf_of(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF with these lines on its pages."""
    kids = " ".join(f"{2 * i + 4} 0 R" for i in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for i, lines in enumerate(pages):
        shown = "".join(f"({line}) Tj 0 -24 Td " for line in lines)
        page = f"/MediaBox [0 0 600 800] /Contents {2 * i + 5} 0 R /Resources << /Font << /F1 3 0 R >> >>"
        objects += [f"<< /Type /Page /Parent 2 0 R {page} >>".encode()]
        objects += [stream(f"BT /F1 12 Tf 50 700 Td {shown}ET".encode())]
    return make_pdf(*objects)
