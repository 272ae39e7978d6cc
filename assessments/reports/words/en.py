"""The report in English: plain, short, sentence case."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from assessments.reports.words import labels_en as table
from assessments.rules.trend import Move
from assessments.rules.vocabulary import Risk, Told

SPELLED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def _spelled(count: int, *, first: bool = False) -> str:
    word = SPELLED[count] if count < len(SPELLED) else f"{count:,}"
    return word.capitalize() if first else word


def _many(count: int, one: str, more: str) -> str:
    return one if count == 1 else more


def _listed(parts: Sequence[str]) -> str:
    """One, two and three."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


class English:
    """Labels, dates and sentences in English."""

    language = "en"
    labels = table.LABELS
    risks = table.RISKS
    meanings = table.MEANINGS
    scope = table.SCOPE
    verdicts = table.VERDICTS
    reasons = table.REASONS
    method = table.METHOD
    moves = table.MOVES
    comma = ", "
    colon = ": "

    def aside(self, text: str) -> str:
        """A word in brackets after another."""
        return f" ({text})"

    def label(self, key: str) -> str:
        """The label with this key."""
        return self.labels[key]

    def day(self, on: date) -> str:
        """A date as people read it."""
        return f"{on.day} {MONTHS[on.month - 1]} {on.year}"

    def moment(self, at: datetime) -> str:
        """A date and time in UTC."""
        return f"{self.day(at.date())}, {at:%H:%M} UTC"

    def edition(self, number: int | None, on: date) -> str:
        """Which state of the workload this is: a milestone, or now. The day is the one in UTC, and says so."""
        return f"Milestone {number}, {self.day(on)} (UTC)" if number else f"State of {self.day(on)} (UTC)"

    def milestone(self, number: int | None, name: str) -> str:
        """The milestone of the cover."""
        return f"{number}, {name}" if number else "None: this is the state of the moment named below"

    def short_milestone(self, number: int | None) -> str:
        """A milestone in a legend."""
        return f"milestone {number}" if number else "now"

    def version(self, name: str, version: str) -> str:
        """A lens and its version."""
        return f"{name}, version {version}" if version else name

    def finding(self, counts: Mapping[Risk, int]) -> str:
        """The first sentence of the summary: what the counts say."""
        total, high, medium = sum(counts.values()), counts[Risk.HIGH], counts[Risk.MEDIUM]
        applicable = total - counts[Risk.NOT_APPLICABLE]
        answered = applicable - counts[Risk.UNANSWERED]
        if not total:
            return "This lens holds no questions."
        if not applicable:
            return "No question of this lens concerns this workload."
        if not answered:
            return "No question is answered yet, so nothing is known about the risk."
        if high:
            more = f", and {_spelled(medium)} {_many(medium, 'carries', 'carry')} a medium risk" if medium else ""
            verb = _many(high, "carries", "carry")
            return f"{_spelled(high, first=True)} of {total} questions {verb} a high risk{more}."
        if medium:
            verb = _many(medium, "carries", "carry")
            return f"No question carries a high risk; {_spelled(medium)} of {total} {verb} a medium risk."
        if counts[Risk.UNANSWERED]:
            asked = f"{_spelled(answered)} {_many(answered, 'question', 'questions')}"
            return f"No risk was found in the {asked} answered so far."
        return f"No risk was found in any of the {applicable} questions that apply."

    def change(self, opened: int, closed: int, number: int) -> str:
        """How high risks moved since a milestone."""
        if not opened and not closed:
            return f"No high risk was opened or closed since milestone {number}."
        gone = f"{_spelled(closed)} high {_many(closed, 'risk was', 'risks were')} closed"
        new = f"{_spelled(opened)} {_many(opened, 'was', 'were')} opened"
        if not closed:
            new = f"{_spelled(opened)} high {_many(opened, 'risk was', 'risks were')} opened"
            return f"Since milestone {number}, {new}."
        return f"Since milestone {number}, {gone}{f' and {new}' if opened else ''}."

    def gaps(self, unanswered: int, unseen: int, to_weigh: int) -> str:
        """What is not known: questions nobody answered, observations that could not look or that a person weighs."""
        parts = []
        if unanswered:
            parts.append(f"{_spelled(unanswered)} {_many(unanswered, 'question is', 'questions are')} unanswered")
        if unseen:
            parts.append(f"{_spelled(unseen)} {_many(unseen, 'observation', 'observations')} could not look")
        if to_weigh:
            needing = _many(to_weigh, "observation needs", "observations need")
            parts.append(f"{_spelled(to_weigh)} {needing} a person to decide")
        sentence = _listed(parts)
        return f"{sentence[0].upper()}{sentence[1:]}." if sentence else ""

    def trend(self, first: int, last: int, records: int, since: date) -> str:
        """How high risks went over all records."""
        span = f"over {_spelled(records)} records, since {self.day(since)}"
        if first == last:
            return f"High risks have stayed at {_spelled(last)} {span}."
        verb = "fell" if last < first else "rose"
        return f"High risks {verb} from {_spelled(first)} to {_spelled(last)} {span}."

    def no_trend(self) -> str:
        """Instead of a trend, when there is only one record."""
        return "This is the first record of this workload. A trend needs a second milestone."

    def first_record(self, questions: int) -> str:
        """The oldest step of the trend."""
        return f"First record, {questions} questions"

    def step(self, moves: Mapping[Move, int]) -> str:
        """One step of the trend."""
        told = (f"{moves.get(move, 0)} {name}" for move, name in self.moves.items() if moves.get(move))
        return ", ".join(told)

    def earlier(self, count: int) -> str:
        """Steps not shown."""
        return f"{_spelled(count, first=True)} earlier {_many(count, 'record is', 'records are')} in the chart only."

    def pillars(self, high: int, top: str, at_top: int) -> str:
        """Where the high risks sit."""
        if not high:
            return "No pillar carries a high risk."
        if high == at_top:
            who = "The only high risk sits" if high == 1 else f"All {_spelled(high)} high risks sit"
            return f"{who} in {top}."
        return f"{_spelled(at_top, first=True)} of {_spelled(high)} high risks {_many(at_top, 'sits', 'sit')} in {top}."

    def plan(self, practices: int, questions: int) -> str:
        """What the improvement plan holds."""
        if not practices:
            return "Nothing is open: no answered question carries a risk."
        missing = f"{_spelled(practices, first=True)} {_many(practices, 'practice is', 'practices are')} not in place"
        where = f"{_spelled(questions)} {_many(questions, 'question that carries', 'questions that carry')} a risk"
        return f"{missing} in the {where}."

    def no_practice(self) -> str:
        """A question with a risk but no practice left to name."""
        return "The rules of the lens give this risk without naming a practice."

    def in_place(self, done: int, of: int) -> str:
        """Practices in place beside a question."""
        return f"{done} of {of} in place"

    def more(self, count: int) -> str:
        """What a short list leaves out."""
        return f"and {_spelled(count)} more"

    def answered(self, name: str, on: str) -> str:
        """Who answered, and when."""
        return f"{name}, {on}"

    def former(self, code: str) -> str:
        """What evidence was for that speaks to a practice which the lens no longer has."""
        return f"was for {code}"

    def decided(self, accepted: bool, name: str, on: str) -> str:
        """A person's decision on a proposal."""
        return f"proposal {'accepted' if accepted else 'rejected'} by {name}, {on}"

    def register(self, count: int) -> str:
        """What the evidence register holds."""
        if not count:
            return "No file, link, note or worksheet has been added as evidence."
        return f"{_spelled(count, first=True)} {_many(count, 'item', 'items')} of evidence given by people."

    def observations(self, counts: Mapping[Told, int]) -> str:
        """What the checks saw. What could not be seen comes first."""
        if not sum(counts.values()):
            return "No check has looked at an AWS account yet."
        unseen, failed, passed = (counts[v] for v in (Told.NOT_DETERMINABLE, Told.FAIL, Told.PASS))
        to_weigh = counts[Told.NEEDS_A_PERSON]
        parts = [
            f"{_spelled(unseen, first=True)} {_many(unseen, 'observation', 'observations')} could not look",
            f"{_spelled(failed)} failed",
            f"{_spelled(passed)} passed",
        ]
        if to_weigh:
            parts.append(f"{_spelled(to_weigh)} {_many(to_weigh, 'needs', 'need')} a person to decide")
        return f"{_listed(parts)}. Not seen is neither good nor bad."

    def left_out(self, count: int) -> str:
        """Observations that are not printed."""
        return f"{count:,} more are not printed; the data of this report holds them all."

    def frozen(self, number: int | None) -> str:
        """What the digest covers."""
        source = f"the frozen data of milestone {number}" if number else "the data of the moment named on the cover"
        return (
            f"This report was made from {source}. The digest on the cover is the SHA-256 of that data, which the "
            "archive edition of this file carries as an attachment."
        )

    def audit(self) -> str:
        """What the head of the audit log is for."""
        return (
            "Every change is an entry in an append-only log in which each entry contains the hash of the one before. "
            "The head printed on the cover fixes all entries up to it."
        )

    def signing(self) -> str:
        """What a signature says."""
        return (
            "We have read this review, know the risks it names, and will carry out the improvement plan "
            "or decide otherwise in writing."
        )

    def strip_title(self, count: int) -> str:
        """The chart of one mark per question."""
        return f"Risk of each of the {count} questions"

    def profile_title(self) -> str:
        """The chart of practices in place."""
        return "Practices in place per pillar"

    def bars_title(self) -> str:
        """The chart of risks per pillar."""
        return "Questions by risk and pillar"

    def trend_title(self) -> str:
        """The chart over milestones."""
        return "Risk over milestones"
