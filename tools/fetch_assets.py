"""Fetches the style sheets and fonts that others have made, and checks that they are the ones we reviewed.

    python tools/fetch_assets.py           fetch with `npm pack`, check, write
    python tools/fetch_assets.py --ttf     the same, and make the TTF fonts for PDF reports
    python tools/fetch_assets.py --check   fetch nothing: compare the files in the tree with the table

`npm pack` only downloads an archive; nothing in it is run. `--ttf` needs fontTools and Brotli
(pip install fonttools==4.68.0 brotli), since Typst reads TTF and not WOFF2.

To take a newer version: change it in the table, run, read the difference, write the new sums.
"""

import argparse
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src" / "samsyn"
WEB = "web/static/samsyn/fkui"
FONTS = "charts/fonts"

DESIGN = "@fkui/design@6.44.0"
THEME = "@fkui/theme-default@6.44.0"
FONT = "@fkui/font-default@6.24.1"
OFL = "@fontsource/inter@5.3.0"  # carries the licence text of Inter, which FONT leaves out


@dataclass(frozen=True)
class Asset:
    """One file of a package, the places it is written to, and its SHA-256."""

    package: str
    member: str
    places: tuple[str, ...]
    sha256: str


@dataclass(frozen=True)
class Font:
    """A TTF made from one WOFF2 of FONT."""

    member: str
    woff2_sha256: str
    place: str
    sha256: str


ASSETS = (
    Asset(
        DESIGN,
        "lib/fkui.min.css",
        (f"{WEB}/fkui.min.css",),
        "3a0bf425b89867a7083301bcb605d3279802e949e5691a8a44d7344bc7e9de09",
    ),
    Asset(
        DESIGN,
        "lib/fonts.min.css",
        (f"{WEB}/fonts.min.css",),
        "a320003f029b7cf757ce9d9f30aad0463e52d129985bbf03ebcf1fdb2c7ddc0f",
    ),
    Asset(
        DESIGN,
        "LICENSE.md",
        (f"{WEB}/LICENSE-design.md",),
        "badb7f55826902cb729b21ef611074df25d68c5c605ffc948dc1dab8e3a3b638",
    ),
    Asset(
        THEME,
        "dist/fkui-css-variables.css",
        (f"{WEB}/fkui-css-variables.css",),
        "68cad93be15834d33a225457b96523677c4389f4eedcd0163a66141bdd326c84",
    ),
    Asset(
        THEME,
        "LICENSE.md",
        (f"{WEB}/LICENSE-theme-default.md",),
        "badb7f55826902cb729b21ef611074df25d68c5c605ffc948dc1dab8e3a3b638",
    ),
    Asset(
        FONT,
        "fonts/Inter-Regular.woff2",
        (f"{WEB}/fonts/Inter-Regular.woff2",),
        "e06f6b1bc553aaea4e4668023ed0ab0a147129c3107f511bc7d03d361b0ae085",
    ),
    Asset(
        FONT,
        "fonts/Inter-SemiBold.woff2",
        (f"{WEB}/fonts/Inter-SemiBold.woff2",),
        "5cb7103e4e605989afebc03d989c79201e54b21b5183db33981f70db9178a301",
    ),
    Asset(
        FONT,
        "LICENSE.md",
        (f"{WEB}/LICENSE-font-default.md",),
        "b60e781921ffa29edcf62cf0e70b4b7054b393006b70a488feaf72e96611b457",
    ),
    Asset(
        OFL,
        "LICENSE",
        (f"{WEB}/fonts/OFL.txt", f"{FONTS}/OFL.txt"),
        "3b0a5fca3d17942cde889069889dedbbbd075e9b599968c82a95f4d944e9b345",
    ),
)

TTF = (
    Font(
        "fonts/Inter-Regular.woff2",
        "e06f6b1bc553aaea4e4668023ed0ab0a147129c3107f511bc7d03d361b0ae085",
        f"{FONTS}/Inter-Regular.ttf",
        "ed89da588a18b0108d89ed5f649f4e9963e3b60f702db6257e8e1f3d87a7b518",
    ),
    Font(
        "fonts/Inter-Bold.woff2",
        "fa888127b6da015b65569f0351f3b5c391ad928904951f1c20e9f8462a8d95ea",
        f"{FONTS}/Inter-Bold.ttf",
        "0956349169c20960ed9a21730d6ac034def798feb1e6aae99949432d8b298f21",
    ),
)


def packed(package: str, folder: Path) -> dict[str, bytes]:
    """The files of a package by path, read in memory: nothing in the archive chooses where it lands."""
    subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL
    )
    archive = next(folder.glob("*.tgz"))
    files = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            opened = tar.extractfile(member) if member.isfile() else None
            if opened is not None:
                files[member.name.split("/", 1)[-1]] = opened.read()
    archive.unlink()
    return files


def checked(content: bytes, expected: str, name: str) -> bytes:
    """The same content. Ends the program if its SHA-256 is another than expected."""
    found = hashlib.sha256(content).hexdigest()
    if found != expected:
        sys.exit(f"{name}: SHA-256 is {found}, expected {expected}. Nothing more was written.")
    return content


def as_ttf(woff2: bytes) -> bytes:
    """The same font without compression; its own time stamp is kept, so the result does not vary."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(woff2), recalcTimestamp=False)
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def write(place: str, content: bytes) -> None:
    target = SOURCE / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    print(f"{len(content):>8}  {place}")


def fetch(*, ttf: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        packages = {
            name: packed(name, Path(folder)) for name in {asset.package for asset in ASSETS}
        }
    for asset in ASSETS:
        content = checked(packages[asset.package][asset.member], asset.sha256, asset.member)
        for place in asset.places:
            write(place, content)
    for font in TTF if ttf else ():
        woff2 = checked(packages[FONT][font.member], font.woff2_sha256, font.member)
        write(font.place, checked(as_ttf(woff2), font.sha256, font.place))


def check() -> None:
    for asset in ASSETS:
        for place in asset.places:
            checked((SOURCE / place).read_bytes(), asset.sha256, place)
    for font in TTF:
        checked((SOURCE / font.place).read_bytes(), font.sha256, font.place)
    print("All files are the ones in the table.")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--ttf", action="store_true", help="also make the TTF fonts for reports"
    )
    parser.add_argument(
        "--check", action="store_true", help="only compare the files in the tree with the table"
    )
    chosen = parser.parse_args()
    if chosen.check:
        check()
    else:
        fetch(ttf=chosen.ttf)


if __name__ == "__main__":
    main()
