"""The review as HTML: everything the snapshot says, in order, escaped, with links that lead somewhere."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest

from assessments.reports import executive_summary, lens_review
from assessments.reports.edition import Material, Milestone
from assessments.reports.markup import attribute, text
from assessments.reports.parts import summary
from assessments.reports.parts.detail import accepted, group_of
from assessments.reports.parts.observations import PRINTED
from assessments.reports.words import words
from assessments.rules import payload
from assessments.rules.snapshot import WorkloadSnapshot
from assessments.rules.vocabulary import ChoiceState, Verdict
from tests.reports import sample

HOSTILE = '<style>*{display:none}</style><img src=file:///etc/passwd onerror=x> style="position:fixed" &lt; \' " <!--'


def visible(html: str) -> str:
    """The text of a page, without tags."""
    return unescape(re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_parts_come_in_their_order(language: str) -> None:
    html = lens_review.build(sample.material(language))
    found = re.findall(r'<h1 id="(\w+)"', html)
    assert found == ["summary", "trend", "pillars", "plan", "detail", "register", "observations", "method", "sign"]


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_link_inside_the_document_leads_somewhere(language: str) -> None:
    html = lens_review.build(sample.material(language))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'id="([^"]+)"', html))


def test_the_cover_ties_the_paper_to_the_data() -> None:
    material = sample.material()
    html = lens_review.build(material)
    assert material.digest == payload.digest(payload.canonical(sample.state(4)))
    assert material.digest in visible(html).replace(" ", "")
    assert sample.AUDIT_HEAD in visible(html).replace(" ", "")
    assert sample.VERIFY_URL in html


def test_the_same_snapshot_gives_the_same_document() -> None:
    again = payload.from_payload(payload.canonical(sample.state(4)))
    assert lens_review.build(sample.material()) == lens_review.build(sample.material(snapshot=again))


def test_a_stored_digest_is_printed_as_it_was_stored() -> None:
    material = sample.material()
    stored = replace(material, edition=material.edition._replace(digest="ab" * 32))
    assert "abababab " * 7 in visible(lens_review.build(stored))


def test_the_finding_is_derived_from_the_snapshot() -> None:
    told = summary.finding(sample.material())
    assert told.startswith("Three of 8 questions carry a high risk, and one carries a medium risk.")
    assert "Since milestone 3, one high risk was opened." in told
    assert told.endswith("One question is unanswered and one observation could not look.")


def test_the_plan_names_what_is_missing_high_risk_first() -> None:
    html = lens_review.build(sample.material())
    plan = visible(html[html.index('id="plan"') : html.index('id="detail"')])
    order = [plan.index(text) for text in ("OPS02", "SEC01", "SEC02", "COST02")]
    assert order == sorted(order)
    assert "Practice 2 of SEC01 is kept." in plan
    assert "Practice 1 of SEC01 is kept." not in plan
    assert "What would show it: A dated record." in plan


def test_a_practice_of_an_unanswered_question_is_not_called_missing() -> None:
    [question] = [q for q in sample.state(4).questions() if q.id == "COST03"]
    assert {choice.state for choice in question.choices} == {ChoiceState.UNSELECTED}
    assert {group_of(question, choice) for choice in question.choices} == {"not_answered"}


def test_what_could_not_be_seen_comes_first_with_its_reason() -> None:
    html = lens_review.build(sample.material())
    part = visible(html[html.index('id="observations"') : html.index('id="method"')])
    assert part.index("LOG-DEST") < part.index("NET-VPCE") < part.index("IAM-WILD")
    assert "AccessDenied: s3:GetBucketPolicyStatus" in part
    assert "One observation could not look" in visible(html)


@pytest.mark.parametrize(("language", "word"), [("en", "◐ Needs a person"), ("ja", "◐ 要判断")])
def test_what_a_person_weighs_is_not_printed_as_a_look_that_failed(language: str, word: str) -> None:
    weighed = replace(sample.OBSERVATIONS[1], reason="undecided", statement={"en": "One of two.", "ja": "2つ中1つ。"})
    snapshot = replace(sample.state(4), observations=(weighed,))
    part = visible(lens_review.build(sample.material(language, snapshot)))
    assert word in part
    assert f"? {words(language).verdicts['NOT_DETERMINABLE']}" not in part
    assert "undecided" not in part


def test_a_question_shows_answer_notes_evidence_and_decision() -> None:
    html = lens_review.build(sample.material())
    start = html.index('data-bookmark="SEC01')
    part = visible(html[start : html.index('data-bookmark="SEC02')])
    assert "Costed in August." in part
    assert "The model is called over its public endpoint.\nInterface endpoints" in part
    assert f"Role map.xlsx, 2026-08-19, {sample.EVIDENCE[0].sha256[:8]} (BP01 speaks for)" in part
    assert f"NET-VPCE, Fail, 2026-11-17, {sample.OBSERVATIONS[0].sha256[:8]} (BP02 speaks against)" in part
    assert "BP01 proposal accepted by 髙橋 健, 2026-11-11" in part


def of_question(html: str, id: str, next_id: str) -> str:
    """What a review tells under a question."""
    return visible(html[html.index(f'data-bookmark="{id}') : html.index(f'data-bookmark="{next_id}')])


@pytest.mark.parametrize(
    ("language", "whole", "former"),
    [
        ("en", "2026-10-30 (question as a whole: neutral)", "(was for BP09: speaks for)"),
        ("ja", "2026-10-30（質問全体：どちらも示さない）", "（旧BP09：実施を示す）"),
    ],
)
def test_evidence_of_a_question_as_a_whole_and_of_a_practice_it_had_stands_under_it(
    language: str, whole: str, former: str
) -> None:
    html = lens_review.build(sample.material(language))
    part = of_question(html, "OPS02", "セキュリティ" if language == "ja" else "Security")
    assert f"監査の記録{words(language).comma}{whole}" in part
    assert part.index("監査の記録") < part.index("Role map.xlsx") < part.index("LOG-DEST")
    assert former in part


def test_the_register_names_every_question_that_evidence_is_used_in() -> None:
    html = lens_review.build(sample.material())
    register = html[html.index('id="register"') : html.index('id="observations"')]
    role_map, record = visible(register).split("監査の記録")
    assert "used in OPS02, SEC01" in role_map
    assert "used in OPS02" in record
    assert re.search(r'used in <a href="#q0-0-1">OPS02</a>', register)


@pytest.mark.parametrize(("language", "title"), [("en", "Nobody, ever"), ("ja", "誰もいない")])
def test_none_of_these_is_printed_in_the_words_of_the_lens(language: str, title: str) -> None:
    state = sample.state(4)
    review = state.reviews[0]
    pillar = review.pillars[0]
    question = pillar.questions[0]
    none = replace(
        question.choices[0], title={"en": "Nobody, ever", "ja": "誰もいない"}, none_of_these=True,
        state=ChoiceState.SELECTED,
    )  # fmt: skip
    changed = replace(pillar, questions=(replace(question, choices=(none,)), *pillar.questions[1:]))
    snapshot = replace(state, reviews=(replace(review, pillars=(changed, *review.pillars[1:])),))
    assert title in visible(lens_review.build(sample.material(language, snapshot)))


def test_the_register_holds_full_hashes_and_says_what_has_expired() -> None:
    html = lens_review.build(sample.material())
    part = visible(html[html.index('id="register"') : html.index('id="observations"')])
    assert sample.EVIDENCE[0].sha256 in part.replace(" ", "")
    assert "valid until 2026-10-01 (expired)" in part
    assert "48 KB" in part
    assert 'href="https://wiki.example/audit?a=1&amp;b=2"' in html


@pytest.mark.parametrize(
    ("language", "kind", "title"), [("en", "Worksheet", "Peak load"), ("ja", "検討シート", "ピーク時の負荷")]
)
def test_a_worksheet_is_called_in_the_reports_language(language: str, kind: str, title: str) -> None:
    called = {"en": "Peak load", "ja": "ピーク時の負荷"}
    worksheet = replace(sample.EVIDENCE[0], kind="WORKSHEET", title="T", source="worksheet", called=called)
    snapshot = replace(sample.state(4), evidence=(worksheet, *sample.EVIDENCE[1:]))
    html = lens_review.build(sample.material(language, snapshot))
    at_question, register = html[html.index('id="detail"') :].split('id="register"')
    for part in (visible(at_question), visible(register)):
        assert title in part
        assert kind in part
    assert worksheet.sha256 in visible(register).replace(" ", "")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("build", [lens_review.build, executive_summary.build])
def test_no_text_of_a_person_becomes_markup(build, language: str) -> None:
    plain = build(everywhere("", language))
    hostile = build(everywhere(HOSTILE, language))
    assert tags(hostile) == tags(plain)
    assert visible(hostile).count(HOSTILE) >= 3


class Elements(HTMLParser):
    """Element and attribute names in order, as a browser reads them; what charts and line breaks are made of aside."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[tuple[str, ...]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"span", "wbr", "text", "title", "path", "rect", "svg", "circle", "g"}:
            self.names.append((tag, *(name for name, _ in attrs)))


def tags(html: str) -> list[tuple[str, ...]]:
    """The elements of a page."""
    reader = Elements()
    reader.feed(html)
    return reader.names


def everywhere(words: str, language: str) -> Material:
    """The sample with ``words`` behind every word that people can write."""
    material = sample.material(language, sample.with_notes("Note." + words))
    state = material.snapshot
    workload = replace(
        state.workload,
        name="Name" + words,
        description="Told" + words,
        review_owner="Owner" + words,
        tags={"k": "v" + words},
    )
    evidence = tuple(replace(fact, title=fact.title + words, source="s" + words) for fact in state.evidence)
    seen = tuple(replace(fact, resource="r" + words, reason="why" + words) for fact in state.observations)
    snapshot = replace(state, organization="Org" + words, workload=workload, evidence=evidence, observations=seen)
    past = tuple(replace(one, name=one.name + words) for one in material.history)
    return replace(material, snapshot=snapshot, history=past, edition=material.edition._replace(name="Ed" + words))


def test_only_web_addresses_become_links() -> None:
    evidence = replace(sample.EVIDENCE[1], url="javascript:alert(1)")
    html = lens_review.build(sample.material(snapshot=replace(sample.state(4), evidence=(evidence,))))
    assert 'href="javascript' not in html
    assert "javascript:alert(1)" in visible(html)


def test_invisible_and_direction_changing_characters_are_dropped() -> None:
    html = lens_review.build(sample.material(snapshot=sample.with_notes("a\x00b\u202ec\u200bd")))
    assert ">abcd<" in html
    assert text("\ud800") == attribute("\ud800") == "\ufffd"


def test_a_report_of_now_needs_no_milestone() -> None:
    html = visible(lens_review.build(Material(snapshot=sample.state(4), language="en")))
    assert "State of 18 November 2026" in html
    assert "This is the first record of this workload." in html


def test_a_milestone_never_counts_itself_or_later_ones_as_past() -> None:
    later = tuple(sample.before(n) for n in (4, 3, 1))
    material = replace(sample.material(), history=later)
    assert [one.number for one in material.past] == [1, 3]


def test_an_empty_workload_still_makes_a_report() -> None:
    empty = replace(sample.state(4), reviews=(), evidence=(), observations=())
    for language in ("en", "ja"):
        assert "</html>" in lens_review.build(Material(snapshot=empty, language=language))


def test_one_of_several_lenses_can_be_reported_alone() -> None:
    other = replace(sample.review(4), id="r2", lens_name={"en": "Other Lens"})
    both = replace(sample.state(4), reviews=(sample.review(4), other))
    whole = replace(sample.material(snapshot=both))
    alone = replace(whole, review_id="r2")
    assert len(whole.places) == 2 * len(alone.places)
    assert "Generative AI Lens" not in visible(lens_review.build(alone))
    assert alone.digest == whole.digest


def test_observations_that_are_not_printed_are_counted() -> None:
    fact = replace(sample.OBSERVATIONS[0], verdict=Verdict.PASS)
    many = tuple(replace(fact, id=f"o{n}", evidence_id=f"x{n}") for n in range(PRINTED + 25))
    unseen = sample.OBSERVATIONS[1]
    html = lens_review.build(sample.material(snapshot=replace(sample.state(4), observations=(*many, unseen))))
    assert "26 more are not printed" in visible(html)
    assert "LOG-DEST" in visible(html)


def test_a_hundred_milestones_name_the_latest_steps_and_read_no_others() -> None:
    state, read = sample.state(1), []

    def kept(number: int) -> Milestone:
        def snapshot() -> WorkloadSnapshot:
            read.append(number)
            return state

        return Milestone(number, f"Week {number}", state.taken_at, state.risk_counts(), snapshot)

    history = tuple(kept(number) for number in range(1, 101))
    html = visible(lens_review.build(replace(sample.material(), history=history, edition=None)))
    assert "89 earlier records are in the chart only." in html
    assert sorted(read) == list(range(89, 101))


def test_the_milestones_of_one_of_several_lenses_count_its_questions_alone() -> None:
    other = replace(sample.review(4), id="r2", pillars=sample.review(4).pillars[:1])
    both = replace(sample.state(3), reviews=(*sample.state(3).reviews, other))
    past = Milestone(3, "Go-live", both.taken_at, both.risk_counts(), lambda: both)
    alone = replace(sample.material(snapshot=both), history=(past,), review_id="r2")
    assert sum(past.counts.values()) > sum(alone.past[0].counts.values())
    assert alone.past[0].counts == alone.past[0].snapshot.risk_counts() == alone.counts


def test_the_executive_summary_links_to_nothing_it_does_not_hold() -> None:
    html = executive_summary.build(sample.material())
    assert 'href="#' not in html
    assert "SEC01" in html


@pytest.mark.parametrize(("word", "yes"), [("ACCEPTED", True), ("accept", True), ("REJECTED", False), ("", False)])
def test_decisions_are_read_as_stored(word: str, yes: bool) -> None:
    assert accepted(word) is yes
