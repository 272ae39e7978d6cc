"""What a story is made of: people, a workload, and what was done to it on which day."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.access import RoleName
from assessments.rules.aids.aid import Answer


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the demo. ``key`` is what stories call them, and the start of their address."""

    key: str
    name: str
    email: str
    language: str
    time_zone: str


@dataclass(frozen=True, slots=True)
class Seat:
    """A person's place in an organization: their role, and the FMOps roles they fill."""

    person: Person
    role: RoleName
    duties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class House:
    """An organization. The first seat is the founder's."""

    name: str
    slug: str
    language: str
    seats: tuple[Seat, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """A piece of evidence for (or about) the practice ``speaks_to``: a file, else a link, else a note.

    ``good_for`` is how many days after it was added it stays valid; None: for good.
    """

    title: str
    speaks_to: str
    filename: str = ""
    content: bytes = b""
    url: str = ""
    text: str = ""
    good_for: int | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """A decision aid that was filled in, and its result saved. What is not ``said`` was left open."""

    aid: str
    said: Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Act:
    """What one person did to a workload on one day.

    ``marks`` says per question and practice, in the lens's order, what is in place: ``x`` yes, ``.`` no; a lone
    ``0`` is "none of these". Practices that the workload's scope leaves out are marked so by themselves.
    ``notes`` are those of questions, ``remarks`` those of practices. ``milestone`` is its name and its note.
    """

    days_ago: int
    who: str
    marks: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[Proof, ...] = ()
    worked: tuple[Worked, ...] = ()
    milestone: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """An AWS account of the demo that runs a workload: name, id, Regions, stage, and who connected it."""

    name: str
    account_id: str
    regions: tuple[str, ...]
    stage: str
    who: str


@dataclass(frozen=True, slots=True)
class Word:
    """What a person decided about the proposal for a practice; a rejection says why in ``note``."""

    practice: str
    who: str
    accept: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """A workload (``facts`` are its fields), what was done to it, its AWS account, and what was decided then.

    ``edition`` is that of the Generative AI Lens it is reviewed under; an older one waits for its team to upgrade.
    """

    facts: Mapping[str, object]
    acts: tuple[Act, ...]
    account: Account | None = None
    words: tuple[Word, ...] = ()
    edition: str = "2025.11"
