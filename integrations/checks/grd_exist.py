"""Is there a guardrail, published and ready, that acts on every category of harm?

Absence counts only where models are called; a guardrail on some categories is for a person to weigh.
"""

from integrations.aws.account import Place
from integrations.aws.inventory import bedrock, cloudwatch
from integrations.checks.finding import Judgement, Plain, absent, failed, passed, undecided
from integrations.checks.registry import check


@check(
    id="GRD-EXIST",
    title={
        "en": "Guardrails exist with real filters",
        "ja": "実際に機能するフィルターを備えたガードレールがある",
    },
    scope="regional",
    operations=(
        "bedrock:ListGuardrails",
        "bedrock:GetGuardrail",
        "cloudwatch:ListMetrics",
        "cloudwatch:GetMetricData",
    ),
    speaks_to=("GENSEC02_BP01",),
    messages={
        "filters": {
            "en": "A published guardrail (version {version}) acts on all {all} categories of harm in {region}.",
            "ja": "{region}の公開済みガードレール（バージョン{version}）が、"
            "有害コンテンツの{all}カテゴリーすべてに作用します。",
        },
        "some": {
            "en": "The strongest published guardrail in {region} acts on {some} of {all} categories of harm.",
            "ja": "{region}で最も広い公開済みガードレールが作用するのは、"
            "有害コンテンツの{all}カテゴリーのうち{some}カテゴリーです。",
        },
        "no_filters": {
            "en": "Models were called {calls} times in 14 days in {region}, and no guardrail there is published, "
            "ready and acts on harm.",
            "ja": "{region}では直近14日間にモデルが{calls}回呼び出されましたが、"
            "公開済みで準備が完了し、有害コンテンツに作用するガードレールがありません。",
        },
        "none": {
            "en": "Models were called {calls} times in 14 days in {region}, and there is no guardrail.",
            "ja": "{region}では直近14日間にモデルが{calls}回呼び出されましたが、ガードレールがありません。",
        },
        "no_traffic": {
            "en": "No model was called in {region} in 14 days.",
            "ja": "{region}では直近14日間にモデルの呼び出しがありません。",
        },
    },
)
def grd_exist(place: Place) -> Judgement:
    traffic = cloudwatch.traffic(place)
    guardrails = bedrock.guardrails(place)
    calls = traffic.calls + traffic.mantle
    best = max((g for g in guardrails if g.in_use), key=lambda guardrail: len(guardrail.harms), default=None)
    facts: dict[str, Plain] = {"calls": calls, "versions": len(guardrails), "harms": list(best.harms) if best else []}
    everything = len(bedrock.HARMS)
    if best and len(best.harms) == everything:
        return passed("filters", best.arn, facts, region=place.region, version=best.version, all=everything)
    if best and best.harms:
        return undecided("some", best.arn, facts, region=place.region, some=len(best.harms), all=everything)
    if not calls:
        return absent("no_traffic", "", facts, region=place.region)
    return failed("no_filters" if guardrails else "none", "", facts, region=place.region, calls=calls)
