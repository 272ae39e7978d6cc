"""Decision aids: small worksheets that turn a few answers of a team into a decision that it can show.

What an aid asks and how it concludes is code, one module to an aid; what it says to people is lens content in two
languages (``lenses/catalog/…/aids/<key>.json``). An aid knows codes and figures only.
"""
