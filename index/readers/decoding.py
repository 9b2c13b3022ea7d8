"""Bytes of a text file to text, in whatever encoding it was saved."""

from charset_normalizer import from_bytes

from index.errors import ReadError


def decode(data: bytes) -> str:
    """The text of a file with line ends as `\\n`; UTF-8 where it is valid, else the most plausible encoding.

    Raises ReadError for bytes that are no text in any encoding.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = _guessed(data)
    if "\0" in text:
        raise ReadError("holds binary data, not text: check that its suffix is right")
    text = text.removeprefix("\ufeff")  # a byte order mark, which would hide a heading on the first line
    if not text.strip():
        raise ReadError("has no text in it: write something or remove the file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _guessed(data: bytes) -> str:
    """Text in the encoding that fits best; Windows-1252 where it fits hardly worse, being by far the most common."""
    matches = from_bytes(data)
    best = matches.best()
    if best is None:
        raise ReadError("is not text in any known encoding: save it as UTF-8")
    for match in matches:
        as_good = match.chaos <= best.chaos and match.coherence >= best.coherence - 0.1
        if as_good and "cp1252" in match.could_be_from_charset:
            return data.decode("cp1252")
    return str(best)
