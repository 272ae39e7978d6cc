"""Characters that make a name look like something else: they show nothing, or turn the order of what they stand among.

Source: Unicode Technical Report 36, section 2.7 (hidden and bidirectional text). The joiners U+200C and U+200D stay:
Persian and emoji need them.
"""

import re
import unicodedata

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # control characters; a name has one line
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides and isolates
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff"  # no width, and no use in a name
    "\u2028\u2029\ud800-\udfff]"  # separators of lines, halves of characters
)
_JOINERS = "\u200c\u200d"


def hidden(name: str) -> str:
    """The first character of a name that can mislead who reads it, as ``U+202E``; empty when there is none."""
    if name and not name.strip(_JOINERS):
        return f"U+{ord(name[0]):04X}"
    found = _HIDDEN.search(name)
    return f"U+{ord(found[0]):04X}" if found else ""


def without_hidden(text: str) -> str:
    """A text on one line with nothing in it that shows nothing: for names that nobody can type again."""
    kept = _HIDDEN.sub("", text)
    return "".join(one for one in kept if one in _JOINERS or unicodedata.category(one) not in {"Cf", "Co"})
