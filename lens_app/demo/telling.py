"""Let a story happen, through the same actions that pages call."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone, translation

from assessments.actions import answers, evidence, milestones, organizations, scoping, workloads, worksheets
from assessments.actions.evidence import Target, Upload
from assessments.lenses import loader
from assessments.models import Answer, LensVersion, Membership, Organization, Review, User, Workload
from assessments.queries import aids, reviews
from assessments.queries.answers import content_of
from assessments.queries.scoping import proposed
from assessments.rules import applicability
from assessments.rules.aids.inputs import complete
from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from assessments.tenancy import scope
from lens_app.demo import calendar
from lens_app.demo.story import Act, House, Proof, Story, Worked

STATES = {"x": ChoiceState.SELECTED, ".": ChoiceState.UNSELECTED}
#: Work begins in the morning; in UTC this is the afternoon in Tokyo.
MORNING = time(6, 20)


class Place:
    """An organization of the demo with its members by key."""

    def __init__(self, organization_id: UUID, members: Mapping[str, Membership]) -> None:
        self.organization_id = organization_id
        self.members = members

    @contextmanager
    def as_member(self, who: str) -> Iterator[Membership]:
        """Act as this member, in one transaction."""
        member = self.members[who]
        with scope.organization(self.organization_id, actor_id=member.id, actor_name=str(member.user)):
            yield member


def found(house: House, users: Mapping[str, User], *, days_ago: int) -> Place:
    """Found the organization and seat its people."""
    since, founder = calendar.now(), house.seats[0]
    owner = organizations.found(name=house.name, by_user=users[founder.person.key], language=house.language)
    members = {founder.person.key: owner}
    organization_id = owner.organization_id
    with scope.organization(organization_id, actor_id=owner.id, actor_name=str(owner.user)):
        # A slug of the demo's own, so that its addresses can be remembered.
        Organization.objects.filter(id=organization_id).update(slug=house.slug)
        Membership.objects.filter(id=owner.id).update(duties=list(founder.duties))
        for seat in house.seats[1:]:
            user = users[seat.person.key]
            member = Membership.objects.create(user=user, role=seat.role.value, duties=list(seat.duties))
            members[seat.person.key] = member
    calendar.move(organization_id, since=since, to=day(days_ago))
    return Place(organization_id, members)


def tell(place: Place, stories: Mapping[str, Story]) -> dict[str, Workload]:
    """Let all stories of an organization happen in the order of their days; the workloads by the stories' names."""
    found: dict[str, Workload] = {}
    told = [(act, name) for name, story in stories.items() for act in story.acts]
    for act, name in sorted(told, key=lambda one: -one[0].days_ago):
        if name not in found:
            found[name] = _defined(place, stories[name], act)
        happen(place, found[name], act)
    return found


def happen(place: Place, workload: Workload, act: Act) -> None:
    """One act: answers and evidence, put on their day, then the milestone that freezes them."""
    since = calendar.now()
    with place.as_member(act.who) as member:
        review = workload.reviews.select_related("lens_version", "workload").get()
        for question_id in dict.fromkeys((*act.marks, *act.notes)):
            _answer(review, question_id, act, member)
        for proof in act.proofs:
            _prove(workload, proof, act, member)
        for worked in act.worked:
            _work_out(workload, worked, member)
    calendar.move(place.organization_id, since=since, to=day(act.days_ago))
    if act.milestone:
        name, note = act.milestone
        with place.as_member(act.who) as member:
            at = day(act.days_ago) + timedelta(hours=8)
            milestones.take(workload=workload, name=name, note=note, by=member, at=at)


def day(days_ago: int) -> datetime:
    """The morning of the day so many days ago."""
    return datetime.combine(timezone.now().date() - timedelta(days=days_ago), MORNING, UTC)


def _defined(place: Place, story: Story, first: Act) -> Workload:
    """Define the workload, and confirm the questions that its scope leaves out."""
    since = calendar.now()
    with place.as_member(first.who) as member:
        editions = LensVersion.built_in().filter(lens__key="generative_ai", version=story.edition)
        version = editions.latest("revision")
        workload = workloads.define(by=member, lens_versions=[version], **story.facts)
        review = reviews.readable().get(workload=workload)
        found = proposed(review)
        whole = [item.key for item in found.scoping.leave_out if item.whole]
        with translation.override(member.user.language):
            scoping.confirm(review=review, chosen=whole, basis=found.basis, by=member)
    calendar.move(place.organization_id, since=since, to=day(first.days_ago))
    return workload


def _answer(review: Review, question_id: str, act: Act, by: Membership) -> None:
    answer = Answer.objects.filter(review=review, question_id=question_id).first()
    before = content_of(answer)
    question = loader.question(review.lens_version, question_id)
    choices = dict(before.choices)
    if marks := act.marks.get(question_id):
        choices = _marked(question, marks, review.workload)
    for choice in question.choices:
        said = choices.get(choice.id, ChoiceAnswer())
        note = act.remarks.get(choice.id) or before.choices.get(choice.id, ChoiceAnswer()).note
        choices[choice.id] = ChoiceAnswer(said.state, said.reason, note)
    notes = act.notes.get(question_id, before.notes)
    content = AnswerContent(notes=notes, choices=choices)
    version = answer.version if answer else 0
    answers.record(review=review, question_id=question_id, content=content, expected_version=version, by=by)


def _marked(question: Question, marks: str, workload: Workload) -> dict[str, ChoiceAnswer]:
    if marks == "0":
        return {choice.id: ChoiceAnswer(ChoiceState.SELECTED) for choice in question.choices if choice.none_of_these}
    if len(marks) != len(question.practices):
        raise ValueError(f"{question.id} has {len(question.practices)} practices, not {marks!r}")
    out = {one.choice_id: one.reason for one in applicability.out_of_scope(question, workload.scope)}
    return {
        practice.id: ChoiceAnswer(ChoiceState.NOT_APPLICABLE, out[practice.id])
        if practice.id in out
        else ChoiceAnswer(STATES[mark])
        for practice, mark in zip(question.practices, marks, strict=True)
    }


def _work_out(workload: Workload, worked: Worked, by: Membership) -> None:
    page = aids.page(workload, worked.aid)
    if page is None:
        raise ValueError(f"no lens of the story offers the aid {worked.aid!r}")
    inputs = complete(page.offer.aid, worked.said)
    seen = page.current.id if page.current else None
    worksheets.save(review=page.review, offer=page.offer, inputs=inputs, by=by, seen=seen)


def _prove(workload: Workload, proof: Proof, act: Act, by: Membership) -> None:
    targets = [Target(proof.speaks_to.rpartition("_")[0], proof.speaks_to)]
    valid_until = None if proof.good_for is None else (day(act.days_ago) + timedelta(days=proof.good_for)).date()
    if proof.filename:
        upload = Upload(proof.filename, [proof.content])
        evidence.add_file(
            workload=workload, upload=upload, title=proof.title, targets=targets, by=by, valid_until=valid_until
        )
    elif proof.url:
        evidence.add_link(
            workload=workload, url=proof.url, title=proof.title, targets=targets, by=by, valid_until=valid_until
        )
    else:
        evidence.add_note(workload=workload, text=proof.text, title=proof.title, targets=targets, by=by)
