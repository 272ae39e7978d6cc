"""Is one trail recording every Region, now, in files whose change would show?

Seen from one Region: a multi-Region trail shows in all of them, so its absence here is its absence.
"""

from integrations.aws.account import Place
from integrations.aws.inventory import cloudtrail
from integrations.checks.finding import Judgement, Plain, failed, passed
from integrations.checks.registry import check


@check(
    id="AUD-TRAIL",
    title={
        "en": "CloudTrail is complete",
        "ja": "CloudTrailの記録に漏れがない",
    },
    scope="global",
    operations=("cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus"),
    speaks_to=("GENOPS02_BP01", "GENSEC01_BP04", "GENSEC03_BP01"),
    messages={
        "complete": {
            "en": "A multi-Region trail is logging with log file validation.",
            "ja": "ログファイルの検証を有効にしたマルチリージョンの証跡が記録中です。",
        },
        "partial": {
            "en": "{logging} of {all} trails are logging, but none covers every Region with log file validation.",
            "ja": "証跡{all}件のうち{logging}件が記録中ですが、"
            "ログファイルの検証付きで全リージョンを対象とするものがありません。",
        },
        "stopped": {
            "en": "There are {all} trails, and none is logging.",
            "ja": "証跡は{all}件ありますが、いずれも記録していません。",
        },
        "none": {
            "en": "There is no trail.",
            "ja": "証跡がありません。",
        },
    },
)
def aud_trail(place: Place) -> Judgement:
    trails = cloudtrail.trails(place)
    logging = [trail for trail in trails if trail.logging]
    best = next((trail for trail in trails if trail.complete), None)
    facts: dict[str, Plain] = {
        "trails": len(trails),
        "logging": len(logging),
        "multi_region": sum(trail.multi_region for trail in logging),
        "validated": sum(trail.validated for trail in logging),
        "encrypted_with_kms": sum(trail.encrypted for trail in logging),
    }
    if best:
        return passed("complete", best.arn, facts)
    if logging:
        return failed("partial", logging[0].arn, facts, logging=len(logging), all=len(trails))
    return failed("stopped" if trails else "none", "", facts, all=len(trails))
