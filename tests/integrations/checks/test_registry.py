"""A check whose declaration does not hold together is refused when its file is imported."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from integrations.checks import registry
from integrations.checks.finding import Judgement, clean, passed
from integrations.checks.registry import IncoherentError, catalogue, check

LENS = Path(registry.__file__).parents[2] / "assessments/lenses/catalog/generative_ai/lens.json"
GOOD: dict[str, Any] = {
    "id": "GRD-TEST",
    "title": {"en": "T", "ja": "題"},
    "scope": "regional",
    "operations": ("bedrock:ListGuardrails",),
    "speaks_to": ("GENSEC02_BP01",),
    "messages": {"said": {"en": "In {region}", "ja": "{region}で"}},
}


def judging(module: str, name: str) -> Callable[..., Judgement]:
    def judge(place: object) -> Judgement:
        return passed("said")

    judge.__module__, judge.__name__ = module, name
    return judge


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_CHECKS", dict(catalogue()))


def test_a_good_check_is_taken() -> None:
    check(**GOOD)(judging("integrations.checks.grd_test", "grd_test"))
    assert registry._CHECKS["GRD-TEST"].actions == ("bedrock:ListGuardrails",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"id": "grd-test"}, "not like"),
        ({"id": "GRD-OTHER"}, "must be called grd_other"),
        ({"scope": "galactic"}, "unknown scope"),
        ({"operations": ()}, "calls nothing"),
        ({"operations": ("bedrock:ListGuardrail",)}, "AWS has no operation"),
        ({"operations": ("bedrok:ListGuardrails",)}, "AWS has no operation"),
        ({"operations": ("bedrock:DeleteGuardrail",)}, "not a reading action"),
        ({"operations": ("s3:GetObject",)}, "not a reading action"),
        ({"operations": ("iam:GenerateCredentialReport",)}, "not a reading action"),
        ({"speaks_to": ()}, "no practice"),
        ({"speaks_to": ("GENSEC02-BP01",)}, "not a choice id"),
        ({"title": {"en": "T"}}, "not in every language"),
        ({"messages": {"said": {"en": "In {region}", "ja": "で"}}}, "different values"),
        ({"each": lambda place: ()}, "nothing when there are none"),
    ],
)
def test_an_incoherent_check_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(IncoherentError, match=says):
        check(**(GOOD | change))(judging("integrations.checks.grd_test", "grd_test"))


def test_an_id_is_taken_once() -> None:
    check(**GOOD)(judging("integrations.checks.grd_test", "grd_test"))
    with pytest.raises(IncoherentError, match="taken"):
        check(**GOOD)(judging("elsewhere.grd_test", "grd_test"))


def test_each_check_is_a_file_and_each_file_a_check() -> None:
    files = {file.stem for file in Path(registry.__file__).parent.glob("*.py")}
    assert {check.judge.__module__.rpartition(".")[2] for check in catalogue().values()} == files - {
        "__init__",
        "finding",
        "registry",
    }


def test_every_practice_a_check_speaks_to_is_in_the_built_in_lens() -> None:
    pillars = json.loads(LENS.read_text())["pillars"]
    known = {c["id"] for pillar in pillars for question in pillar["questions"] for c in question["choices"]}
    assert {practice for check in catalogue().values() for practice in check.speaks_to} <= known


def test_what_comes_from_outside_is_kept_short_and_printable() -> None:
    assert clean("a\x00\u202eb") == "a b"
    assert clean("a\u2028b\u061c\ufeffc\u200d\u3164\U000e0041d") == "a b c d"
    assert clean({"k\n": ["x" * 600]}) == {"k ": ["x" * 512]}
    assert len(clean(list(range(100)))) == 50  # type: ignore[arg-type]
