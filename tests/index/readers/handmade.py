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


def bitmap_page(*lines: str, codes: str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") -> bytes:
    """A page whose letters are bitmaps at 300 dpi of a Type 3 font of nominal size 0.24, as dvips made them.

    Letters are drawn in the heights of Computer Modern at ten points, with a box in the font that is no letter's.
    """
    glyphs, procedures = [], []
    for number, letter in enumerate(codes):
        high = 19 if letter in "acegmnopqrsuvwxyz" else 29
        glyphs.append(stream(b"22 0 2 0 18 %d d1 2 0 16 %d re f" % (high, high)))
        procedures.append(b"/g%d %d 0 R" % (ord(letter), 6 + number))
    widths = b" ".join(b"22" for _ in range(256))
    named = b" ".join(b"%d /g%d" % (ord(letter), ord(letter)) for letter in codes)
    font = (
        b"<< /Type /Font /Subtype /Type3 /FontBBox [0 -8 40 250] /FontMatrix [1 0 0 1 0 0] /FirstChar 0 /LastChar 255 "
        b"/Widths [%s] /Encoding << /Type /Encoding /Differences [%s] >> /CharProcs << %s >> >>"
    ) % (widths, named, b" ".join(procedures))
    drawn = b"".join(
        b"BT /F1 0.24 Tf 1 0 0 1 20 %d Tm (%s) Tj ET\n" % (280 - 14 * row, line.encode("latin-1"))
        for row, line in enumerate(lines)
    )
    return make_pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "
        b"/Resources << /Font << /F1 5 0 R >> >> >>",
        stream(drawn),
        font,
        *glyphs,
    )
