"""A browser's least: keep-alive, cookies for each person, forms. Nothing else stands between the clock and the server."""

import http.client
import time
import uuid
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode


@dataclass
class Answer:
    status: int
    headers: dict
    body: str
    seconds: float

    def fields(self):
        """Name and value of each field of the page's main form, as a browser would send it untouched."""
        form = Form()
        form.feed(self.body)
        return form.found


@dataclass
class Client:
    connection: http.client.HTTPConnection
    cookies: dict = field(default_factory=dict)
    person: str = ""

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, data):
        own = {"csrfmiddlewaretoken": self.cookies.get("csrf", "")}
        if "form_key" in data:
            own["form_key"] = str(uuid.uuid4())  # a key seen before would save nothing
        body = urlencode(data | own, doseq=True)
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def log_in(self, email, password):
        self.person = email
        self.get("/konto/login")
        if self.post("/konto/login", {"login": email, "password": password}).status != 302:
            raise SystemExit(f"bench: {email} cannot log in")

    def _ask(self, method, path, body=None, headers=None):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        began = time.perf_counter()
        self.connection.request(method, path, body, {"Cookie": cookie, "Accept-Language": "da"} | (headers or {}))
        reply = self.connection.getresponse()
        content = reply.read()
        seconds = time.perf_counter() - began
        for line in reply.headers.get_all("Set-Cookie") or []:
            self.cookies.update({name: found.value for name, found in SimpleCookie(line).items()})
        return Answer(reply.status, dict(reply.headers), content.decode(), seconds)


class Form(HTMLParser):
    """The fields of the largest form of a page (its header has small ones: search, log out)."""

    def __init__(self):
        super().__init__()
        self.forms, self.select, self.area = [], None, None

    @property
    def found(self):
        return max(self.forms, key=len, default={})

    def handle_starttag(self, tag, attrs):
        at = dict(attrs)
        if tag == "form":
            self.forms.append({})
        elif self.forms and tag == "input" and at.get("name") and at.get("type") not in ("submit", "button", "file"):
            if at.get("type") not in ("radio", "checkbox") or "checked" in at:
                self._add(at["name"], at.get("value") or "")
        elif tag == "select":
            self.select = at.get("name")
        elif self.forms and tag == "option" and self.select and "selected" in at:
            self._add(self.select, at.get("value") or "")
        elif tag == "textarea":
            self.area = at.get("name")
            if self.forms and self.area:
                self._add(self.area, "")

    def handle_endtag(self, tag):
        if tag == "select":
            self.select = None
        elif tag == "textarea":
            self.area = None

    def handle_data(self, text):
        if self.forms and self.area:
            self.forms[-1][self.area][-1] += text

    def _add(self, name, value):
        if name != "csrfmiddlewaretoken":
            self.forms[-1].setdefault(name, []).append(value)
