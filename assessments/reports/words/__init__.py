"""Everything a report says, in both languages. Each language is one hand's work, not a translation of the other.

`English` and `Japanese` have the same labels and the same sentences: the type checker reads their union, and a
test compares them.
"""

from assessments.reports.words.en import English
from assessments.reports.words.ja import Japanese

#: The words of one language.
Words = English | Japanese

LANGUAGES: dict[str, type[English] | type[Japanese]] = {"en": English, "ja": Japanese}


def words(language: str) -> Words:
    """The words of ``en`` or ``ja``. Raises KeyError for any other language."""
    return LANGUAGES[language]()
