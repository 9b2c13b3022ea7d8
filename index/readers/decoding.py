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
        best = from_bytes(data).best()
        if best is None:
            raise ReadError("is not text in any known encoding: save it as UTF-8") from None
        text = str(best)
    if "\0" in text:
        raise ReadError("holds binary data, not text: check that its suffix is right")
    if not text.strip().strip("\ufeff"):
        raise ReadError("has no text in it: write something or remove the file")
    return text.replace("\r\n", "\n").replace("\r", "\n")
