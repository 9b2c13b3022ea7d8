"""The picture of a figure or table on its page, drawn in a process of its own, as the PDF comes from a stranger."""

import io
from pathlib import Path
from typing import Any

from index.errors import ReadingError
from index.reading.process import serve_confined
from index.reading.reading import Limits, ask_within, end_child, start_child
from index.sources import Figure

_LIMITS = Limits(seconds=10.0, output=16 << 20)
"""A page takes a tenth of a second."""
_SCALE = 2.0  # pixels a point, for sharp letters on a screen
_MARGIN = 6.0  # points around the box


def picture(location: Path, figure: Figure) -> bytes | None:
    """The figure as PNG; None if the file is gone, or its page cannot be drawn."""
    if not location.is_file():
        return None
    try:
        child = start_child("index.reading.pictures", "")
    except ReadingError:
        return None
    try:
        return ask_within(child, [str(location), *figure], _LIMITS.seconds, _LIMITS.output)[1]
    finally:
        end_child(child)


def _draw(location: str, figure: Figure) -> bytes:
    import pypdfium2 as pdfium

    with pdfium.PdfDocument(location) as document:
        page = document[figure.page - 1]
        width, height = page.get_size()
        # Cut off at the left, the foot, the right and the top.
        cut = (
            max(figure.left - _MARGIN, 0.0), max(figure.bottom - _MARGIN, 0.0),
            max(width - figure.right - _MARGIN, 0.0), max(height - figure.top - _MARGIN, 0.0),
        )  # fmt: skip
        file = io.BytesIO()
        page.render(scale=_SCALE, crop=cut).to_pil().save(file, "PNG")
    return file.getvalue()


def main() -> None:
    """Answer requests [location, page, start, end, left, bottom, right, top] with a picture, or with nothing."""

    def respond(request: list[Any]) -> bytes:
        try:
            return _draw(request[0], Figure(*request[1:]))
        except Exception:  # noqa: BLE001  the process's edge: whatever is wrong with the page, there is no picture
            return b""

    serve_confined(_LIMITS, respond)


if __name__ == "__main__":
    main()
