"""Danish for everybody, whatever the browser asks for, until somebody chooses otherwise."""

from django.urls import reverse


def test_browser_in_english_reads_danish(db, client):
    page = client.get(reverse("account_login"), headers={"accept-language": "en-GB,en;q=0.9"})
    assert page.headers["Content-Language"] == "da"
    assert '<html lang="da">' in page.content.decode()


def test_chosen_language_stays(db, client):
    client.post(reverse("set_language"), {"language": "en", "next": "/konto/login"})
    assert '<html lang="en">' in client.get(reverse("account_login")).content.decode()
