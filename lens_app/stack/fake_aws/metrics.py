"""The metrics of a world: which there are, and their values over the last 14 days."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lens_app.stack.fake_aws.inventory import fixtures, page
from lens_app.stack.fake_aws.worlds import AccountWorld, ModelUse

DAYS = 14
DAY = 86_400


@dataclass(frozen=True)
class Series:
    """One metric with data: what a day sums up to (newest first), and its busiest minute."""

    namespace: str
    name: str
    daily: tuple[float, ...]
    peak: float
    model: str = ""

    @property
    def metric(self) -> dict[str, Any]:
        """The metric as CloudWatch names it."""
        dimensions = [{"Name": "ModelId", "Value": self.model}] if self.model else []
        return {"Namespace": self.namespace, "MetricName": self.name, "Dimensions": dimensions}


@fixtures.register("cloudwatch:ListMetrics")
def metrics(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The metrics that had data, of one namespace or of all."""
    wanted = given.get("Namespace")
    listed = [series.metric for series in _all(account, region) if wanted in (None, series.namespace)]
    return page(account, listed, given, "Metrics", "NextToken")


@fixtures.register("cloudwatch:GetMetricData")
def metric_data(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Sums per period. A period under a day shows the busiest minute and a quiet one."""
    known = {_key(series.metric): series for series in _all(account, region)}
    results = []
    for query in given["MetricDataQueries"]:
        series = known.get(_key(query["MetricStat"]["Metric"]))
        values = _values(series, query["MetricStat"]["Period"]) if series else []
        stamps = _stamps(given["EndTime"], query["MetricStat"]["Period"], len(values))
        label = series.name if series else "none"
        one = {"Id": query["Id"], "Label": label, "Timestamps": stamps, "Values": values, "StatusCode": "Complete"}
        results.append(one)
    return {"MetricDataResults": results}


def _values(series: Series, period: int) -> list[float]:
    return list(series.daily) if period == DAY else [series.peak, min(series.peak, 1.0)]


def _stamps(end: Any, period: int, count: int) -> list[datetime]:
    # A number on the wire of CBOR and JSON, ISO 8601 in a form.
    until = datetime.fromtimestamp(end, UTC) if isinstance(end, int | float) else datetime.fromisoformat(str(end))
    return [until - timedelta(seconds=period * (number + 1)) for number in range(count)]


def _key(metric: Mapping[str, Any]) -> tuple[Any, ...]:
    dimensions = tuple((part["Name"], part["Value"]) for part in metric.get("Dimensions", []))
    return metric["Namespace"], metric["MetricName"], dimensions


def _all(account: AccountWorld, region: str) -> list[Series]:
    world = account.region(region)
    series = [one for model, use in world.models.items() for one in _of_model(model, use)]
    if world.logging and world.logging.failures:
        lost = float(world.logging.failures)
        series.append(Series("AWS/Bedrock", "ModelInvocationLogsS3DeliveryFailure", (lost,) * DAYS, lost))
    if world.mantle:
        calls = float(world.mantle)
        series.append(Series("AWS/BedrockMantle", "Inferences", (calls,) * DAYS, calls, "openai.gpt-oss-120b-1:0"))
    return series


def _of_model(model: str, use: ModelUse) -> list[Series]:
    days = (float(use.calls_per_day),) * DAYS
    series = [
        Series("AWS/Bedrock", "Invocations", days, use.peak_requests, model),
        Series("AWS/Bedrock", "InvocationLatency", days, 900.0, model),
    ]
    if use.peak_tokens is not None:
        series.append(Series("AWS/Bedrock", "EstimatedTPMQuotaUsage", days, use.peak_tokens, model))
    if use.throttled_days:
        throttled = (3.0,) * use.throttled_days + (0.0,) * (DAYS - use.throttled_days)
        series.append(Series("AWS/Bedrock", "InvocationThrottles", throttled, 3.0, model))
    return series
