"""Charts: data in, an SVG string out. Pure, without Django, the same for a page and a PDF.

One chart per file. Every shape carries a class, which a page's stylesheet colours in light and dark, and a
presentation attribute with the print colour, because WeasyPrint does not apply a page's CSS inside ``<svg>``.
There is no ``style``, ``<use>``, ``<pattern>`` or id, so a chart passes a strict content security policy and may
stand on a page twice. Colour never carries meaning alone: risk is a shape, a luminance and a number.

Labels come in the reader's language; all text is escaped here. The ``<title>`` holds the whole of the data in
words, for screen readers and for the PDF's alternative text.
"""
