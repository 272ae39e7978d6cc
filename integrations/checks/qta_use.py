"""Does the peak use of each model stay below its quota?

One model at a time: the busiest minute of 14 days against the applied quotas of requests and tokens.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from integrations.aws.account import Place
from integrations.aws.inventory import cloudwatch, servicequotas
from integrations.checks.finding import Judgement, Plain, failed, passed, undecided
from integrations.checks.registry import check

ROOMY = 80
FULL = 100


@dataclass(frozen=True, slots=True)
class Model:
    """One model or inference profile that was called."""

    id: str
    arn: str

    def __str__(self) -> str:
        return self.arn


def models(place: Place) -> Iterator[Model]:
    """The models called in this place, by id."""
    for model in sorted(cloudwatch.traffic(place).by_model):
        yield Model(model, model if model.startswith("arn:") else place.arn("bedrock", f"model/{model}"))


@check(
    id="QTA-USE",
    title={
        "en": "Peak use stays below the model quota",
        "ja": "ピーク時の利用量がモデルのクォータに収まっている",
    },
    scope="regional",
    operations=("service-quotas:ListServiceQuotas", "cloudwatch:ListMetrics", "cloudwatch:GetMetricData"),
    speaks_to=("GENOPS02_BP03", "GENREL01_BP01", "GENPERF02_BP01"),
    messages={
        "roomy": {
            "en": "{model} peaked at {peak}% of its quota in {region} in 14 days, without throttling.",
            "ja": "{region}の{model}は、直近14日間のピークがクォータの{peak}%で、スロットリングはありません。",
        },
        "throttled": {
            "en": "{model} was throttled on {days} days out of 14 in {region}.",
            "ja": "{region}の{model}は、直近14日間のうち{days}日でスロットリングされました。",
        },
        "over": {
            "en": "{model} peaked at {peak}% of its quota in {region} in 14 days.",
            "ja": "{region}の{model}は、直近14日間のピークがクォータの{peak}%に達しました。",
        },
        "close": {
            "en": "{model} peaked at {peak}% of its quota in {region}, with throttling on {days} days. "
            "A person decides.",
            "ja": "{region}の{model}は、ピークがクォータの{peak}%、スロットリングが{days}日ありました。"
            "人が判断してください。",
        },
        "unmatched": {
            "en": "No quota in {region} could be matched to {model} with the metrics it has.",
            "ja": "{region}では、{model}のメトリクスに対応するクォータを特定できませんでした。",
        },
        "absent": {
            "en": "No model was called in {region} in 14 days.",
            "ja": "{region}では直近14日間にモデルの呼び出しがありません。",
        },
    },
    each=models,
)
def qta_use(place: Place, model: Model) -> Judgement:
    load = cloudwatch.load(place, model.id)
    quotas = servicequotas.bounding(servicequotas.model_quotas(place), model.id)
    used = {quota.unit: _percent(load, quota) for quota in quotas}
    peak = max((share for share in used.values() if share is not None), default=None)
    facts: dict[str, Plain] = {
        "quotas": {quota.name: quota.value for quota in quotas},
        "percent": {unit: share for unit, share in used.items()},
        "throttled_days": load.throttled_days,
    }
    where = {"model": model.id, "region": place.region}
    if load.throttled_days >= 2:
        return failed("throttled", model.arn, facts, days=load.throttled_days, **where)
    if peak is not None and peak > FULL:
        return failed("over", model.arn, facts, peak=peak, **where)
    if peak is None or None in used.values():
        return undecided("unmatched", model.arn, facts, **where)
    if peak >= ROOMY or load.throttled_days:
        return undecided("close", model.arn, facts, peak=peak, days=load.throttled_days, **where)
    return passed("roomy", model.arn, facts, peak=peak, **where)


def _percent(load: cloudwatch.Load, quota: servicequotas.Quota) -> int | None:
    used = load.requests if quota.unit == "requests" else load.tokens
    if used is None or quota.value <= 0:
        return None
    # Rounded up: 79.2 % is not called 79 %.
    return -int(-used * 100 // quota.value)
