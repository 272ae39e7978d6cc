"""Reports: a frozen snapshot in, a document out. No model, no query, no request.

A milestone and "now" go through the same code. One file per report (`registry`), the parts they share in `parts`,
every sentence in `words` in both languages, and the way to PDF in `pdf`.
"""
