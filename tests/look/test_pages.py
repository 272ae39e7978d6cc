"""The frame of every page: who and where one is, in which language and theme, and what is said when things fail."""

from types import SimpleNamespace

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.template import engines
from django.utils import translation

from assessments.errors import Clash, NotAllowed
from tests.look.conftest import Pages

HARBORLINE = SimpleNamespace(name="Harborline Insurance", slug="harborline")
KITAHAMA = SimpleNamespace(name="北浜銀行", slug="kitahama")
PRIYA = SimpleNamespace(name="Priya Nair", initials="PN", hue=3, email="p@x.example", is_authenticated=True)
INSIDE = {"user": PRIYA, "organization": HARBORLINE, "organizations": [HARBORLINE, KITAHAMA]}


def test_the_bar_shows_the_place_and_the_persons_other_organizations(pages: Pages):
    page = pages.file("base.html", "/o/harborline/lenses/7/", **INSIDE, can=frozenset())
    assert page.count('<a href="/o/harborline/lenses/" aria-current="page">Lenses</a>') == 2
    assert 'href="/o/harborline/" aria-current="page"' not in page
    assert 'href="/o/kitahama/"' in page


@pytest.mark.parametrize(
    ("permission", "address"),
    [("audit", "audit_log"), ("tokens", "api_tokens"), ("organization", "organization_settings")],
)
def test_the_menu_leaves_out_what_a_role_may_not_open(pages: Pages, permission, address):
    link = f'href="/o/harborline/{address}/"'
    assert link in pages.file("base.html", **INSIDE, can=frozenset({permission}))
    assert link not in pages.file("base.html", **INSIDE, can=frozenset())


@pytest.mark.parametrize(("theme", "attribute"), [("dark", ' data-theme="dark"'), ("system", "")])
def test_the_server_writes_the_theme(pages: Pages, theme, attribute):
    assert f'<html lang="en"{attribute}>' in pages.file("base.html", theme=theme)


@pytest.mark.parametrize(("language", "offered"), [("en", "日本語"), ("ja", "English")])
def test_the_page_says_its_language_and_offers_the_other(pages: Pages, language, offered):
    with translation.override(language):
        page = pages.file("base.html", "/o/harborline/?q=1")
    assert f'<html lang="{language}"' in page
    assert f"{offered}</button>" in page
    assert 'name="next" value="/o/harborline/?q=1"' in page


def test_htmx_carries_the_token_and_needs_no_inline_style(pages: Pages):
    page = pages.file("base.html")
    assert "X-CSRFToken" in page
    assert '"includeIndicatorStyles": false' in page
    assert "<style" not in page


def test_an_error_message_is_an_alert_with_a_glyph(pages: Pages):
    said = [Message(constants.ERROR, "The role could not be assumed."), Message(constants.SUCCESS, "Taken.")]
    page = pages.file("_parts/notices.html", messages=said)
    assert 'role="alert" data-risk="HIGH"' in page
    assert 'role="status" data-risk="NONE"' in page
    assert page.index("#i-fail") < page.index("The role could not be assumed.")


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("status", [400, 403, 404, 409, 429, 500, 503])
def test_every_error_has_a_page(pages: Pages, status, language):
    with translation.override(language):
        page = pages.file(f"errors/{status}.html")
    assert f'lang="{language}"' in page
    assert "<h1" in page


@pytest.mark.parametrize("status", [500, 503])
def test_the_last_pages_need_no_request_and_no_person(status):
    assert "<h1" in engines["django"].get_template(f"errors/{status}.html").render()


def test_a_refusal_says_what_the_domain_said(pages: Pages):
    refused = NotAllowed("Only a lead takes milestones.")
    assert "Only a lead takes milestones." in pages.file("errors/403.html", error=refused, message=refused.message)
    clash = Clash("Aiko changed this too <b>.")
    notice = pages.file("errors/notice.html", error=clash, message=clash.message)
    assert 'data-risk="MEDIUM"' in notice
    assert "too &lt;b&gt;." in notice
