"""What checks saw in AWS. What could not be seen comes first, with its reason: it is neither good nor bad."""

from assessments.reports import markup as m
from assessments.reports.edition import Material, when
from assessments.rules.snapshot import ObservationFact
from assessments.rules.vocabulary import UNDECIDED, Told, told

#: What is told, in its order, with its sign.
SIGNS = {Told.NOT_DETERMINABLE: "?", Told.FAIL: "×", Told.NEEDS_A_PERSON: "◐", Told.PASS: "✓", Told.NOT_APPLICABLE: "–"}
PRINTED = 600  # paper for more is read by nobody; the data of the report holds them all, and the part says so


def section(material: Material) -> str:
    """The observations as a part of a report."""
    w = material.words
    groups: dict[Told, list[ObservationFact]] = {said: [] for said in SIGNS}
    for fact in material.snapshot.observations:
        groups[told(fact.verdict, fact.reason)].append(fact)
    counts = {said: len(facts) for said, facts in groups.items()}
    out, room = [m.lead(w.observations(counts), w.language)], PRINTED
    for said, facts in groups.items():
        if not facts:
            continue
        name = m.attribute(w.verdicts[said])
        out.append(
            f'<h2 data-bookmark="{name}">{SIGNS[said]}&ensp;{m.heading(w.verdicts[said], w.language)}&ensp;'
            f'<span class="small soft">{len(facts)}</span></h2>'
        )
        out += [_row(material, fact) for fact in facts[:room]]
        if len(facts) > room:
            out.append(m.paragraph(m.text(w.left_out(len(facts) - room)), "meta"))
        room = max(room - len(facts), 0)
    return m.section("observations", w.label("observations"), "".join(out), w.language)


def sign(fact: ObservationFact) -> str:
    """What a check saw, as one sign."""
    return SIGNS[told(fact.verdict, fact.reason)]


def word(material: Material, fact: ObservationFact) -> str:
    """What a check saw, as a word."""
    return material.words.verdicts[told(fact.verdict, fact.reason)]


def _row(material: Material, fact: ObservationFact) -> str:
    w = material.words
    side = f"<b>{m.text(fact.check)}</b><br>{sign(fact)} {m.text(word(material, fact))}"
    body = f'<p id="o-{m.attribute(fact.id)}">{m.flow(material.say(fact.title), w.language)}</p>'
    statement = material.say(fact.statement)
    body += m.paragraph(m.flow(statement, w.language), "soft said") if statement else ""
    if fact.reason not in ("", UNDECIDED, statement):
        body += m.paragraph(m.flow(fact.reason, w.language), "said")
    body += m.paragraph(m.text(w.comma.join(_where(material, fact))), "meta")
    if fact.sha256:
        body += m.paragraph(m.grouped(fact.sha256), "hash")
    return m.row(side, body, "fact")


def _where(material: Material, fact: ObservationFact) -> list[str]:
    """Account, environment, region, resource and time, as far as they are known."""
    w = material.words
    environment = w.labels.get(f"environment.{fact.environment}", fact.environment)
    account = f"{fact.account_id}{w.aside(environment)}" if fact.account_id and environment else fact.account_id
    place = account or environment or w.label("place_unknown")
    region = w.labels.get(f"region.{fact.region}", fact.region)
    return [part for part in (place, region, fact.resource, f"{when(fact.at):%Y-%m-%d %H:%M:%S} UTC") if part]
