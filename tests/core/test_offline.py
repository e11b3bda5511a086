"""Without a net: a calm page from the phone itself, and nothing kept that holds people."""


def test_phone_without_net_shows_our_page(cast, open_page):
    page = open_page(width=390)
    page.goto("/konto/login")
    page.evaluate("navigator.serviceWorker.ready")
    page.reload()
    page.context.set_offline(True)
    page.goto("/forloeb/")
    assert page.get_by_role("heading", name="Ingen forbindelse").is_visible()
    kept = page.evaluate(
        "caches.keys().then(ns => Promise.all(ns.map(n => caches.open(n).then(c => c.keys())))).then(rs => rs.flat().map(r => new URL(r.url).pathname))"
    )
    assert [path for path in kept if not path.startswith(("/static/", "/offline/"))] == []
    page.context.set_offline(False)  # the page opens itself again, and without a login that is the login page
    page.get_by_role("button", name="Log ind").first.wait_for()
