"""Ask for a report, and make it: a frozen state in, a PDF with its hash out."""

from dataclasses import dataclass

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from assessments.actions import audit, files, jobs, locks
from assessments.errors import DomainError, NotFound
from assessments.models import Membership, Milestone, Report, Workload
from assessments.queries import reports as queries
from assessments.reports import pdf, registry
from assessments.reports.edition import Material
from assessments.rules.payload import canonical
from assessments.tenancy import scope

KIND = "render_report"
MAX_BYTES = 64 * 1024 * 1024
#: What progress counts: the state is read, the PDF is printed, the file is kept.
STEPS = 3


class ReportRefused(DomainError):
    """There is no such kind of report, or the milestone is another workload's."""

    code = "report_refused"
    status = 422


class ReportNotReady(DomainError):
    """The report has no file: it is being made, or making it failed."""

    code = "report_not_ready"
    status = 409


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A report ready to print."""

    html: str
    filename: str
    digest: str
    audit_head: str
    variant: pdf.Variant
    attachments: tuple[pdf.Attachment, ...]


@transaction.atomic
def ask(
    *,
    workload: Workload,
    kind: str,
    language: str,
    by: Membership,
    milestone: Milestone | None = None,
    archive: bool = False,
) -> Report:
    """Ask for a report of a milestone, or of now (none). While the same one is being made, that one is returned.

    ``archive``: PDF/A with the canonical snapshot inside. Raises ReportRefused.
    """
    if kind not in registry.every() or language not in dict(settings.LANGUAGES):
        raise ReportRefused(_("There is no such report. Choose one of the list."))
    if milestone is not None and milestone.workload_id != workload.id:
        raise ReportRefused(_("This workload has no such milestone. Choose one of the list."))
    with scope.acting("reports.ask"):
        locks.wait_for(f"reports.ask {workload.id}")
        report = Report(
            workload=workload, milestone=milestone, kind=kind, language=language, archive=archive, asked_by=by
        )
        if (already := queries.in_hand(report)) is not None:
            return already
        report.job = jobs.enqueue(kind=KIND, subject_id=report.id, by=by, planned=STEPS)
        report.save(force_insert=True)
        return report


def download(*, report: Report) -> bytes:
    """The report's bytes, noted in the audit log. Raises ReportNotReady, FileAltered."""
    if not report.key:
        raise ReportNotReady(_("This report is not made yet. Wait until it is done, or ask for it again."))
    content = files.verified(report.key, report.sha256)
    facts = {"filename": report.filename, "sha256": report.sha256}
    audit.note("reports.download", table=Report._meta.db_table, object_id=report.id, facts=facts)
    return content


@jobs.handles(KIND)
def render(claim: jobs.Claim) -> None:
    """Make the report that the job names. Started again, it keeps one file; one that is made already stays.

    Raises NotFound, `pdf.PdfUnavailable`, `pdf.PdfTooLarge`, `pdf.PdfFailed`, `files.StorageFull`.
    """
    with claim.organization():
        report = queries.to_make(claim.subject_id)
        if report is None:
            raise NotFound(_("The report is gone. Ask for it again."))
        if report.key:
            return
    # What led to this state is sealed before the cover prints where the chain ends.
    while audit.seal(claim.organization_id) == audit.BATCH:
        claim.stop_if_asked()
    with claim.organization():
        sheet = _sheet(report)
    claim.progress(1)
    claim.stop_if_asked()
    printed = pdf.render(sheet.html, variant=sheet.variant, attachments=sheet.attachments)
    claim.progress(2)
    claim.stop_if_asked()
    with claim.organization():
        kept = files.keep([printed], folder="reports", at_most=MAX_BYTES)
    try:
        _publish(claim, sheet, kept)
    except jobs.LostLease:
        # Nothing was written, so no row names these bytes. After any other fault a commit may have happened: they stay.
        default_storage.delete(kept.key)
        raise


def _publish(claim: jobs.Claim, sheet: _Sheet, kept: files.Kept) -> None:
    with claim.fence(), scope.acting("reports.render"):
        Report.objects.filter(id=claim.subject_id, key="").update(
            key=kept.key,
            sha256=kept.sha256,
            size=kept.size,
            filename=sheet.filename,
            snapshot_digest=sheet.digest,
            audit_head=sheet.audit_head,
        )
        claim.progress(STEPS)
        claim.finish()


def _sheet(report: Report) -> _Sheet:
    """Read the state and write the document. Inside the organization; no network, no printing."""
    organization = report.workload.organization
    kind = registry.every()[report.kind]
    state = queries.state(report)
    material = Material(
        snapshot=state.snapshot,
        language=report.language,
        history=queries.past(report),
        edition=queries.edition(report),
        audit_head=audit.head(organization.id).digest,
        verify_url=settings.PUBLIC_URL + reverse("report_verify", args=[organization.slug]),
    )
    name = f"{report.workload.name} - {material.say(kind.title)} - {material.name}.pdf"
    return _Sheet(
        html=kind.build(material),
        filename=files.display_name(name.replace("/", "-").replace("\\", "-")),
        digest=material.digest,
        audit_head=material.audit_head,
        variant=pdf.ARCHIVE if report.archive else pdf.READING,
        attachments=(_snapshot(material),) if report.archive else (),
    )


def _snapshot(material: Material) -> pdf.Attachment:
    """The canonical bytes themselves: their SHA-256 is the digest on the cover."""
    content = canonical(material.snapshot)
    return pdf.Attachment("snapshot.json", content, at=material.snapshot.taken_at, description=material.digest)
