"""What checks saw in AWS. What could not be seen comes first, with its reason: it is neither good nor bad."""

from assessments.reports import markup as m
from assessments.reports.edition import Material, when
from assessments.rules.snapshot import ObservationFact
from assessments.rules.vocabulary import Verdict

ORDER = (Verdict.NOT_DETERMINABLE, Verdict.FAIL, Verdict.PASS, Verdict.NOT_APPLICABLE)
SIGNS = {Verdict.NOT_DETERMINABLE: "?", Verdict.FAIL: "×", Verdict.PASS: "✓", Verdict.NOT_APPLICABLE: "–"}
PRINTED = 600  # paper for more is read by nobody; the data of the report holds them all, and the part says so


def section(material: Material) -> str:
    """The observations as a part of a report."""
    w = material.words
    groups = {verdict: [f for f in material.snapshot.observations if f.verdict is verdict] for verdict in ORDER}
    counts = {verdict: len(facts) for verdict, facts in groups.items()}
    out, room = [m.lead(w.observations(counts), w.language)], PRINTED
    for verdict, facts in groups.items():
        if not facts:
            continue
        name = m.attribute(w.verdicts[verdict])
        out.append(
            f'<h2 data-bookmark="{name}">{SIGNS[verdict]}&ensp;{m.heading(w.verdicts[verdict], w.language)}&ensp;'
            f'<span class="small soft">{len(facts)}</span></h2>'
        )
        out += [_row(material, fact) for fact in facts[:room]]
        if len(facts) > room:
            out.append(m.paragraph(m.text(w.left_out(len(facts) - room)), "meta"))
        room = max(room - len(facts), 0)
    return m.section("observations", w.label("observations"), "".join(out), w.language)


def _row(material: Material, fact: ObservationFact) -> str:
    w = material.words
    side = f"<b>{m.text(fact.check)}</b><br>{SIGNS[fact.verdict]} {m.text(w.verdicts[fact.verdict])}"
    body = f'<p id="o-{m.attribute(fact.id)}">{m.flow(material.say(fact.title), w.language)}</p>'
    told = material.say(fact.statement)
    body += m.paragraph(m.flow(told, w.language), "soft said") if told else ""
    if fact.reason and fact.reason != told:
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
