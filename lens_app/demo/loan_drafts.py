"""北浜銀行の稟議書ドラフト作成: a fixed workflow of prompts, before production."""

from lens_app.demo.story import Act, Proof, Story, Worked

FACTS = {
    "name": "稟議書ドラフト作成",
    "description": "取引先の決算書と面談記録から、融資稟議書の下書きを作成します。担当者が必ず確認し、"
    "修正したうえで提出します。",
    "environment": "PREPRODUCTION",
    "unit": "融資部",
    "review_owner": "中村 健太",
    "industry": "銀行",
    "regions": ["ap-northeast-1"],
    "tags": {"重要度": "A", "費用負担": "融資部"},
    "scope": {
        "user_type": ["consumer"],
        "pattern": ["workflow"],
        "hosting": ["managed_api"],
        "capacity": ["on_demand"],
        "region": ["one"],
        "input": ["untrusted"],
        "audience": ["human"],
        "model": ["cacheable"],
        "guardrails": ["not_used"],
    },
}

START = Act(
    74,
    "morita",
    marks={
        "GENOPS03": "..",
        "GENOPS04": "0",
        "GENSEC01": "x...",
        "GENSEC02": "0",
        "GENSEC04": "0",
        "GENREL01": "0",
        "GENREL03": "..",
        "GENCOST01": "x",
        "GENPERF01": "0",
    },
    notes={
        "GENSEC01": "取引先の情報は担当部店に限定して閲覧できますが、モデル呼び出しのロールは全店共通です。",
        "GENPERF01": "比較の基準となる下書きの見本がまだありません。融資部と30件の見本を作成します。",
    },
    milestone=("企画レビュー", "開発着手前の現状を記録します。"),
)

DEVELOPMENT = Act(
    20,
    "nakamura",
    marks={
        "GENOPS01": "x.",
        "GENOPS03": "x.",
        "GENOPS04": "x.",
        "GENSEC01": "x.x.",
        "GENSEC04": "x.",
        "GENREL03": "x.",
        "GENREL04": "x.",
        "GENPERF01": "x.",
        "GENPERF03": "x",
        "GENCOST02": "x.",
        "GENCOST03": "xx..",
        "GENSUS03": "0",
    },
    notes={
        "GENSEC01": "呼び出しのロールを部店ごとに分け、取引先情報の権限と一致させました。",
        "GENPERF01": "融資部が作成した見本30件を基準に、版ごとに差分を確認しています。",
        "GENSEC02": "数値の誤りを検出する検算ステップを検討中です。ガードレールは未設定です。",
    },
    proofs=(
        Proof(
            "見本30件の確認方法",
            "GENPERF01_BP01",
            text="融資部の審査役2名が独立に採点し、差が2点以上ある場合は協議して決めています。"
            "10月分までの一致率は87%でした。",
        ),
    ),
    worked=(
        Worked(
            "model_shortlist",
            {
                "task": "決算書と面談記録から稟議書の下書きを作成",
                "candidates": (
                    {"name": "モデルA（大型）", "accuracy": 91, "speed": 21, "cost": 4_800, "allowed": "yes"},
                    {"name": "モデルB（中型）", "accuracy": 88, "speed": 9, "cost": 1_350, "allowed": "yes"},
                    {"name": "モデルC（小型）", "accuracy": 74, "speed": 4, "cost": 260, "allowed": "yes"},
                    {
                        "name": "モデルD（海外リージョン）",
                        "accuracy": 92,
                        "speed": 12,
                        "cost": 1_900,
                        "allowed": "no",
                    },
                ),
                "order": ("accuracy", "cost", "speed"),
                "least_accuracy": 85,
                "measured": "same",
                "decided_by": "中村、審査役2名",
            },
        ),
    ),
    milestone=("開発中間レビュー", "高リスクの解消を来月の目標とします。"),
)

STORY = Story(FACTS, (START, DEVELOPMENT))
