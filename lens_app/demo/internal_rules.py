"""北浜銀行の行内規程アシスタント: retrieval over the bank's rules, its AWS account just connected."""

from lens_app.demo.papers import table, text
from lens_app.demo.story import Account, Act, Proof, Story, Word, Worked

FACTS = {
    "name": "行内規程アシスタント",
    "description": "営業店からの事務手続きに関する質問に、根拠となる規程の条文を添えて回答します。1日あたり約2,600件。",
    "environment": "PRODUCTION",
    "unit": "事務企画部",
    "review_owner": "高橋 美咲",
    "industry": "銀行",
    "regions": ["ap-northeast-1"],
    "account_ids": ["777700001111"],
    "tags": {"重要度": "A", "費用負担": "事務企画部"},
    "scope": {
        "user_type": ["consumer"],
        "pattern": ["rag"],
        "hosting": ["managed_api"],
        "capacity": ["on_demand"],
        "region": ["one"],
        "input": ["untrusted"],
        "audience": ["human"],
        "model": ["cacheable"],
        "guardrails": ["used"],
    },
}

PROOF_OF_CONCEPT = Act(
    205,
    "morita",
    marks={
        "GENOPS01": "..",
        "GENOPS04": "x.",
        "GENSEC01": "x...",
        "GENSEC02": "0",
        "GENREL01": "0",
        "GENREL03": "..",
        "GENPERF03": "x",
        "GENCOST01": "x",
        "GENCOST02": "..",
    },
    notes={
        "GENCOST01": "実際の照会150件で3モデルを比較しました。要件を満たす中で最も安価なモデルを採用しています。",
        "GENSEC02": "実証実験の段階ではガードレールを設定していません。試行店への展開前に必須とします。",
    },
    milestone=("実証実験", "事務企画部内の20名で利用。残りの質問は試行開始までに確認します。"),
)

TRIAL = Act(
    132,
    "nakamura",
    marks={
        "GENOPS01": "x.",
        "GENOPS02": "x..",
        "GENOPS03": "x.",
        "GENOPS05": "x",
        "GENSEC01": "x.x.",
        "GENSEC02": "x",
        "GENSEC03": "0",
        "GENSEC04": "x.",
        "GENREL02": "0",
        "GENREL04": "x.",
        "GENPERF01": "x.",
        "GENPERF04": "x.",
        "GENCOST03": "x...",
    },
    notes={
        "GENSEC02": "ガードレールを入力と出力の両方に適用しました。"
        "投資助言と個別の与信判断は拒否トピックに設定しています。",
        "GENSEC01": "検索対象は、照会者の所属部店が閲覧できる規程だけに絞り込んでいます。",
        "GENOPS01": "規程担当者が作成した300問で毎週評価しています。利用者からの評価はまだ集めていません。",
    },
    remarks={"GENSEC01_BP02": "現在は共用プロキシ経由です。VPCエンドポイントへの切り替えを申請中です。"},
    proofs=(
        Proof(
            "試行期間の評価結果（週次）",
            "GENOPS01_BP01",
            filename="評価結果_試行期間.csv",
            content=table(
                [
                    ("週", "設問数", "根拠あり", "正答", "適切な拒否"),
                    ("7月第1週", 300, 0.86, 0.88, 0.91),
                    ("7月第2週", 300, 0.89, 0.90, 0.94),
                    ("7月第3週", 300, 0.93, 0.92, 0.96),
                ]
            ),
            good_for=120,
        ),
    ),
    milestone=("試行開始", "試行店12か店、約180名。"),
)

ROLLOUT = Act(
    55,
    "nakamura",
    marks={
        "GENOPS01": "xx",
        "GENOPS02": "xx.",
        "GENOPS04": "xx",
        "GENSEC03": "x",
        "GENSEC04": "xx",
        "GENREL03": "x.",
        "GENREL04": "xx",
        "GENPERF01": "xx",
        "GENCOST02": "x.",
        "GENCOST04": "x",
        "GENSUS01": "x.",
        "GENSUS02": "x",
    },
    notes={
        "GENOPS01": "回答ごとに「役に立った/立たなかった」を記録し、毎週月曜に規程担当者と確認しています。",
        "GENSEC04": "プロンプトは変更管理の対象とし、二名承認で反映します。"
        "照会文に含まれる指示文は事前検査で除去します。",
        "GENREL03": "呼び出しは15秒で打ち切り、2回まで再試行します。失敗時は関連条文だけを表示します。",
    },
    proofs=(
        Proof(
            "プロンプト変更手順書（抜粋）",
            "GENSEC04_BP01",
            filename="プロンプト変更手順書.txt",
            content=text(
                "プロンプト変更手順書（抜粋）",
                "",
                "1. 変更者は変更理由と影響範囲を起票する。",
                "2. 評価用300問を実行し、前回を下回る項目がないことを確認する。",
                "3. 事務企画部とシステム部の各1名が承認する。",
                "4. 反映後24時間は旧版へ即時に戻せる状態を保つ。",
            ),
            good_for=365,
        ),
        Proof("規程照会の利用ガイドライン", "GENSEC02_BP01", url="https://portal.kitahama.example/rules/ai-guideline"),
    ),
    worked=(
        Worked(
            "throughput",
            {
                "requests": 90,
                "input_tokens": 4_800,
                "output_tokens": 350,
                "max_tokens": 800,
                "growth": 50,
                "quota_requests": 500,
                "quota_tokens": 800_000,
                "levers": ("shorter",),
            },
        ),
    ),
    milestone=("全店展開前", "全店展開の可否を判断するための確認。"),
)

AUTUMN = Act(
    9,
    "morita",
    marks={"GENOPS03": "xx", "GENREL03": "xx", "GENPERF02": "...", "GENSUS03": "x", "GENPERF04": "xx"},
    notes={
        "GENOPS03": "回答ごとに、使用したプロンプトの版、モデル、参照した条文を13か月保存しています。",
        "GENPERF02": "月末の集中を想定した負荷試験は未実施です。12月中に実施します。",
    },
    milestone=("上期末レビュー", "残る課題は、閉域接続、負荷試験、利用状況の監視です。"),
)

STORY = Story(
    FACTS,
    (PROOF_OF_CONCEPT, TRIAL, ROLLOUT, AUTUMN),
    Account("生成AI基盤（本番）", "777700001111", ("ap-northeast-1",), "PRODUCTION", "takahashi"),
    (
        Word("GENSEC01_BP02", "nakamura", accept=True),
        Word(
            "GENPERF02_BP01",
            "nakamura",
            accept=False,
            note="クォータに余裕があることは確認できましたが、負荷試験は別途必要です。",
        ),
    ),
)
