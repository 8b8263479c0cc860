"""What any page must be: closed to everything foreign, without styles of its own, and sound."""

import re

import html5lib

STYLE = re.compile(r"<style|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<inside>.*?)</script>", re.DOTALL)


def assert_closed(answer, name):
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy, name
    assert re.search(r"script-src 'nonce-[^']+' 'strict-dynamic'", policy), name
    assert "unsafe" not in policy, name
    assert answer["X-Content-Type-Options"] == "nosniff", name
    assert answer["X-Frame-Options"] == "DENY", name


def assert_without_styles(text, name):
    assert not STYLE.search(text), (name, STYLE.search(text))
    for script in SCRIPT.finditer(text):
        assert not script["inside"].strip(), name
        assert "nonce=" in script["attributes"], name


def assert_sound(text, name):
    tree = html5lib.HTMLParser(strict=True).parse(text)

    ids = [element.get("id") for element in tree.iter() if element.get("id")]
    assert sorted(ids) == sorted(set(ids)), f"the same id twice in {name}"
    assert len(re.findall(r"<h1[ >]", text)) == 1, name
    assert re.search(r"<title>[^<]+ – Samsyn</title>", text), name
