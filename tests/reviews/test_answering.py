"""Answering on the page: as a form, as our script does, and when two people meet."""

from collections.abc import Callable

from assessments.actions import workloads
from assessments.models import Answer, AnswerVersion
from tests.reviews.conftest import QUESTION, Desk

Seat = Callable[..., Desk]


def saved(desk: Desk) -> Answer:
    with desk.tenant.open():
        return Answer.objects.get(question_id=QUESTION)


def answered(desk: Desk) -> bool:
    with desk.tenant.open():
        return Answer.objects.exists()


def test_a_form_without_script_saves_and_comes_back_to_the_question(desk: Seat):
    person = desk()
    response = person.save(0, "BP01", json=False, notes="line one\r\nline two")
    assert (response.status_code, response.url) == (302, person.url("question"))
    answer = saved(person)
    assert answer.notes == "line one\nline two"
    assert answer.choices[f"{QUESTION}_BP01"]["state"] == "SELECTED"
    assert "version 1" in person.client.get(response.url).content.decode()


def test_the_script_learns_version_risk_and_what_to_show(desk: Seat):
    person = desk()
    response = person.save(0, "BP01")
    body = response.json()
    assert (response.status_code, body["version"], body["risk"]) == (200, 1, "HIGH")
    assert "version 1" in body["said"]
    assert body["content"]["choices"][f"{QUESTION}_BP01"]["state"] == "SELECTED"
    shown = {"question-risk", "progress", "why", "history", "facts", "tree-head", f"glyph-{QUESTION}"}
    assert shown <= body["fragments"].keys()
    assert "1 of 4 in place" in body["fragments"]["progress"]


def test_does_not_apply_keeps_reason_and_note_and_wins_over_a_tick(desk: Seat):
    person = desk()
    choice = f"{QUESTION}_BP03"
    fields = {"na": [choice], f"reason:{choice}": "ARCHITECTURE_CONSTRAINTS", f"note:{choice}": "No store."}
    assert person.save(0, "BP03", **fields).status_code == 200
    kept = {"state": "NOT_APPLICABLE", "reason": "ARCHITECTURE_CONSTRAINTS", "note": "No store."}
    assert saved(person).choices[choice] == kept


def test_a_question_that_does_not_apply_is_not_applicable_with_its_reason(desk: Seat):
    person = desk()
    body = person.save(0, not_applicable="on", reason="OUT_OF_SCOPE").json()
    assert (body["risk"], body["content"]["reason"]) == ("NOT_APPLICABLE", "OUT_OF_SCOPE")


def test_too_long_notes_are_refused_with_both_numbers_and_stay_in_the_page(desk: Seat):
    person = desk()
    long = "あ" * 3000
    body = person.save(0, "BP01", notes=long)
    assert (body.status_code, body.json()["field"]) == (422, "notes")
    assert {"2084", "3000"} <= set(body.json()["message"].replace(";", "").replace(".", "").split())
    page = person.save(0, "BP01", json=False, notes=long)
    html = page.content.decode()
    assert page.status_code == 422
    assert long in html
    assert "3000" in html
    assert not answered(person)


def test_two_people_who_edit_different_fields_both_get_their_way(desk: Seat):
    one, other = desk(), desk("lead")
    one.save(0, notes="draft")
    one.save(1, "BP01", notes="draft")
    body = other.save(1, notes="final").json()
    assert body["version"] == 3
    assert body["content"]["notes"] == "final"
    assert body["content"]["choices"][f"{QUESTION}_BP01"]["state"] == "SELECTED"


def test_a_clash_tells_the_script_both_states_and_writes_nothing(desk: Seat):
    one, other = desk(), desk("lead")
    one.save(0, notes="draft")
    one.save(1, "BP02", notes="theirs")
    response = other.save(1, "BP01", notes="mine")
    body = response.json()
    assert (response.status_code, body["code"]) == (409, "stale_answer")
    assert body["collisions"] == ["notes"]
    assert (body["current"]["notes"], body["mine"]["notes"]) == ("theirs", "mine")
    assert set(body["mine"]["choices"]) == {f"{QUESTION}_BP01", f"{QUESTION}_BP02"}
    assert "theirs" in body["fragments"]["clash"]
    assert saved(one).version == 2


def test_a_clash_without_script_shows_both_states_and_keeps_what_was_typed(desk: Seat):
    one, other = desk(), desk("lead")
    one.save(0, notes="draft")
    one.save(1, notes="what they wrote")
    response = other.save(1, json=False, notes="what I wrote")
    html = response.content.decode()
    assert response.status_code == 409
    assert html.count("what I wrote") == 2
    assert "what they wrote" in html
    assert 'name="keep:notes"' in html
    assert '<input type="hidden" name="version" value="2">' in html


def test_a_clash_is_settled_field_by_field(desk: Seat):
    one, other = desk(), desk("lead")
    one.save(0, notes="draft")
    one.save(1, "BP01", notes="theirs")
    chosen = {"keep:notes": "theirs", f"keep:choices.{QUESTION}_BP02.state": "mine"}
    body = other.save(2, "BP02", notes="mine", **chosen)
    content = body.json()["content"]
    assert content["notes"] == "theirs"
    assert content["choices"][f"{QUESTION}_BP02"]["state"] == "SELECTED"


def test_a_choice_the_question_does_not_have_is_refused_by_name(desk: Seat):
    response = desk().save(0, "BP99")
    assert response.status_code == 422
    assert f"{QUESTION}_BP99" in response.json()["message"]


def test_a_form_without_its_version_is_refused(desk: Seat):
    person = desk()
    response = person.client.post(person.url("answer"), {"notes": "x"}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["field"]) == (422, "version")


def test_a_viewer_reads_and_cannot_save(desk: Seat):
    viewer = desk("viewer")
    html = viewer.page().content.decode()
    assert "data-autosave" not in html
    assert "You can read this review" in html
    assert viewer.save(0, "BP01").status_code == 403


def test_an_archived_workload_keeps_its_answers(desk: Seat):
    person = desk()
    person.save(0, "BP01")
    with person.tenant.open():
        workloads.archive(workload=person.tenant.workload, by=person.tenant.owner)
    response = person.save(1, "BP02")
    assert (response.status_code, response.json()["code"]) == (409, "workload_archived")
    assert "data-autosave" not in person.page().content.decode()
    assert saved(person).version == 1


def test_history_shows_each_version_and_brings_one_back(desk: Seat):
    person = desk()
    person.save(0, "BP01", notes="Two callers, both known.")
    person.save(1, "BP01", notes="Three callers, all known.")
    html = person.client.get(person.url("answer_history")).content.decode()
    assert "<del>Two</del><ins>Three</ins>" in html.replace(" ", "").replace("<delclass", "<del class")
    response = person.client.post(person.url("answer_restore", number=1), {"version": 2})
    assert response.url == person.url("question")
    answer = saved(person)
    assert (answer.version, answer.notes) == (3, "Two callers, both known.")
    with person.tenant.open():
        assert AnswerVersion.objects.count() == 3


def test_bringing_a_version_back_over_newer_work_is_refused(desk: Seat):
    person = desk()
    person.save(0, notes="first")
    person.save(1, notes="second")
    person.save(2, notes="third")
    response = person.client.post(person.url("answer_restore", number=1), {"version": 2})
    assert response.status_code == 409
    assert saved(person).notes == "third"
