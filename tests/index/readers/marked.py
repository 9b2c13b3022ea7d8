"""PDFs with the marks of a reader, made with typst and pypdf."""

import io
from collections.abc import Sequence

import pypdfium2 as pdfium
import typst
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

PAGE = "#set page(width: 400pt, height: 500pt, margin: 40pt)\n#set text(size: 10pt)\n"

Value = str | int | Sequence[float] | IndirectObject


def printed(body: str) -> bytes:
    """A PDF of this text, in typst's language."""
    return typst.compile((PAGE + body).encode(), format="pdf")


class Marking:
    """Adds annotations to a PDF, as a reader's program does."""

    def __init__(self, data: bytes) -> None:
        self._document = pdfium.PdfDocument(data)
        self._writer = PdfWriter(clone_from=io.BytesIO(data))

    def corners(self, page: int, words: str) -> list[float]:
        """The corners of each line of some words on a page, as in /QuadPoints."""
        textpage = self._document[page - 1].get_textpage()
        place = textpage.search(words).get_next()
        assert place is not None, f"{words!r} is not on page {page}"
        boxes = [textpage.get_rect(i) for i in range(textpage.count_rects(*place))]
        return [
            side for left, bottom, right, top in boxes for side in (left, top, right, top, left, bottom, right, bottom)
        ]

    def add(self, page: int, kind: str, **values: Value) -> IndirectObject:
        """Add an annotation of a kind ("Highlight"), with these entries of its dictionary."""
        entries = {"Type": "/Annot", "Subtype": f"/{kind}", "F": 4, "Rect": [50.0, 50.0, 60.0, 60.0]} | values
        annotation = DictionaryObject({NameObject(f"/{name}"): _written(value) for name, value in entries.items()})
        reference = self._writer._add_object(annotation)
        page_object = self._writer.pages[page - 1]
        page_object[NameObject("/Annots")] = ArrayObject([*page_object.get("/Annots", ()), reference])
        return reference

    def over(self, page: int, words: str, kind: str = "Highlight", **values: Value) -> IndirectObject:
        """Mark some words."""
        return self.add(page, kind, QuadPoints=self.corners(page, words), **values)

    def saved(self) -> bytes:
        """The marked PDF."""
        file = io.BytesIO()
        self._writer.write(file)
        return file.getvalue()


def _written(value: Value) -> object:
    if isinstance(value, str):
        return NameObject(value) if value.startswith("/") else TextStringObject(value)
    if isinstance(value, int):
        return NumberObject(value)
    return value if isinstance(value, IndirectObject) else ArrayObject(map(FloatObject, value))
