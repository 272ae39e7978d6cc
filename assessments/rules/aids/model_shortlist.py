"""Which model of a short list to take: floors first, then a ranking by what matters most.

The weights follow from the order alone (rank-order centroid: 11/18, 5/18 and 2/18 for three criteria), so that a team
argues about what matters more, which it can answer, and not about percentages, which it cannot.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from assessments.rules.aids.aid import (
    Aid,
    Context,
    Field,
    FieldKind,
    Figure,
    Grid,
    Inputs,
    Line,
    Misfit,
    Outcome,
    Row,
    Tone,
)
from assessments.rules.aids.reading import number, one, rows, several
from assessments.rules.vocabulary import Stance

CRITERIA = ("accuracy", "speed", "cost")
WEIGHTS = (11 / 18, 5 / 18, 2 / 18)
#: Two scores nearer than this (of 100) say that the worksheet cannot tell the two models apart.
CLOSE = 2

FIELDS = (
    Field("task", FieldKind.TEXT, most=200),
    Field("candidates", FieldKind.TABLE, least=2, most=20, required=True, columns=(
        Field("name", FieldKind.TEXT, most=100, required=True),
        Field("accuracy", FieldKind.NUMBER, least=0, most=100, required=True),
        Field("speed", FieldKind.NUMBER, least=0.01, most=3600, required=True),
        Field("cost", FieldKind.NUMBER, least=0.0001, most=1_000_000, required=True),
        Field("allowed", FieldKind.ONE, ("yes", "no"), required=True),
    )),
    Field("order", FieldKind.ORDER, CRITERIA, required=True),
    Field("least_accuracy", FieldKind.NUMBER, least=0, most=100),
    Field("most_speed", FieldKind.NUMBER, least=0.01, most=3600),
    Field("most_cost", FieldKind.NUMBER, least=0.0001, most=1_000_000),
    Field("measured", FieldKind.ONE, ("same", "mixed", "published")),
    Field("decided_by", FieldKind.TEXT, most=100),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Model:
    """One candidate as it was measured."""

    name: str
    accuracy: float
    speed: float
    cost: float
    allowed: bool


@dataclass(frozen=True, slots=True)
class Floor:
    """One thing that a candidate must have: ``limit`` is None when the team did not ask for it."""

    code: str
    limit: float | None
    passes: Callable[[Model, float], bool]
    value: Callable[[Model], float]

    def met(self, model: Model) -> bool:
        """Whether the model has it, or nobody asked."""
        return self.limit is None or self.passes(model, self.limit)


def _work_out(inputs: Inputs, context: Context) -> Outcome:
    models = _models(rows(inputs, "candidates"))
    floors = _floors(inputs)
    passing = [model for model in models if model.allowed and all(floor.met(model) for floor in floors)]
    excluded = [model for model in models if model not in passing]
    order = several(inputs, "order")
    ranking = rank(passing, order)
    return Outcome(
        headline=_headline(ranking, order),
        lines=(
            *(_comparison(ranking, order) if ranking else (Line("lower_floors", tone=Tone.CARE),)),
            *_basis(inputs),
            Line("next_record"),
        ),
        grids=(*_ranked(ranking), *_fallen(excluded, floors)),
        stance=_stance(inputs, ranking),
    )


def rank(models: Sequence[Model], order: Sequence[str]) -> list[tuple[Model, float]]:
    """The models with their scores out of 100, best first; equal scores go by the first criterion that differs.

    On each criterion the best model has 100 and another its share of that: half as accurate or twice as dear is 50.
    """
    if not models:
        return []
    best = {"accuracy": max(model.accuracy for model in models) or 1.0}
    best |= {name: min(_value(model, name) for model in models) for name in ("speed", "cost")}
    weights = list(zip(order, WEIGHTS, strict=True))
    scored = [(model, 100 * sum(_share(model, name, best) * weight for name, weight in weights)) for model in models]
    return sorted(scored, key=lambda pair: (-round(pair[1], 6), *(_worse(pair[0], name) for name in order)))


def _share(model: Model, name: str, best: dict[str, float]) -> float:
    """What a model has of the best one, on one criterion."""
    value = _value(model, name)
    return value / best[name] if name == "accuracy" else best[name] / value


def _value(model: Model, name: str) -> float:
    value: float = getattr(model, name)
    return value


def _worse(model: Model, name: str) -> float:
    """What sorts the better model first: high accuracy, low time, low cost."""
    return -model.accuracy if name == "accuracy" else _value(model, name)


def _models(given: Sequence[Row]) -> list[Model]:
    models = [
        Model(
            one(row, "name"),
            number(row, "accuracy"),
            number(row, "speed"),
            number(row, "cost"),
            one(row, "allowed") == "yes",
        )
        for row in given
    ]
    names = [model.name.strip().casefold() for model in models]
    twice = next((model.name for model, name in zip(models, names, strict=True) if names.count(name) > 1), None)
    if twice is not None:
        raise Misfit("twice", "candidates", name=twice)
    return models


def _floors(inputs: Inputs) -> tuple[Floor, ...]:
    def limit(name: str) -> float | None:
        return None if inputs[name] is None else number(inputs, name)

    return (
        Floor("accuracy", limit("least_accuracy"), lambda m, least: m.accuracy >= least, lambda m: m.accuracy),
        Floor("speed", limit("most_speed"), lambda m, most: m.speed <= most, lambda m: m.speed),
        Floor("cost", limit("most_cost"), lambda m, most: m.cost <= most, lambda m: m.cost),
    )


def _headline(ranking: list[tuple[Model, float]], order: Sequence[str]) -> Line:
    if not ranking:
        return Line("none_passes", tone=Tone.GAP)
    winner, score = ranking[0]
    if len(ranking) == 1:
        return Line("only_one", {"name": winner.name}, Tone.CARE)
    second, behind = ranking[1]
    if score - behind < CLOSE:
        return Line("too_close", {"name": winner.name, "other": second.name}, Tone.CARE)
    return Line(f"wins_{order[0]}", {"name": winner.name, "score": round(score)}, Tone.GOOD)


def _comparison(ranking: list[tuple[Model, float]], order: Sequence[str]) -> Iterator[Line]:
    """What the others are better at, and whether another order would change the choice."""
    winner, others = ranking[0][0], [model for model, _ in ranking[1:]]
    for name in order:
        better = [model for model in others if _worse(model, name) < _worse(winner, name)]
        if better:
            other = min(better, key=lambda model: _worse(model, name))
            figures: dict[str, Figure] = {
                "name": other.name,
                "other": _value(other, name),
                "winner": _value(winner, name),
            }
            yield Line(f"better_{name}", figures)
    if others:
        yield _sensitivity([winner, *others], winner)
    if any(model.cost < winner.cost for model in others):
        yield Line("route", {"name": min(others, key=lambda model: model.cost).name})


def _sensitivity(models: Sequence[Model], winner: Model) -> Line:
    """For how many of the six orders of the criteria the same model is first."""
    wins = sum(rank(models, order)[0][0] == winner for order in permutations(CRITERIA))
    if wins == 6:
        return Line("robust", {"name": winner.name}, Tone.GOOD)
    return Line("depends", {"name": winner.name, "count": wins}, Tone.CARE)


def _basis(inputs: Inputs) -> Iterator[Line]:
    """What the figures rest on, and who stands for the choice."""
    measured = one(inputs, "measured")
    yield Line(f"measured_{measured or 'unknown'}", tone=Tone.GOOD if measured == "same" else Tone.GAP)
    if inputs["least_accuracy"] is None:
        yield Line("no_accuracy_floor", tone=Tone.GAP)
    if not one(inputs, "decided_by"):
        yield Line("nobody_decided", tone=Tone.GAP)


def _ranked(ranking: list[tuple[Model, float]]) -> Iterator[Grid]:
    if ranking:
        found = ((model.name, model.accuracy, model.speed, model.cost, round(score)) for model, score in ranking)
        yield Grid("ranking", (*CRITERIA, "score"), tuple(found))


def _fallen(excluded: Sequence[Model], floors: tuple[Floor, ...]) -> Iterator[Grid]:
    """Who is out, and by which floor."""
    if excluded:
        yield Grid("excluded", (*CRITERIA, "allowed"), tuple(_reasons(model, floors) for model in excluded))


def _reasons(model: Model, floors: tuple[Floor, ...]) -> tuple[Line | Figure, ...]:
    return (model.name, *(_passed(model, floor) for floor in floors), _allowed(model))


def _passed(model: Model, floor: Floor) -> Line:
    if floor.limit is None:
        return Line("not_asked")
    value = {"value": floor.value(model)}
    if floor.met(model):
        return Line("meets", value, Tone.GOOD)
    return Line("below" if floor.code == "accuracy" else "above", value | {"limit": floor.limit}, Tone.GAP)


def _allowed(model: Model) -> Line:
    return Line("is_allowed", tone=Tone.GOOD) if model.allowed else Line("is_not_allowed", tone=Tone.GAP)


def _stance(inputs: Inputs, ranking: list[tuple[Model, float]]) -> Stance:
    """Chosen from published figures is not chosen by measured fit; chosen on the team's own data, by a person, is."""
    if one(inputs, "measured") == "published":
        return Stance.AGAINST
    known = one(inputs, "measured") == "same" and inputs["least_accuracy"] is not None and one(inputs, "decided_by")
    return Stance.FOR if ranking and known else Stance.NEUTRAL


MODEL_SHORTLIST = Aid("model_shortlist", FIELDS, _work_out)
