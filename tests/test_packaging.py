"""The wheel holds everything, and its three general names belong to us alone."""

import json
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
IMPORT_EVERYTHING = """
import importlib, importlib.metadata, json, pkgutil
names = ["archive", "crawler", "pipelines"]
for name in list(names):
    package = importlib.import_module(name)
    names += [module.name for module in pkgutil.walk_packages(package.__path__, f"{name}.")]
modules = {name: importlib.import_module(name).__file__ for name in names}
owners = importlib.metadata.packages_distributions()
print(json.dumps([modules, {name: owners[name] for name in ("archive", "crawler", "pipelines")}]))
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel in an environment of its own, which borrows the pinned dependencies of this one."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder / "venv")], check=True)
    python = folder / "venv" / "bin" / "python"
    purelib = "import sysconfig; print(sysconfig.get_path('purelib'))"
    site_packages = subprocess.run([python, "-c", purelib], check=True, capture_output=True, text=True).stdout.strip()
    (Path(site_packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index", "--no-deps"]
    subprocess.run([*pip, str(wheel)], check=True, capture_output=True)
    return folder


def run(installed: Path, *arguments: str) -> str:
    """The output of the installed Python, started where no checkout is near."""
    command = [str(installed / "venv" / "bin" / "python"), "-P", *arguments]
    return subprocess.run(command, cwd=installed, check=True, stdout=subprocess.PIPE, text=True).stdout


def test_every_module_can_be_imported_from_the_wheel(installed: Path) -> None:
    """Every module of the tree is in the wheel and imports there, and its names are nobody else's."""
    modules, owners = json.loads(run(installed, "-W", "error", "-c", IMPORT_EVERYTHING))
    in_tree = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for package in ("archive", "crawler", "pipelines")
        for path in (ROOT / package).rglob("*.py")
    }
    assert set(modules) == in_tree
    assert [file for file in modules.values() if not file.startswith(str(installed / "venv"))] == []
    assert owners == {"archive": ["newswarc"], "crawler": ["newswarc"], "pipelines": ["newswarc"]}


def test_site_profiles_are_in_the_wheel(installed: Path) -> None:
    """The data files of the tree are as much part of the wheel as its code."""
    script = (
        "import crawler.sites, pathlib;"
        "folder = pathlib.Path(crawler.sites.__file__).parent;"
        "print(*sorted(path.name for path in folder.glob('*.toml')))"
    )
    shipped = sorted(path.name for path in (ROOT / "crawler" / "sites").glob("*.toml"))
    assert run(installed, "-c", script).split() == shipped != []


def test_the_pins_of_pywb_are_in_the_wheel(installed: Path) -> None:
    """An installed newswarc can make the environment that its replay runs in."""
    script = "import archive.replay.environment as e; print(e._pins().read_text())"
    assert run(installed, "-c", script).strip() == (ROOT / "requirements-replay.lock.txt").read_text().strip()
