"""What each way to spend fewer tokens saves in a month, alone and together.

Levers multiply: each works on what the ones before it left. The total is the same in any order; how much of it each
one gets is not, so they are applied in one stated order: first what avoids whole requests, then what shortens them,
then what makes the rest cheaper, and last the guardrails, which have a bill of their own.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from assessments.rules.aids.aid import Aid, Context, Field, FieldKind, Figure, Grid, Inputs, Line, Misfit, Outcome, Tone
from assessments.rules.aids.reading import number, one, several

UNITS = {"thousand": 1_000, "million": 1_000_000}
DAYS_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class _Month:
    """A month's requests, their tokens, and how far from the full price each kind of token is paid."""

    requests: float
    input_tokens: float
    output_tokens: float
    price_in: float
    price_out: float
    guardrails: float
    input_price: float = 1
    model_price: float = 1

    @property
    def input_cost(self) -> float:
        return self.requests * self.input_tokens * self.price_in * self.input_price * self.model_price

    @property
    def output_cost(self) -> float:
        return self.requests * self.output_tokens * self.price_out * self.model_price

    @property
    def cost(self) -> float:
        return self.input_cost + self.output_cost + self.guardrails


def _stop(month: _Month, inputs: Inputs) -> _Month:
    left = 1 - _part(inputs, "stop_share")
    return replace(month, requests=month.requests * left, guardrails=month.guardrails * left)


def _chunks(month: _Month, inputs: Inputs) -> _Month:
    return replace(month, input_tokens=month.input_tokens * (1 - _part(inputs, "chunks_share")))


def _prompt(month: _Month, inputs: Inputs) -> _Month:
    return replace(month, input_tokens=month.input_tokens * (1 - _part(inputs, "prompt_share")))


def _answer(month: _Month, inputs: Inputs) -> _Month:
    return replace(month, output_tokens=month.output_tokens * (1 - _part(inputs, "answer_share")))


def _cache(month: _Month, inputs: Inputs) -> _Month:
    """What is read from the cache costs less than ordinary input, what is written to it may cost more."""
    read = _part(inputs, "cache_share") * (1 - _part(inputs, "cache_price"))
    written = _part(inputs, "cache_written") * (number(inputs, "cache_write_price", 100) / 100 - 1)
    return replace(month, input_price=month.input_price * (1 - read + written))


def _smaller_model(month: _Month, inputs: Inputs) -> _Month:
    saved = _part(inputs, "small_share") * (1 - _part(inputs, "small_price"))
    return replace(month, model_price=month.model_price * (1 - saved))


def _tags(month: _Month, inputs: Inputs) -> _Month:
    return replace(month, guardrails=month.guardrails * _part(inputs, "tagged_share"))


@dataclass(frozen=True, slots=True)
class _Lever:
    """One lever: how it changes a month, and the fields without which it says nothing."""

    key: str
    apply: Callable[[_Month, Inputs], _Month]
    asks: tuple[str, ...]


#: In the order in which they are applied.
LEVERS = (
    _Lever("stop", _stop, ("stop_share",)),
    _Lever("chunks", _chunks, ("chunks_share",)),
    _Lever("prompt", _prompt, ("prompt_share",)),
    _Lever("answer", _answer, ("answer_share",)),
    _Lever("cache", _cache, ("cache_share", "cache_price")),
    _Lever("smaller_model", _smaller_model, ("small_share", "small_price")),
    _Lever("tags", _tags, ("tagged_share", "guardrails")),
)


def _percent(name: str, lever: str, most: float = 100, least: float = 0) -> Field:
    return Field(name, FieldKind.NUMBER, least=least, most=most, shown_if=("levers", (lever,)))


FIELDS = (
    Field("requests", FieldKind.NUMBER, least=1, most=1_000_000_000, required=True),
    Field("days", FieldKind.NUMBER, least=1, most=31, whole=True),
    Field("input_tokens", FieldKind.NUMBER, least=1, most=2_000_000, whole=True, required=True),
    Field("output_tokens", FieldKind.NUMBER, least=1, most=2_000_000, whole=True, required=True),
    Field("price_in", FieldKind.NUMBER, least=0, most=1_000_000, required=True),
    Field("price_out", FieldKind.NUMBER, least=0, most=1_000_000, required=True),
    Field("per", FieldKind.ONE, tuple(UNITS), required=True),
    Field("currency", FieldKind.TEXT, least=1, most=10, required=True),
    Field("guardrails", FieldKind.NUMBER, least=0, most=1_000_000_000),
    Field("levers", FieldKind.SEVERAL, tuple(lever.key for lever in LEVERS)),
    _percent("stop_share", "stop"),
    _percent("chunks_share", "chunks"),
    _percent("prompt_share", "prompt"),
    _percent("answer_share", "answer"),
    _percent("cache_share", "cache"),
    _percent("cache_price", "cache"),
    _percent("cache_written", "cache"),
    _percent("cache_write_price", "cache", most=1_000, least=100),
    _percent("small_share", "smaller_model"),
    _percent("small_price", "smaller_model"),
    _percent("tagged_share", "tags"),
)


@dataclass(frozen=True, slots=True)
class _Saving:
    """What the levers do to a bill of ``before``: alone, and what is left after each in the order applied."""

    before: float
    alone: Mapping[str, float]
    left: Mapping[str, float]

    @property
    def together(self) -> float:
        return round(self.before - self.after, 2)

    @property
    def after(self) -> float:
        return list(self.left.values())[-1] if self.left else self.before

    @property
    def by_effect(self) -> list[str]:
        """The levers, the one that saves most first; as applied where they save the same."""
        return sorted(self.alone, key=lambda key: -self.alone[key])


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    month = _month(inputs)
    if month.cost == 0:
        raise Misfit("no_bill", "price_in")
    if number(inputs, "cache_share") + number(inputs, "cache_written") > 100:
        raise Misfit("cached_twice", "cache_written")
    chosen = tuple(lever for lever in LEVERS if lever.key in several(inputs, "levers"))
    counted = tuple(lever for lever in chosen if all(inputs[name] is not None for name in lever.asks))
    saving = _saving(month, counted, inputs)
    currency = one(inputs, "currency")
    grids = (_bill(month, currency), _alone(saving, currency), _applied(saving, currency))
    return Outcome(
        headline=_headline(saving, currency),
        lines=tuple(_lines(saving, len(chosen) - len(counted), currency)),
        grids=tuple(grid for grid in grids if grid.rows),
    )


def _month(inputs: Inputs) -> _Month:
    unit = UNITS[one(inputs, "per")]
    return _Month(
        requests=number(inputs, "requests") * number(inputs, "days", DAYS_A_MONTH),
        input_tokens=number(inputs, "input_tokens"),
        output_tokens=number(inputs, "output_tokens"),
        price_in=number(inputs, "price_in") / unit,
        price_out=number(inputs, "price_out") / unit,
        guardrails=number(inputs, "guardrails"),
    )


def _part(inputs: Inputs, name: str) -> float:
    return number(inputs, name) / 100


def _saving(month: _Month, levers: tuple[_Lever, ...], inputs: Inputs) -> _Saving:
    before = round(month.cost, 2)
    alone = {lever.key: round(month.cost - lever.apply(month, inputs).cost, 2) for lever in levers}
    left: dict[str, float] = {}
    for lever in levers:
        month = lever.apply(month, inputs)
        left[lever.key] = round(month.cost, 2)
    return _Saving(before, alone, left)


def _headline(saving: _Saving, currency: str) -> Line:
    figures: dict[str, Figure] = {
        "before": _amount(saving.before),
        "after": _amount(saving.after),
        "currency": currency,
    }
    if not saving.left:
        return Line("no_levers", figures, Tone.CARE)
    if saving.together <= 0:
        return Line("saves_nothing", figures, Tone.GAP)
    return Line(
        "saves", figures | {"saved": _amount(saving.together), "share": _share(saving.together, saving)}, Tone.GOOD
    )


def _share(amount: float, saving: _Saving) -> float:
    return round(amount / saving.before * 100, 1) if saving.before else 0.0


def _lines(saving: _Saving, without_number: int, currency: str) -> Iterator[Line]:
    if without_number:
        yield Line("without_number", {"levers": without_number}, Tone.CARE)
    if len(saving.alone) > 1:
        figures = {"sum": _amount(sum(saving.alone.values())), "together": _amount(saving.together)}
        yield Line("not_added", figures | {"currency": currency})
    for key in saving.by_effect:
        if saving.alone[key] < 0:
            yield Line("cache_loses", {"loss": _amount(-saving.alone[key]), "currency": currency}, Tone.GAP)
        else:
            yield Line(f"{key}_price")


def _bill(month: _Month, currency: str) -> Grid:
    """Where the money goes now."""
    parts = {"input": month.input_cost, "output": month.output_cost, "guardrail": month.guardrails}
    return Grid(
        "bill",
        ("cost", "share"),
        tuple(
            (Line(name), _money(cost, currency), Line("percent", {"share": round(cost / month.cost * 100, 1)}))
            for name, cost in parts.items()
        ),
    )


def _alone(saving: _Saving, currency: str) -> Grid:
    return Grid(
        "alone",
        ("saved", "share"),
        tuple(
            (Line(key), _money(amount, currency), Line("percent", {"share": _share(amount, saving)}))
            for key in saving.by_effect
            for amount in (saving.alone[key],)
        ),
    )


def _applied(saving: _Saving, currency: str) -> Grid:
    """What each lever takes off what the ones before it left."""
    befores = (saving.before, *saving.left.values())
    return Grid(
        "applied",
        ("saved", "left"),
        tuple(
            (Line(key), _money(before - left, currency), _money(left, currency))
            for before, (key, left) in zip(befores, saving.left.items(), strict=False)
        ),
    )


def _money(amount: float, currency: str) -> Line:
    return Line("money", {"amount": _amount(amount), "currency": currency})


def _amount(money: float) -> str:
    """An amount with two decimals, round or not, so that amounts beside each other are alike."""
    return f"{round(money, 2) + 0.0:,.2f}"


TOKEN_SAVINGS = Aid("token_savings", FIELDS, _work_out)
