"""Writes docs/reference from the code, so that it cannot say anything else.

python tools/make_docs.py           write every page
python tools/make_docs.py --check   write nothing; name the pages that are not current
"""

import ast
import importlib
import inspect
import os
import pkgutil
import re
import sys
import tempfile
import tomllib
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFERENCE = ROOT / "docs" / "reference"
SOURCE = ROOT / "src" / "samsyn"
CASES = ROOT / "tests" / "rules" / "cases"


def main() -> int:
    parser = ArgumentParser(description=__doc__, formatter_class=RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; compare")
    options = parser.parse_args()
    os.environ |= {"SAMSYN_HOME": tempfile.gettempdir(), "SAMSYN_SECRET_KEY": "bara-for-docs"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "samsyn.config.settings"
    import django

    django.setup()
    stale = []
    for name, write in PAGES.items():
        file, text = REFERENCE / name, page(name, write())
        if file.exists() and file.read_text("utf-8") == text:
            continue
        stale.append(name)
        if not options.check:
            REFERENCE.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    if options.check and stale:
        print(f"docs/reference är inte aktuell ({', '.join(stale)}): kör make docs.")
    return 1 if options.check and stale else 0


def page(name: str, lines: Iterable[str]) -> str:
    note = f"<!-- Skriven av tools/make_docs.py ({name}): ändra i koden, kör make docs. -->"
    return re.sub(r"\n{3,}", "\n\n", "\n".join([note, "", *lines])).rstrip() + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield ""
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "---|" * len(heads)
    for row in rows:
        yield "| " + " | ".join(cell(value) for value in row) + " |"
    yield ""


def cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def code(text: object) -> str:
    return f"`{text}`"


def choices(codes: Mapping[str, str]) -> str:
    return ", ".join(f"{code(key)} {sv}" for key, sv in codes.items())


def file_format() -> Iterator[str]:
    from samsyn.economy import files as economy
    from samsyn.intake.table import EXPECTED
    from samsyn.register import files as register

    formats = (*register.FORMATS, *economy.FORMATS)
    yield "# Filformat"
    yield ""
    yield (
        "En mapp med egna siffror består av CSV-filer i teckenkodningen UTF-8, med komma eller "
        "semikolon mellan cellerna. Alla filer behöver inte finnas. Allt läses in, eller "
        "inget: `samsyn load MAPP --dry-run` visar vad som skulle hända."
    )
    yield from table(
        ("fil", "innehåll"),
        ((f"[{form.file_name}](#{form.name})", form.title) for form in formats),
    )
    for form in formats:
        yield f'<a id="{form.name}"></a>'
        yield ""
        yield f"## {form.file_name}: {form.title}"
        yield ""
        yield "En rad är en " + " + ".join(code(name) for name in form.key) + "."
        yield from table(
            ("kolumn", "betyder", "krävs", "skrivs som"),
            (
                (
                    code(column.name),
                    column.sv,
                    "ja" if column.required else "",
                    choices(column.choices)
                    or EXPECTED[column.kind]
                    + (f"; finns i {code(column.refers + '.csv')}" if column.refers else ""),
                )
                for column in form.columns
            ),
        )


def indicators() -> Iterator[str]:
    from samsyn.indicators.definitions import Better, ResultUnit, catalogue

    units = {
        ResultUnit.PERSONS: "personer",
        ResultUnit.PERCENT: "procent",
        ResultUnit.KRONOR: "kronor",
        ResultUnit.PER_POST: "personer per heltidstjänst",
    }
    better = {Better.HIGHER: "högre", Better.LOWER: "lägre", Better.NONE: "varken eller"}
    found = list(catalogue().values())
    yield "# Indikatorer"
    yield ""
    yield f"{len(found)} indikatorer, var och en en fil i `src/samsyn/indicators/catalogue`."
    yield from table(
        ("indikator", "tema", "enhet"),
        ((f"[{each.title}](#{each.id})", each.theme, units[each.unit]) for each in found),
    )
    for each in found:
        yield f'<a id="{each.id}"></a>'
        yield ""
        yield f"## {each.title}"
        yield ""
        yield each.question
        yield ""
        yield from table(
            ("", ""),
            [
                ("nyckel, version", f"{code(each.id)}, {each.version}"),
                ("formel", each.formula),
                ("enhet", units[each.unit]),
                ("bättre", better[each.better]),
                *([("kostnadsbas", each.cost_base)] if each.cost_base else []),
                ("varför", each.why_it_matters),
                ("svagheter", each.weaknesses),
                ("källa", each.source),
                ("ägare", each.owner),
                ("ses över", each.next_review),
            ],
        )


def rules() -> Iterator[str]:
    import samsyn.rules

    yield "# Regler"
    yield ""
    yield (
        "Vad lagen och våra egna konventioner säger om pengar, funktion för funktion, med de "
        "fall som reglerna prövas mot. Texterna är kodens egna och därför på engelska."
    )
    for info in pkgutil.iter_modules(samsyn.rules.__path__):
        module = importlib.import_module(f"samsyn.rules.{info.name}")
        yield ""
        yield f"## {info.name}"
        yield ""
        yield (inspect.getdoc(module) or "").strip()
        for name, value in vars(module).items():
            if inspect.isfunction(value) and value.__module__ == module.__name__:
                if name.startswith("_"):
                    continue
                yield ""
                yield f"### {name}"
                yield ""
                yield from ("```text", inspect.getdoc(value) or "", "```")
        yield from cases(info.name)


def cases(name: str) -> Iterator[str]:
    file = CASES / f"{name}.toml"
    if not file.exists():
        return
    for kind, found in tomllib.loads(file.read_text("utf-8")).items():
        yield ""
        yield f"### Fall: {kind}"
        yield from table(
            ("fall", "publicerat", "värden"),
            (
                (
                    case.get("name", ""),
                    case.get("published", ""),
                    "; ".join(
                        f"{key}: {spelled(value)}"
                        for key, value in case.items()
                        if key not in {"name", "published"}
                    ),
                )
                for case in found
            ),
        )


def spelled(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {spelled(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(spelled(part) for part in value)
    return str(value)


def glossary() -> Iterator[str]:
    terms = tomllib.loads((SOURCE / "glossary.toml").read_text("utf-8"))["term"]
    yield "# Ordlista"
    yield ""
    yield "Varje ord i systemet: vad det heter på svenska, vad det heter i koden, vad det betyder."
    yield from table(
        ("ord", "i koden", "betyder", "källa"),
        (
            (
                term["sv"] + (f" ({', '.join(term['also'])})" if "also" in term else ""),
                code(term["identifier"]),
                term["definition"] + refused(term),
                term.get("source", ""),
            )
            for term in sorted(terms, key=lambda t: (t["sv"].casefold(), t["identifier"]))
        ),
    )
    for term in terms:
        if "list" in term:
            module, name = term["list"].split(":")
            yield f"## {term['sv'].capitalize()} ({name})"
            yield from table(
                ("kod", "ord"),
                (
                    (code(key), sv)
                    for key, sv in getattr(importlib.import_module(module), name).items()
                ),
            )


def refused(term: Mapping[str, Sequence[str]]) -> str:
    return f" Heter inte *{', '.join(term['not'])}*." if "not" in term else ""


def data_model() -> Iterator[str]:
    from django.apps import apps

    yield "# Datamodell"
    for config in apps.get_app_configs():
        models = list(config.get_models())
        if not config.name.startswith("samsyn.") or not models:
            continue
        yield ""
        yield f"## {config.verbose_name} ({code(config.label)})"
        for model in models:
            yield ""
            yield f"### {str(model._meta.verbose_name).capitalize()} ({code(model.__name__)})"
            yield ""
            yield inspect.getdoc(model) or ""
            yield from table(
                ("fält", "betyder", "slag", "pekar på", "får vara tomt"),
                (
                    (
                        code(field.name),
                        field.verbose_name,
                        type(field).__name__.removesuffix("Field"),
                        field.related_model.__name__ if field.related_model else "",
                        "ja" if field.null or field.blank else "",
                    )
                    for field in (*model._meta.fields, *model._meta.many_to_many)
                ),
            )


def commands() -> Iterator[str]:
    from samsyn.cli import COMMANDS, module_of

    os.environ["COLUMNS"] = "88"
    yield "# Kommandon"
    yield from table(("kommando", "gör"), ((f"`samsyn {n}`", h) for n, h in COMMANDS.items()))
    for name in COMMANDS:
        parser = ArgumentParser(
            prog=f"samsyn {name}", formatter_class=RawDescriptionHelpFormatter
        )
        module_of(name).add_arguments(parser)
        yield f"## samsyn {name}"
        yield ""
        yield from ("```text", in_swedish(parser.format_help()).rstrip(), "```", "")


def in_swedish(text: str) -> str:
    """Return a help text with argparse's own words in Swedish, the same on every Python."""
    for theirs, ours in {
        "usage:": "användning:",
        "positional arguments:": "argument:",
        "options:": "val:",
        "show this help message and exit": "visa den här hjälpen",
    }.items():
        text = text.replace(theirs, ours)
    return text


def permissions() -> Iterator[str]:
    roles = tomllib.loads((SOURCE / "access" / "roles.toml").read_text("utf-8"))
    allowed = list(dict.fromkeys(word for role in roles.values() for word in role["may"]))
    scopes = {"county": "ett län", "association": "ett förbund"}
    yield "# Behörigheter"
    yield ""
    yield "Roller är data i `src/samsyn/access/roles.toml`."
    yield from table(
        ("roll", "gäller i", "beskrivning", *(code(word) for word in allowed)),
        (
            (
                role["sv"],
                scopes[role["scope"]],
                role["description"],
                *("ja" if word in role["may"] else "" for word in allowed),
            )
            for role in roles.values()
        ),
    )


SETTINGS = {
    "SAMSYN_HOME": "mappen för databasen och nyckeln; annars användarens datamapp",
    "SAMSYN_DEMO": "1 för en demo: demolän, kända lösenord, http på den egna datorn",
    "SAMSYN_DATABASE_URL": "PostgreSQL: postgresql://anvandare:losenord@server/databas",
    "SAMSYN_SECRET_KEY": "installationens hemliga nyckel; annars skapas den i SAMSYN_HOME",
    "SAMSYN_HOSTS": "värdnamn som sidorna svarar på, med komma emellan",
    "SAMSYN_BEHIND_PROXY": "1 när en webbserver framför sköter https",
    "SAMSYN_OUTSIDE_CALLS": "1 för att få hämta referenstal från SCB, Kolada och Försäkringskassan",
}


def settings() -> Iterator[str]:
    used = sorted(
        {
            node.value
            for file in SOURCE.rglob("*.py")
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"SAMSYN_[A-Z_]+", node.value)
        }
    )
    unknown = [name for name in used if name not in SETTINGS]
    unused = [name for name in SETTINGS if name not in used]
    if unknown or unused:
        sys.exit(f"SETTINGS i tools/make_docs.py: beskriv {unknown}, stryk {unused}.")
    yield "# Inställningar"
    yield ""
    yield "Allt som skiljer en installation från en annan står i miljövariabler."
    yield from table(("variabel", "betyder"), ((code(n), SETTINGS[n]) for n in used))


def intake_remarks() -> Iterator[str]:
    from samsyn.intake.amounts import LARGEST_ORE
    from samsyn.intake.archives import (
        HIGHEST_RATIO,
        LARGEST_UNPACKED,
        LARGEST_WORKBOOK,
        MOST_ROWS,
    )
    from samsyn.intake.reactions import MEANINGS, catalogue
    from samsyn.language.swedish import number

    yield "# Inläsningsfel"
    yield ""
    yield (
        "Det som sägs om en fil utifrån. Varje kod betyder alltid samma sak. Ord inom "
        "klammer fylls i med det som stod i filen. Allt sägs på en gång, med fil, blad, rad och "
        "cell, och inget sparas så länge något stoppar eller en fråga är obesvarad."
    )
    yield ""
    yield (
        f"En arbetsbok får ha högst {number(LARGEST_WORKBOOK)} byte, "
        f"{number(LARGEST_UNPACKED)} byte uppackad ({HIGHEST_RATIO} gånger sin storlek) och "
        f"{number(MOST_ROWS)} rader med innehåll; ett belopp högst {number(LARGEST_ORE)} öre."
    )
    yield from table(("reaktion", "betyder"), MEANINGS.items())
    for reaction in MEANINGS:
        yield f"## {reaction}"
        words = {key: said for key, said in catalogue().items() if said["reaction"] == reaction}
        yield from table(
            ("kod", "väntat eller tolkat som", "gör så, eller svara på"),
            (
                (code(key), said["expected"], said.get("question", said.get("remedy", "")))
                for key, said in words.items()
            ),
        )


PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "filformat.md": file_format,
    "indikatorer.md": indicators,
    "regler.md": rules,
    "ordlista.md": glossary,
    "datamodell.md": data_model,
    "kommandon.md": commands,
    "behorigheter.md": permissions,
    "installningar.md": settings,
    "inlasningsfel.md": intake_remarks,
}


if __name__ == "__main__":
    sys.exit(main())
