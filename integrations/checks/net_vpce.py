"""Do calls to models stay on private endpoints?

AWS does not say where a call came from. So: a VPC of the account's own without an endpoint counts against it
only when models are called and no VPC has one; whatever lies between is for a person who knows the workload.
"""

from integrations.aws.account import Place
from integrations.aws.inventory import cloudwatch, ec2
from integrations.checks.finding import Judgement, Plain, absent, failed, passed, undecided
from integrations.checks.registry import check

SERVICE = "bedrock-runtime"


@check(
    id="NET-VPCE",
    title={
        "en": "Private endpoints to model services",
        "ja": "モデルのサービスにプライベートエンドポイントで接続している",
    },
    scope="regional",
    operations=(
        "ec2:DescribeVpcEndpoints",
        "ec2:DescribeVpcs",
        "cloudwatch:ListMetrics",
        "cloudwatch:GetMetricData",
    ),
    speaks_to=("GENSEC01_BP02",),
    messages={
        "every": {
            "en": "Every VPC of the account in {region} reaches bedrock-runtime through a private endpoint.",
            "ja": "{region}にあるアカウントのすべてのVPCが、"
            "プライベートエンドポイント経由でbedrock-runtimeに接続できます。",
        },
        "some": {
            "en": "{some} of {all} VPCs in {region} have a private endpoint to bedrock-runtime. "
            "Say which of them runs the workload.",
            "ja": "{region}では{all}個のVPCのうち{some}個にbedrock-runtimeのプライベートエンドポイントがあります。"
            "ワークロードがどのVPCで動くかを判断してください。",
        },
        "none": {
            "en": "Models were called {calls} times in 14 days in {region}, and no VPC there has a private endpoint "
            "to bedrock-runtime.",
            "ja": "{region}では直近14日間にモデルが{calls}回呼び出されましたが、"
            "bedrock-runtimeのプライベートエンドポイントを持つVPCがありません。",
        },
        "no_vpc": {
            "en": "Models were called {calls} times in 14 days in {region}, where the account has made no VPC. "
            "A person decides.",
            "ja": "{region}では直近14日間にモデルが{calls}回呼び出されましたが、"
            "アカウントが自ら作成したVPCはありません。人が判断してください。",
        },
        "no_traffic": {
            "en": "No model was called in {region} in 14 days, and there is no private endpoint.",
            "ja": "{region}では直近14日間にモデルの呼び出しがなく、プライベートエンドポイントもありません。",
        },
    },
)
def net_vpce(place: Place) -> Judgement:
    traffic = cloudwatch.traffic(place)
    calls = traffic.calls + traffic.mantle
    serving = {e.vpc_id: e.id for e in ec2.endpoints(place) if e.service == SERVICE and e.serves}
    vpcs = ec2.vpcs(place)
    # A default VPC is everywhere whether it is used or not: it counts once it has an endpoint.
    own = [vpc.id for vpc in vpcs if not vpc.default or vpc.id in serving]
    facts: dict[str, Plain] = {"calls": calls, "vpcs": list(own), "endpoints": list(serving.values())}
    if serving and all(vpc in serving for vpc in own):
        endpoint = place.arn("ec2", f"vpc-endpoint/{next(iter(serving.values()))}")
        return passed("every", endpoint, facts, region=place.region)
    if serving:
        return undecided("some", "", facts, region=place.region, some=len(serving), all=len(own))
    if not calls:
        return absent("no_traffic", "", facts, region=place.region)
    if not own:
        return undecided("no_vpc", "", facts, region=place.region, calls=calls)
    return failed("none", "", facts, region=place.region, calls=calls)
