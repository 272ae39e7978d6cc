"""What tenant models are made of: an organization that cannot be forgotten, and keys that cannot cross."""

import uuid
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Q

from assessments.tenancy.scope import current_organization_id, is_open

Row = TypeVar("Row", bound=models.Model, covariant=True)


class TenantQuerySet(models.QuerySet[Row]):
    """A queryset that refuses what would lose rows silently under row-level security."""

    def bulk_create(self, objs: Any, *args: Any, ignore_conflicts: bool = False, **kwargs: Any) -> list[Row]:
        """As Django's. Raises ValueError on ``ignore_conflicts``: a clash with a hidden row would vanish (F3)."""
        if ignore_conflicts:
            raise ValueError("ignore_conflicts loses rows silently; handle the clash instead")
        return super().bulk_create(objs, *args, **kwargs)


class TenantManager(models.Manager[Row]):
    """Rows of the open organization only. Raises NoScope when none is open: closed by default."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Every query starts from the open organization."""
        rows: TenantQuerySet[Row] = TenantQuerySet(self.model, using=self._db)
        return rows.filter(organization_id=current_organization_id())


class SharedManager(models.Manager[Row]):
    """The built-in rows that belong to no organization, and those of the open one."""

    def get_queryset(self) -> models.QuerySet[Row]:
        """Every query starts from what is built in, and from the open organization when there is one."""
        built_in = Q(organization=None)
        visible = built_in | Q(organization_id=current_organization_id()) if is_open() else built_in
        rows: TenantQuerySet[Row] = TenantQuerySet(self.model, using=self._db)
        return rows.filter(visible)


class TenantKey(models.ForeignKey):
    """A reference that stays inside the organization.

    The database constraint is the composite one that `walls` derives, (organization_id, x_id) →
    (organization_id, id): a plain foreign key would accept a row of another tenant (F1).
    """

    def __init__(self, to: Any, on_delete: Any, **kwargs: Any) -> None:
        kwargs["db_constraint"] = False
        super().__init__(to, on_delete, **kwargs)

    def deconstruct(self) -> Any:
        """As Django's, without the constraint flag that is always off."""
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("db_constraint", None)
        return name, path, args, kwargs


class SharedKey(models.ForeignKey):
    """A reference to a row that may be built in; a trigger made by `walls` checks that the writer may see it."""


class TenantRow(models.Model):
    """A row of one organization.

    ``app_may`` are the statements the application role is granted: rows end by saying so, and only a model whose
    rows the code does delete adds DELETE. ``audit_hides`` are the columns whose values never enter the audit log,
    ``audit_ignores`` those whose change alone is not worth a row there.
    """

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    audited: ClassVar[bool] = True
    audit_hides: ClassVar[tuple[str, ...]] = ()
    audit_ignores: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "assessments.Organization", models.CASCADE, default=current_organization_id, editable=False, related_name="+"
    )

    objects = TenantManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"


class FrozenRow(TenantRow):
    """A row that never changes: no UPDATE or DELETE is granted, and a trigger refuses both to everyone."""

    app_may = "SELECT, INSERT"

    class Meta(TenantRow.Meta):
        abstract = True


class SharedRow(models.Model):
    """A row of one organization, or built in (no organization) and then readable by all and writable by none."""

    app_may: ClassVar[str] = "SELECT, INSERT, UPDATE"
    audited: ClassVar[bool] = True
    audit_hides: ClassVar[tuple[str, ...]] = ()
    audit_ignores: ClassVar[tuple[str, ...]] = ()

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(
        "assessments.Organization", models.CASCADE, null=True, blank=True, editable=False, related_name="+"
    )

    objects = SharedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    @classmethod
    def built_in(cls) -> "models.QuerySet[Self]":
        """The rows that belong to no organization, without needing one open."""
        return TenantQuerySet(cls).filter(organization=None)
