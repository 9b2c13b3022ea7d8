"""PDFs made by hand, for what no real file at hand shows."""


def make_pdf(*objects: bytes, info: int | None = None) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue, `info` the document information."""
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    information = b"/Info %d 0 R" % info if info else b""
    size = len(objects) + 1
    trailer = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, information, len(out))
    return bytes(out) + b"xref\n0 %d\n0000000000 65535 f \n" % size + table + trailer


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def to_unicode(code: bytes, utf16: bytes) -> bytes:
    """A font's table that reads one code (hexadecimal) as these UTF-16 units (hexadecimal)."""
    return stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfchar <%s> <%s> endbfchar endcmap end end" % (code, utf16)
    )


def one_page(content: bytes, font: bytes = b"", *more: bytes, info: int | None = None) -> bytes:
    """One page with this content; object 5 is its font, further objects are numbered from 6."""
    return make_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        stream(content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica %s >>" % font,
        *more,
        info=info,
    )
