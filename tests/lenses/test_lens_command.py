"""`manage.py lens`: a lens checked and answers judged, in a bare environment without a database."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from lens_app.stack.places import ROOT
from tests.lenses.documents import changed, encoded, small


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A place with a sound lens in it."""
    (tmp_path / "lens.json").write_bytes(encoded(small()))
    return tmp_path


def lens(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command as somebody who has a checkout and nothing else."""
    command = [sys.executable, str(ROOT / "manage.py"), "lens", *arguments]
    environment = {"PATH": os.environ["PATH"]} | variables
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def facts(done: subprocess.CompletedProcess[str]) -> Any:
    return json.loads(done.stdout)


def test_a_sound_lens_is_accepted(folder: Path) -> None:
    done = lens(folder, "check", "lens.json", "--json")
    assert done.returncode == 0
    assert facts(done) == {
        "accepted": True,
        "accepted_by_aws": True,
        "pillars": 1,
        "questions": 1,
        "choices": 3,
        "errors": [],
        "warnings": [],
    }
    assert "1 pillar, 1 question, 3 choices" in lens(folder, "check", "lens.json").stdout


def test_a_refused_lens_ends_with_one_and_is_still_counted(folder: Path) -> None:
    (folder / "lens.json").write_bytes(encoded(changed("pillars.0.questions.0.riskRules.0.risk", "LOW_RISK")))
    done = lens(folder, "check", "lens.json", "--json")
    assert done.returncode == 1
    assert (facts(done)["accepted"], facts(done)["choices"]) == (False, 3)
    (problem,) = [one for one in facts(done)["errors"] if one["rule"] == "risk"]
    assert problem["path"] == "$.pillars[0].questions[0].riskRules[0].risk"
    assert problem["line"] > 1
    assert "LOW_RISK" in problem["message"]
    plain = lens(folder, "check", "lens.json")
    assert plain.returncode == 1
    assert f"lens.json:{problem['line']}: error {problem['path']}" in plain.stdout


def test_what_only_aws_refuses_is_a_warning(folder: Path) -> None:
    (folder / "lens.json").write_bytes(encoded(changed("name", "生成AIレンズ")))
    done = lens(folder, "check", "lens.json", "--json")
    assert done.returncode == 0
    assert (facts(done)["accepted"], facts(done)["accepted_by_aws"], facts(done)["errors"]) == (True, False, [])
    assert [one["level"] for one in facts(done)["warnings"]] == ["aws"]


def test_messages_come_in_the_language_of_the_terminal_or_the_one_asked_for(folder: Path) -> None:
    (folder / "lens.json").write_bytes(encoded(changed("description", "")))

    def said(*arguments: str, **variables: str) -> str:
        done = lens(folder, "check", "lens.json", "--json", *arguments, **variables)
        return str(facts(done)["errors"][0]["message"])

    assert "missing" in said()
    assert "空です" in said(LANG="ja_JP.UTF-8")
    assert "missing" in said("--language", "en", LANG="ja_JP.UTF-8")


def test_answers_are_judged_by_the_rules_of_the_file(folder: Path) -> None:
    def risks(answers: object) -> Any:
        (folder / "answers.json").write_text(json.dumps(answers))
        done = lens(folder, "risk", "lens.json", "--answers", "answers.json", "--json")
        assert done.returncode == 0, done.stderr
        return facts(done)

    everything = risks({"WATCH01": {"selected": ["WATCH01_BP01", "WATCH01_BP02"]}})
    assert everything["risks"] == {"WATCH01": "NONE"}
    assert everything["counts"] == {"UNANSWERED": 0, "HIGH": 0, "MEDIUM": 0, "NONE": 1, "NOT_APPLICABLE": 0}
    assert risks({"WATCH01": {"selected": ["WATCH01_no"]}})["risks"] == {"WATCH01": "HIGH"}
    assert risks({"WATCH01": {"applicable": False}})["risks"] == {"WATCH01": "NOT_APPLICABLE"}
    assert risks({"WATCH01": {"not_applicable": ["WATCH01_BP02"], "selected": ["WATCH01_BP01"]}})["risks"] == {
        "WATCH01": "NONE"
    }
    assert risks({})["risks"] == {"WATCH01": "UNANSWERED"}


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ('{"WATCH09": {}}', "WATCH09"),
        ('{"WATCH01": {"selected": ["WATCH01_BP09"]}}', "WATCH01_BP09"),
        ('{"WATCH01": {"selected": "WATCH01_BP01"}}', "list of texts"),
        ('{"WATCH01": {"applicable": "no"}}', "true or false"),
        ('{"WATCH01": {"chosen": []}}', "chosen"),
        ('{"WATCH01": {"selected": ["WATCH01_BP01"], "not_applicable": ["WATCH01_BP01"]}}', "both"),
        ('{"WATCH01": {}, "WATCH01": {}}', "twice"),
        ("[]", "object"),
        ("{", "ends in the middle"),
    ],
)
def test_answers_that_cannot_be_used_are_named_with_their_place(folder: Path, answers: str, said: str) -> None:
    (folder / "answers.json").write_text(answers)
    done = lens(folder, "risk", "lens.json", "--answers", "answers.json")
    assert done.returncode == 1
    assert "answers.json cannot be used" in done.stderr
    assert said in done.stderr


def test_files_that_are_not_there_are_named(folder: Path) -> None:
    assert "none.json: No such file" in lens(folder, "check", "none.json").stderr
    done = lens(folder, "risk", "lens.json", "--answers", "none.json")
    assert (done.returncode, "none.json: No such file" in done.stderr) == (1, True)


def generative(folder: Path, answers: object) -> subprocess.CompletedProcess[str]:
    """Judge answers to a lens with an id of the Generative AI Lens."""
    (folder / "lens.json").write_bytes(encoded(small()).replace(b"WATCH01", b"GENOPS01"))
    (folder / "answers.json").write_bytes(encoded(answers))
    return lens(folder, "risk", "lens.json", "--answers", "answers.json", "--json")


@pytest.mark.parametrize("spelling", ["genops1_{}", "GENOPS01_BP0{}", "GENOPS01-BP0{}"])
def test_ids_may_be_spelled_as_the_tool_or_its_documentation_does(folder: Path, spelling: str) -> None:
    done = generative(folder, {"genops1": {"selected": [spelling.format(1), spelling.format(2)]}})
    assert facts(done)["risks"] == {"GENOPS01": "NONE"}


def test_one_question_under_two_spellings_is_refused(folder: Path) -> None:
    done = generative(folder, {"GENOPS01": {}, "genops1": {}})
    assert done.returncode == 1
    assert "answered twice" in done.stdout + done.stderr
