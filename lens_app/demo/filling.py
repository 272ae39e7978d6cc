"""Fill an empty installation with the demo: the order in which everything happens."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from assessments.actions import reports
from assessments.models import Milestone, User, Workload
from lens_app.demo import (
    account,
    broker_agents,
    claims_assistant,
    document_tuning,
    internal_rules,
    loan_drafts,
    people,
)
from lens_app.demo.story import House, Person, Story
from lens_app.demo.telling import Place, found, tell

HARBORLINE_STORIES = {
    "claims": claims_assistant.STORY,
    "agents": broker_agents.STORY,
    "documents": document_tuning.STORY,
}
KITAHAMA_STORIES = {"rules": internal_rules.STORY, "loans": loan_drafts.STORY}
#: The day on which the organizations were founded.
FOUNDED = 262
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class Filled:
    """Who can sign in now, and with which password: one for all, made for this installation."""

    persons: tuple[Person, ...]
    password: str


def begun() -> bool:
    """Whether the demo was begun here before."""
    return User.objects.filter(email__in=[person.email for person in people.EVERYONE]).exists()


def finished() -> bool:
    """Whether it also came to its end: its people may sign in only then."""
    return User.objects.filter(email=people.EVERYONE[0].email, is_active=True).exists()


def fill(*, fake_url: str) -> Filled:
    """Fill in the whole demo. ``fake_url`` is the demo's own AWS; without it (empty) no account is connected."""
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(3))
    users = {person.key: _user(person, password) for person in people.EVERYONE}
    _house(people.HARBORLINE, HARBORLINE_STORIES, users, fake_url)
    _house(people.KITAHAMA, KITAHAMA_STORIES, users, fake_url)
    User.objects.filter(id__in=[user.id for user in users.values()]).update(is_active=True)
    return Filled(people.EVERYONE, password)


def _user(person: Person, password: str) -> User:
    return User.objects.create_user(
        person.email,
        password,
        name=person.name,
        language=person.language,
        time_zone=person.time_zone,
        is_active=False,
    )


def _house(house: House, stories: Mapping[str, Story], users: Mapping[str, User], fake_url: str) -> None:
    place = found(house, users, days_ago=FOUNDED)
    workloads = tell(place, stories)
    if fake_url:
        for name, story in stories.items():
            if story.account:
                account.collect(place, story, workloads[name], fake_url=fake_url)
    _report(place, workloads[next(iter(stories))], house)


def _report(place: Place, workload: Workload, house: House) -> None:
    """Ask for the executive summary of the newest milestone; the worker prints it once it runs."""
    with place.as_member(house.seats[0].person.key) as owner:
        newest = Milestone.objects.filter(workload=workload).order_by("-number").first()
        reports.ask(workload=workload, kind="executive-summary", language=house.language, by=owner, milestone=newest)
