"""People, their organizations, what they may do there, and how they come in."""

import secrets
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.text import slugify

from assessments.access import RoleName
from assessments.tenancy.rows import TenantKey, TenantRow


def default_time_zone() -> str:
    """Where a new person's clock is until they say otherwise."""
    return settings.DEFAULT_TIME_ZONE


class UserManager(BaseUserManager["User"]):
    """Makes people by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who signs in with this address; without a password they cannot yet."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """By address, in any case."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser):
    """A person. People are not a tenant's: one person can be a member of several organizations."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=100)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, blank=True)
    time_zone = models.CharField(max_length=64, default=default_time_zone)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def initials(self) -> str:
        """One or two letters for an avatar: 佐 for 佐藤 健二, KS for Kenji Sato."""
        words = self.name.split() or [self.email]
        if not words[0].isascii():
            return words[0][:1]
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()

    @property
    def hue(self) -> int:
        """One of six avatar colours, always the same for one person."""
        return self.id.int % 6 + 1


def new_slug(name: str) -> str:
    """The organization's name for URLs. The random end keeps "taken" from telling that another tenant exists."""
    stem = slugify(name)[:40] or "org"
    end = "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(4))
    return f"{stem}-{end}"


class Organization(models.Model):
    """A tenant: everything but people belongs to exactly one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    slug = models.SlugField(max_length=50, unique=True)
    language = models.CharField(max_length=5, choices=settings.LANGUAGES, default="en")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.name


class Membership(TenantRow):
    """A person in an organization. It ends, it is never deleted: history keeps pointing at it."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in RoleName])
    duties = models.JSONField(default=list, blank=True, help_text="FMOps roles the person fills")
    joined_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="membership_unique")]
        indexes = [models.Index(fields=["user"], name="membership_of_user")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


def in_seven_days() -> datetime:
    """How long an invitation lives."""
    return timezone.now() + timedelta(days=7)


class Invitation(TenantRow):
    """An offer of a role to an address. Its link carries a token that is derived, never stored."""

    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in RoleName])
    language = models.CharField(max_length=5, choices=settings.LANGUAGES)
    invited_by = TenantKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(default=in_seven_days)
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                "organization",
                Lower("email"),
                condition=Q(accepted_at=None, revoked_at=None),
                name="invitation_open_once",
            )
        ]

    def __str__(self) -> str:
        return self.email


class ApiToken(TenantRow):
    """A key for programs, bound to one organization, to scopes and to an end. Only its digest is kept."""

    audit_hides = ("digest",)
    audit_ignores = ("last_used_at",)

    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, editable=False)
    scopes = models.JSONField(default=list)
    created_by = TenantKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        indexes = [models.Index(fields=["organization", "-created_at"], name="token_newest")]

    def __str__(self) -> str:
        return self.name
