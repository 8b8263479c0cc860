"""The documents lead somewhere, name only what exists, and leave nothing out."""

import csv
import io
import re
import shlex
import tomllib
from collections import Counter
from contextlib import redirect_stderr, redirect_stdout

import pytest

from samsyn.access.permissions import Permission, roles
from samsyn.cli import COMMANDS, main, module_of
from samsyn.cli.demo import DEMO_PASSWORD, DEMO_USERS
from samsyn.indicators.definitions import catalogue
from samsyn.quality.findings import rules
from tests.structure.house import ROOT, SOURCE

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
NAMES = [str(document.relative_to(ROOT)) for document in DOCUMENTS]
TEXT = {document: document.read_text("utf-8") for document in DOCUMENTS}
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)
ANCHOR = re.compile(r'<a id="([^"]+)">')
OUTSIDE = re.compile(r"^(?:[a-z]+:|//)")
RUN = re.compile(r"^(?:[A-Z_]+=\S+ )*(?:\S*/)?samsyn (?=\S)")
EXAMPLE = ROOT / "docs" / "howto" / "exempel"
# A word in backticks that looks like a file of ours, in ARCHITECTURE and CONTRIBUTING.
OWN_FILE = re.compile(r"`((?:src|tests|tools|docs|benchmarks)/[\w./-]+\.\w+)`")


def anchors(document):
    """The places of a document that a link can lead to, as they are made from headings."""
    text = FENCED.sub("", TEXT[document])
    plain = (re.sub(r"[`*]|\]\([^)]*\)|\[", "", heading) for heading in HEADING.findall(text))
    made = {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in plain
    }
    return made | set(ANCHOR.findall(text))


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_link_leads_to_something(document):
    broken = []
    for link in LINK.findall(FENCED.sub("", TEXT[document])):
        if OUTSIDE.match(link):
            continue
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)

    assert broken == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=NAMES)
def test_every_file_that_is_named_exists(document):
    missing = [name for name in OWN_FILE.findall(TEXT[document]) if not (ROOT / name).exists()]

    # What the reader is told to write does not exist yet.
    assert [name for name in missing if not name.endswith("exits_per_post.toml")] == []


def commands_in(document):
    """Every line of a shell block in which samsyn is run, as its arguments."""
    for block in BLOCK.findall(TEXT[document]):
        for line in block.replace("\\\n", " ").splitlines():
            if RUN.match(line):
                yield shlex.split(RUN.sub("", line), comments=True)


COMMAND_LINES = [
    pytest.param(words, id=f"{name}: {' '.join(words)}"[:100])
    for name, document in zip(NAMES, DOCUMENTS, strict=True)
    for words in commands_in(document)
]


@pytest.mark.parametrize("words", COMMAND_LINES)
def test_every_command_that_is_written_down_can_be_read(words, monkeypatch):
    module = module_of(words[0])
    monkeypatch.setattr(module, "run", lambda options, out: 0)

    said = io.StringIO()
    with redirect_stderr(said), redirect_stdout(said):
        try:
            code = main(words)
        except SystemExit as stop:
            code = stop.code

    assert code == 0, said.getvalue()


def test_the_commands_are_all_shown_by_example():
    shown = {param.values[0][0] for param in COMMAND_LINES}

    assert shown == set(COMMANDS)


def test_every_target_of_make_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {
        target
        for document in DOCUMENTS
        for block in (*BLOCK.findall(TEXT[document]), *re.findall(r"`([^`]+)`", TEXT[document]))
        for target in re.findall(r"(?:^|\s)make ([a-z]+)$", block, re.MULTILINE)
    }

    assert named
    assert named <= targets


def test_every_setting_is_described():
    used = {
        name
        for file in (SOURCE / "config").glob("*.py")
        for name in re.findall(r"\bSAMSYN_[A-Z_]+\b", file.read_text("utf-8"))
    }

    assert used
    assert _left_out(used, (ROOT / "docs" / "howto" / "satt-upp-en-server.md",)) == []


def test_every_permission_and_role_is_described():
    assert _left_out({*Permission, *roles()}, _in_docs()) == []


def test_every_indicator_and_rule_is_described():
    assert _left_out(catalogue(), _in_docs()) == []
    assert _left_out({*COMMANDS}, _in_docs()) == []


def test_every_dependency_has_its_reason():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    asked = project["project"]["dependencies"] + [
        each
        for group in (
            project["project"]["optional-dependencies"] | project["dependency-groups"]
        ).values()
        for each in group
    ]
    names = {re.match(r"[\w-]+", each)[0].lower() for each in asked}
    reasons = TEXT[ROOT / "docs" / "explanation" / "dependencies.md"].lower()

    assert sorted(name for name in names if name not in reasons) == []


def test_every_decision_has_its_five_headings_and_its_line_in_the_list():
    folder = ROOT / "docs" / "adr"
    listed = (folder / "README.md").read_text("utf-8")
    headings = ["Context", "Decision", "Because", "Instead of", "Consequences"]

    for record in sorted(folder.glob("[0-9]*.md")):
        assert re.findall(r"^## (.*)$", TEXT[record], re.MULTILINE) == headings, record.name
        assert f"({record.name})" in listed
        assert not re.match(r"# \d", TEXT[record]), "the number is in the file name only"


def test_the_counts_in_the_changelog_are_true():
    changelog = TEXT[ROOT / "CHANGELOG.md"]

    assert f"{len(catalogue())} indicators" in changelog
    assert f"{len(rules())} rules of quality" in changelog


def test_the_counts_of_the_demo_county_are_true():
    demo = SOURCE / "demo" / "orebro"
    rows = {
        file.name: list(csv.DictReader(file.read_text("utf-8").splitlines()))
        for file in demo.glob("*.csv")
    }
    statuses = Counter(
        row["status"] for table in rows.values() for row in table if "status" in row
    )
    sources = Counter(
        row["document"] for table in rows.values() for row in table if "status" in row
    )
    said = TEXT[ROOT / "docs" / "reference" / "demolanet.md"]

    assert (
        f"{statuses.total()} siffror: {statuses['published']} publicerade och "
        f"{statuses['derived']} härledda"
    ) in said
    for document, number in sources.items():
        assert re.search(rf"`{document}` .* \| {number} \|", said), document
    for name in ("counts", "amounts", "staffing", "inhabitants", "needs", "statements"):
        assert f"`{name}.csv` | {len(rows[f'{name}.csv'])} |" in said


def test_the_demo_users_are_the_ones_that_are_made():
    said = TEXT[ROOT / "README.md"]

    assert f"`{DEMO_PASSWORD}`" in said
    for user in DEMO_USERS:
        assert re.search(rf"`{user.username}` \| {roles()[user.role].sv},", said)


@pytest.mark.django_db
def test_the_example_folder_loads():
    from samsyn.cli.load import plans_of, store
    from samsyn.facts.build import read_facts
    from samsyn.indicators.comparison import years_with_values
    from samsyn.quality.search import findings_of
    from samsyn.register.services import store_division

    store_division(by=None)
    plans = plans_of(EXAMPLE)

    store(plans, source="exempel", by=None)

    said = (ROOT / "docs" / "howto" / "lasa-in-egna-siffror.md").read_text("utf-8")
    for plan in plans:
        assert str(plan) in said
    assert years_with_values(read_facts("08"), catalogue()["positive_of_exits"]) == [2025]
    assert [f.rule.id for f in findings_of("08") if f.severity == "error"] == ["sum_from_rows"]


def _in_docs():
    return [document for document in DOCUMENTS if (ROOT / "docs") in document.parents]


def _left_out(words, documents):
    text = "\n".join(TEXT[document] for document in documents)
    return sorted(str(word) for word in words if not re.search(rf"\b{word}\b", text))
