"""Characters that make a name look like something else: they show nothing, or turn the order of what they stand among.

Source: Unicode Technical Report 36, section 2.7 (hidden and bidirectional text), and the property
Default_Ignorable_Code_Point. What writing needs stays: the joiners U+200C and U+200D where Persian, Indic scripts and
emoji have them, and the selectors that choose a variant of a kanji or an emoji.
"""

import re
import unicodedata

#: One of them, as a regular expression has it.
HIDDEN = (
    "[\x00-\x1f\x7f-\x9f"  # control characters; a name has one line
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # direction marks, overrides and isolates
    "\u200b\u2060-\u2065\u206a-\u206f\ufeff"  # no width, and no use in a name
    "\u00ad\u034f\u17b4\u17b5\u180e"  # a hyphen, a joint and vowels that are not drawn
    "\u115f\u1160\u2800\u3164\uffa0"  # letters and a Braille pattern that are blank
    "\ufff9-\ufffb\U0001d173-\U0001d17a"  # marks of annotations and of music
    "\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"  # tags: a hidden alphabet
    "\u2028\u2029\ud800-\udfff]"  # separators of lines, halves of characters
)
_HIDDEN = re.compile(HIDDEN)
#: A joiner at the start, or after a letter of a script that has no use for it, after punctuation or another joiner.
_STRAY = re.compile("(?:^|(?<=[\x00-\u058f\u1e00-\u20ff\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]))[\u200c\u200d]")
_JOINERS = "\u200c\u200d"


def hidden(name: str) -> str:
    """The first character of a name that can mislead who reads it, as ``U+202E``; empty when there is none."""
    if name.strip() and not _seen(name):
        return f"U+{ord(name.strip()[0]):04X}"
    found = _HIDDEN.search(name) or _STRAY.search(name)
    return f"U+{ord(found[0]):04X}" if found else ""


def without_hidden(text: str) -> str:
    """A text on one line with nothing in it that shows nothing: for names that nobody can type again.

    Empty when there was nothing to see.
    """
    kept = "".join(
        one for one in _HIDDEN.sub("", text) if one in _JOINERS or unicodedata.category(one) not in {"Cf", "Co"}
    )
    return _STRAY.sub("", kept) if _seen(kept) else ""


def _seen(text: str) -> bool:
    """Whether anything in it is drawn by itself: not only marks on other letters, spaces and controls."""
    return any(unicodedata.category(one)[0] not in "MZC" for one in _HIDDEN.sub("", text))
