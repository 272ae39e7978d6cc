"""A workload to report on: an invented insurer's claims assistant over four milestones. Everything is made up.

`state(number)` gives the snapshot of a milestone, `material(language)` what a report reads at the fourth.
"""

import hashlib
from dataclasses import replace

from assessments.reports.edition import Edition, Material, Milestone
from assessments.rules.snapshot import (
    ChoiceFact,
    DecisionFact,
    EvidenceFact,
    EvidenceLinkFact,
    ObservationFact,
    Person,
    PillarFact,
    QuestionFact,
    QuestionLinkFact,
    ReviewFact,
    WorkloadFact,
    WorkloadSnapshot,
)
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Stance, Text, Verdict

AUDIT_HEAD = hashlib.sha256(b"audit").hexdigest()
VERIFY_URL = "https://lensboard.example/verify/17a94c1cc82cd778"
MILESTONES = (
    (1, "Baseline", "2026-02-12T09:00:00+00:00"),
    (2, "Pilot gate", "2026-05-20T09:00:00+00:00"),
    (3, "Go-live", "2026-08-26T09:00:00+00:00"),
    (4, "Quarterly", "2026-11-18T09:30:00+00:00"),
)
MORI, TANABE = Person("1", "Aya Mori"), Person("2", "髙橋 健")
# Per question: id, risk it can carry, title, and per practice the milestones at which it was in place ("-": n/a).
LENS: tuple[tuple[str, Text, tuple[tuple[str, Risk, Text, tuple[str, ...]], ...]], ...] = (
    (
        "operations",
        {"en": "Operational excellence", "ja": "運用上の優秀性"},
        (
            (
                "OPS01",
                Risk.HIGH,
                {
                    "en": "How do you know that answers keep the quality you promised?",
                    "ja": "約束した品質の回答が出続けていることを、どのように確かめていますか。",
                },
                ("234", "34"),
            ),
            (
                "OPS02",
                Risk.HIGH,
                {
                    "en": "Can you trace an answer back to the prompt, model and data that made it?",
                    "ja": "回答を、それを生んだプロンプト・モデル・データまでさかのぼれますか。",
                },
                ("1234", ""),
            ),
        ),
    ),
    (
        "security",
        {"en": "Security", "ja": "セキュリティ"},
        (
            (
                "SEC01",
                Risk.HIGH,
                {
                    "en": "Who and what can reach your model endpoints?",
                    "ja": "モデルのエンドポイントに誰が・何が到達できるかを、どのように把握していますか。",
                },
                ("234", "", "34", "4"),
            ),
            (
                "SEC02",
                Risk.HIGH,
                {
                    "en": "What limits what an agent may do on somebody’s behalf?",
                    "ja": "エージェントが人に代わって行えることを、何が制限していますか。",
                },
                ("123",),
            ),
            (
                "SEC03",
                Risk.HIGH,
                {"en": "How do you protect training data?", "ja": "学習データをどのように保護していますか。"},
                ("-",),
            ),
        ),
    ),
    (
        "cost",
        {"en": "Cost optimization", "ja": "コスト最適化"},
        (
            (
                "COST01",
                Risk.MEDIUM,
                {
                    "en": "How do you choose a model for its cost?",
                    "ja": "費用に見合うモデルをどのように選んでいますか。",
                },
                ("4", "34"),
            ),
            (
                "COST02",
                Risk.MEDIUM,
                {
                    "en": "What ends a run that has stopped being worth its cost?",
                    "ja": "費用に見合わなくなったワークフローを、何が止めますか。",
                },
                ("", "234"),
            ),
            (
                "COST03",
                Risk.MEDIUM,
                {"en": "How do you size vectors?", "ja": "ベクトルの大きさをどのように決めていますか。"},
                ("?",),
            ),
        ),
    ),
)
NOTE = "The model is called over its public endpoint.\nInterface endpoints were costed in August.\n\nA decision is due."
EVIDENCE = (
    EvidenceFact(
        id="e1",
        kind="FILE",
        title="Role map.xlsx",
        source="upload",
        by=MORI,
        at="2026-08-19T01:00:00+00:00",
        sha256=hashlib.sha256(b"role map").hexdigest(),
        size=48_213,
        valid_until="2026-10-01",
    ),
    EvidenceFact(
        id="e2",
        kind="LINK",
        title="監査の記録",
        source="wiki",
        by=TANABE,
        at="2026-10-30T23:30:00+00:00",
        url="https://wiki.example/audit?a=1&b=2",
    ),
)
#: What speaks to OPS02 as a whole, and to a practice that it had.
WHOLE = (
    QuestionLinkFact("e2", Stance.NEUTRAL),
    QuestionLinkFact("e1", Stance.FOR, former="OPS02-BP09"),
    QuestionLinkFact("e4", Stance.NEUTRAL, former="OPS02-BP09"),
)
OBSERVATIONS = (
    ObservationFact(
        id="o1",
        evidence_id="e3",
        check="NET-VPCE",
        title={
            "en": "Models are called over interface endpoints",
            "ja": "モデルの呼び出しがインターフェイスエンドポイントを通る",
        },
        verdict=Verdict.FAIL,
        statement={
            "en": "No interface endpoint in 2 of 2 VPCs.",
            "ja": "2つのVPCのいずれにもインターフェイスエンドポイントがありません。",
        },
        account_id="441700000926",
        region="ap-northeast-1",
        environment="PRODUCTION",
        at="2026-11-17T02:11:07+00:00",
        resource="vpc-0a1b2c",
        sha256=hashlib.sha256(b"o1").hexdigest(),
    ),
    ObservationFact(
        id="o2",
        evidence_id="e4",
        check="LOG-DEST",
        title={"en": "The invocation log is protected", "ja": "呼び出しログが保護されている"},
        verdict=Verdict.NOT_DETERMINABLE,
        statement={},
        account_id="441700000926",
        region="ap-northeast-1",
        environment="PRODUCTION",
        at="2026-11-17T02:14:07+00:00",
        reason="AccessDenied: s3:GetBucketPolicyStatus",
        sha256=hashlib.sha256(b"o2").hexdigest(),
    ),
    ObservationFact(
        id="o3",
        evidence_id="e5",
        check="IAM-WILD",
        title={"en": "No role may call every model", "ja": "すべてのモデルを呼べるロールがない"},
        verdict=Verdict.PASS,
        statement={"en": "12 roles read.", "ja": "12のロールを確認しました。"},
        account_id="441700000926",
        region="ap-northeast-1",
        environment="PRODUCTION",
        at="2026-11-17T02:16:07+00:00",
        sha256=hashlib.sha256(b"o3").hexdigest(),
    ),
)


def state(number: int) -> WorkloadSnapshot:
    """The snapshot of a milestone, 1 to 4."""
    return WorkloadSnapshot(
        organization="Harbour Mutual Insurance",
        workload=WorkloadFact(
            id="w1",
            name="Claims assistant",
            description="Answers questions about claims.",
            environment="PRODUCTION",
            review_owner="aya.mori@harbour.example",
            regions=("ap-northeast-1",),
            account_ids=("441700000926",),
            tags={"unit": "claims"},
            scope={"pattern": ("rag", "agents")},
        ),
        taken_at=MILESTONES[number - 1][2],
        reviews=(review(number),),
        evidence=EVIDENCE if number == 4 else (),
        observations=OBSERVATIONS if number == 4 else (),
    )


def review(number: int) -> ReviewFact:
    """The lens review at a milestone."""
    pillars = tuple(
        PillarFact(id=pillar, name=name, questions=tuple(_question(number, *question) for question in questions))
        for pillar, name, questions in LENS
    )
    return ReviewFact(
        id="r1",
        lens_name={"en": "Generative AI Lens", "ja": "生成AIレンズ"},
        lens_version="2025.11",
        lens_digest=hashlib.sha256(b"lens").hexdigest(),
        pillars=pillars,
    )


def _question(number: int, code: str, worst: Risk, title: Text, practices: tuple[str, ...]) -> QuestionFact:
    choices = tuple(_choice(number, code, index, at) for index, at in enumerate(practices, start=1))
    if practices == ("-",):
        risk = Risk.NOT_APPLICABLE
    elif "?" in practices:
        risk = Risk.UNANSWERED
    else:
        risk = Risk.NONE if all(str(number) in at for at in practices) else worst
    answered = risk not in (Risk.UNANSWERED, Risk.NOT_APPLICABLE)
    return QuestionFact(
        id=code,
        title=title,
        name={"en": code, "ja": code},
        risk=risk,
        applicable=risk is not Risk.NOT_APPLICABLE,
        version=number if answered else 0,
        reason=Reason.OUT_OF_SCOPE if risk is Risk.NOT_APPLICABLE else Reason.NONE,
        notes=NOTE if code == "SEC01" else "",
        by=MORI if answered else None,
        at="2026-11-11T05:00:00+00:00" if answered else "",
        choices=choices,
        links=WHOLE if (code, number) == ("OPS02", 4) else (),
    )


def _choice(number: int, code: str, index: int, at: str) -> ChoiceFact:
    states = {"-": ChoiceState.NOT_APPLICABLE, "?": ChoiceState.UNSELECTED}
    chosen = ChoiceState.SELECTED if str(number) in at else ChoiceState.UNSELECTED
    first = code == "SEC01" and number == 4
    links = (EvidenceLinkFact("e1", Stance.FOR), EvidenceLinkFact("e5", Stance.FOR)) if index == 1 else ()
    if index == 2:
        links = (EvidenceLinkFact("e3", Stance.AGAINST),)
    return ChoiceFact(
        id=f"{code}_{index}",
        code=f"{code}-BP{index:02}",
        title={"en": f"Practice {index} of {code} is kept.", "ja": f"{code}のプラクティス{index}を守る。"},
        state=states.get(at, chosen),
        improvement={"en": f"Do practice {index}.", "ja": f"プラクティス{index}を行う。"},
        evidence_asked={"en": "A dated record.", "ja": "日付のある記録。"},
        url=f"https://docs.example/{code.lower()}-bp{index:02}.html",
        exposure=Exposure.HIGH,
        note="Costed in August." if first and index == 2 else "",
        links=links if first else (),
        decision=DecisionFact("ACCEPTED", TANABE, "2026-11-11T05:00:00+00:00") if first and index == 1 else None,
    )


def before(number: int) -> Milestone:
    """One of the milestones as a report has those before it."""
    snapshot = state(number)
    return Milestone(*MILESTONES[number - 1], counts=snapshot.risk_counts(), read=lambda: snapshot)


def material(language: str = "en", snapshot: WorkloadSnapshot | None = None) -> Material:
    """What the report of the fourth milestone reads."""
    return Material(
        snapshot=snapshot or state(4),
        language=language,
        history=tuple(before(n) for n in (1, 2, 3)),
        edition=Edition(4, "Quarterly"),
        audit_head=AUDIT_HEAD,
        verify_url=VERIFY_URL,
    )


def with_notes(notes: str) -> WorkloadSnapshot:
    """The fourth state with these notes on SEC01."""
    snapshot = state(4)
    [review] = snapshot.reviews
    pillars = tuple(
        replace(p, questions=tuple(replace(q, notes=notes) if q.id == "SEC01" else q for q in p.questions))
        for p in review.pillars
    )
    return replace(snapshot, reviews=(replace(review, pillars=pillars),))
