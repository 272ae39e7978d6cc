"""Which models are called, how often, and how hard: the metrics that prove a practice is needed.

Source: Amazon Bedrock User Guide, "Monitor with CloudWatch" (namespaces AWS/Bedrock and AWS/BedrockMantle,
dimension ModelId); CloudWatch API reference, ListMetrics (metrics of the last two weeks) and GetMetricData.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.aws.account import Place
from integrations.aws.errors import Unreadable, Why
from integrations.aws.operations import action
from integrations.aws.paging import every

BEDROCK = "AWS/Bedrock"
MANTLE = "AWS/BedrockMantle"
DAYS = 14
MINUTE = 60
DAY = 86_400
_LIST = "cloudwatch:ListMetrics"
_DATA = "cloudwatch:GetMetricData"
_QUERIES_AT_ONCE = 500
_LOG_FAILURES = ("ModelInvocationLogsCloudWatchDeliveryFailure", "ModelInvocationLogsS3DeliveryFailure")


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric that had data in the last two weeks."""

    namespace: str
    name: str
    dimensions: tuple[tuple[str, str], ...] = ()

    @property
    def model(self) -> str:
        """The model id when the metric is per model and nothing finer, else empty."""
        return self.dimensions[0][1] if len(self.dimensions) == 1 and self.dimensions[0][0] == "ModelId" else ""


@dataclass(frozen=True, slots=True)
class Traffic:
    """Calls of the last 14 days: per model id (only those with any), and over the OpenAI-compatible endpoint."""

    by_model: dict[str, int] = field(default_factory=dict)
    mantle: int = 0

    @property
    def calls(self) -> int:
        """Calls of all models through ``bedrock-runtime``."""
        return sum(self.by_model.values())


@dataclass(frozen=True, slots=True)
class Load:
    """How hard one model was used in 14 days: peaks per minute (None: no such metric), days with throttling."""

    requests: float | None
    tokens: float | None
    throttled_days: int


def traffic(place: Place) -> Traffic:
    """Which models were called here in the last 14 days. Raises `Unreadable` when that is not fully known."""
    found: Traffic = place.remember("traffic", lambda: _traffic(place))
    return found


def delivery_failures(place: Place) -> int:
    """How many invocation logs could not be delivered in the last 14 days."""
    failing = [metric for metric in _metrics(place, BEDROCK) if metric.name in _LOG_FAILURES]
    return int(sum(sum(values) for values in _series(place, failing, period=DAY)))


def load(place: Place, model: str) -> Load:
    """How hard a model was used in the last 14 days, minute by minute."""
    metrics = [metric for metric in _metrics(place, BEDROCK) if metric.model == model]
    throttles = _series(place, [m for m in metrics if m.name == "InvocationThrottles"], period=DAY)
    return Load(
        requests=_peak(place, [m for m in metrics if m.name == "Invocations"]),
        tokens=_peak(place, [m for m in metrics if m.name == "EstimatedTPMQuotaUsage"]),
        throttled_days=sum(value > 0 for values in throttles for value in values),
    )


def _traffic(place: Place) -> Traffic:
    invoked = [metric for metric in _metrics(place, BEDROCK) if metric.name == "Invocations" and metric.model]
    totals = [int(sum(values)) for values in _series(place, invoked, period=DAY)]
    by_model = {metric.model: total for metric, total in zip(invoked, totals, strict=True) if total}
    mantle = [metric for metric in _metrics(place, MANTLE) if metric.name == "Inferences"]
    return Traffic(by_model, int(sum(sum(values) for values in _series(place, mantle, period=DAY))))


def _peak(place: Place, metrics: Sequence[Metric]) -> float | None:
    series = _series(place, metrics, period=MINUTE)
    return max((max(values, default=0.0) for values in series), default=None)


def _metrics(place: Place, namespace: str) -> tuple[Metric, ...]:
    def read() -> tuple[Metric, ...]:
        listed = every(place, _LIST, "Metrics", token="NextToken", Namespace=namespace)  # noqa: S106 - a member's name
        return tuple(_to_metric(place, item) for item in listed)

    metrics: tuple[Metric, ...] = place.remember(("metrics", namespace), read)
    return metrics


def _to_metric(place: Place, item: dict[str, Any]) -> Metric:
    if "Namespace" not in item or "MetricName" not in item:
        raise Unreadable(Why.MALFORMED_RESPONSE, {"action": action(_LIST), "region": place.region})
    dimensions = tuple((part["Name"], part["Value"]) for part in item.get("Dimensions", []))
    return Metric(item["Namespace"], item["MetricName"], dimensions)


def _series(place: Place, metrics: Sequence[Metric], *, period: int) -> list[list[float]]:
    """Sums per period over the last 14 days, newest first, one list per metric."""
    values: list[list[float]] = [[] for _ in metrics]
    for start in range(0, len(metrics), _QUERIES_AT_ONCE):
        batch = range(start, min(start + _QUERIES_AT_ONCE, len(metrics)))
        for result in _results(place, [_query(index, metrics[index], period) for index in batch]):
            index = _index_of(place, result, batch)
            values[index] += result.get("Values", [])
    return values


def _results(place: Place, queries: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    until = datetime.now(UTC).replace(second=0, microsecond=0)
    results = list(
        every(
            place,
            _DATA,
            "MetricDataResults",
            token="NextToken",  # noqa: S106 - a member's name
            MetricDataQueries=queries,
            StartTime=until - timedelta(days=DAYS),
            EndTime=until,
            ScanBy="TimestampDescending",
        )
    )
    # A query can be PartialData on one page and Complete on its last one.
    last = {result.get("Id"): result.get("StatusCode") for result in results}
    if set(last) != {query["Id"] for query in queries} or set(last.values()) != {"Complete"}:
        raise Unreadable(Why.INCOMPLETE_PAGINATION, {"action": action(_DATA), "region": place.region})
    return results


def _index_of(place: Place, result: dict[str, Any], batch: range) -> int:
    number = str(result["Id"])[1:]
    if not number.isdecimal() or int(number) not in batch:
        raise Unreadable(Why.MALFORMED_RESPONSE, {"action": action(_DATA), "region": place.region})
    return int(number)


def _query(index: int, metric: Metric, period: int) -> dict[str, Any]:
    dimensions = [{"Name": name, "Value": value} for name, value in metric.dimensions]
    named = {"Namespace": metric.namespace, "MetricName": metric.name, "Dimensions": dimensions}
    return {"Id": f"m{index}", "MetricStat": {"Metric": named, "Period": period, "Stat": "Sum"}}
