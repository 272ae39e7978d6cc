"""Are model invocations logged where models are called?

No call in 14 days that were read in full is "does not apply": we looked, and there is nothing to log.
"""

from integrations.aws.account import Place
from integrations.aws.inventory import bedrock, cloudwatch
from integrations.checks.finding import Judgement, Plain, absent, failed, passed, undecided
from integrations.checks.registry import check


@check(
    id="LOG-INV",
    title={
        "en": "Model invocation logging is on where models are used",
        "ja": "モデルを使うリージョンで呼び出しログが有効になっている",
    },
    scope="regional",
    operations=(
        "bedrock:GetModelInvocationLoggingConfiguration",
        "cloudwatch:ListMetrics",
        "cloudwatch:GetMetricData",
    ),
    speaks_to=("GENOPS02_BP02", "GENOPS03_BP02", "GENSEC01_BP04", "GENSEC03_BP01"),
    messages={
        "on": {
            "en": "Invocation logging is on in {region}, where models were called {calls} times in 14 days.",
            "ja": "直近14日間にモデルが{calls}回呼び出された{region}で、呼び出しログが有効です。",
        },
        "off": {
            "en": "Models were called {calls} times in 14 days in {region}, and invocation logging has no destination.",
            "ja": "{region}では直近14日間にモデルが{calls}回呼び出されましたが、呼び出しログの出力先がありません。",
        },
        "lost": {
            "en": "Invocation logging is on in {region}, but {lost} deliveries of logs failed in 14 days.",
            "ja": "{region}で呼び出しログは有効ですが、直近14日間に{lost}件のログを配信できませんでした。",
        },
        "mantle_only": {
            "en": "In {region} models are called only through the OpenAI-compatible endpoint, "
            "which this setting does not cover.",
            "ja": "{region}ではOpenAI互換エンドポイントからのみモデルが呼び出されています。この設定の対象外です。",
        },
        "no_traffic": {
            "en": "No model was called in {region} in 14 days.",
            "ja": "{region}では直近14日間にモデルの呼び出しがありません。",
        },
    },
)
def log_inv(place: Place) -> Judgement:
    traffic = cloudwatch.traffic(place)
    logging = bedrock.invocation_logging(place)
    lost = cloudwatch.delivery_failures(place)
    facts: dict[str, Plain] = {
        "calls": traffic.calls,
        "bucket": logging.bucket,
        "log_group": logging.log_group,
        "kinds": list(logging.kinds),
        "lost": lost,
    }
    if not traffic.calls and traffic.mantle:
        return undecided("mantle_only", "", facts, region=place.region)
    if not traffic.calls:
        return absent("no_traffic", "", facts, region=place.region)
    if not logging.has_destination:
        return failed("off", "", facts, region=place.region, calls=traffic.calls)
    if lost:
        return undecided("lost", "", facts, region=place.region, lost=lost)
    return passed("on", "", facts, region=place.region, calls=traffic.calls)
