"""A person's own settings: language, time zone, colours; in every organization and in none."""

import pytest
from django.test import Client

from assessments.models import User
from tests.world import World, signed_in


@pytest.fixture
def hana(db: None) -> User:
    return User.objects.create_user("hana@example.net", name="佐藤 花", language="ja")


def test_settings_are_kept_and_seen(hana: User):
    client = signed_in(hana)
    assert 'lang="ja"' in client.get("/me").content.decode()
    answer = client.post("/me", {"name": "Hana Sato", "language": "en", "time_zone": "Europe/Berlin"})
    assert answer.status_code == 302
    page = client.get("/me").content.decode()
    assert 'lang="en"' in page
    assert "Settings saved." in page
    hana.refresh_from_db()
    assert (hana.name, hana.language, hana.time_zone) == ("Hana Sato", "en", "Europe/Berlin")


def test_nonsense_is_refused_beside_its_field(hana: User):
    client = signed_in(hana)
    good = {"name": "Hana", "language": "en", "time_zone": "UTC"}
    for wrong in ({"name": ""}, {"language": "tlh"}, {"time_zone": "Mars/Olympus"}):
        answer = client.post("/me", good | wrong)
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
    hana.refresh_from_db()
    assert hana.name == "佐藤 花"


def test_only_the_signed_in_have_settings(db: None):
    assert Client().get("/me").headers["Location"].startswith("/accounts/login/")


def test_the_signed_in_keep_their_language_with_them(hana: User):
    answer = signed_in(hana).post("/me/language", {"language": "en", "next": "/me"})
    assert answer.headers["Location"] == "/me"
    assert 'lang="en"' in signed_in(hana).get("/me").content.decode(), "in another browser too"


def test_the_signed_out_keep_it_in_a_cookie(db: None):
    client = Client()
    client.post("/me/language", {"language": "ja", "next": "/accounts/login/"})
    assert 'lang="ja"' in client.get("/accounts/login/").content.decode()
    client.post("/me/language", {"language": "tlh"})
    assert client.cookies["language"].value == "ja"


def test_a_theme_is_a_cookie_of_known_words(db: None):
    client = Client()
    client.post("/me/theme", {"theme": "dark", "next": "/accounts/login/"})
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()
    client.post("/me/theme", {"theme": '"><script>'})
    assert client.cookies["theme"].value == "dark"


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example", ""]
)
@pytest.mark.parametrize("path", ["/me/language", "/me/theme"])
def test_the_way_back_stays_in_the_house(db: None, path: str, place: str):
    answer = Client().post(path, {"language": "en", "theme": "dark", "next": place})
    assert answer.headers["Location"] == "/"


def test_nothing_changes_by_a_link(world: World):
    client = signed_in(world.acme.user())
    assert client.get("/me/language?language=ja").status_code == 405
    assert client.get("/me/theme?theme=dark").status_code == 405
