"""A throw-away machine: this one, in a mount namespace where every change ends in memory.

The directories that the page's commands write to are covered by an overlay on a tmpfs, so that
real accounts can be made, used and forgotten. When the namespace's process ends, all is gone.
"""

import os
import shlex
import shutil
import stat
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Self

from tests.server.page import ROOT

_CHANGED = ("/etc", "/home", "/opt", "/root", "/usr/local/bin", "/var")
_NEEDED = ("unshare", "nsenter", "mount", "runuser", "useradd", "find", "xargs", "ssh-keygen")
_OF_ITS_OWN = ("unshare", "--mount", "--propagation", "private")

_SET_UP = """
set -e
stage=$1; shift
mount -t tmpfs none "$stage"
for directory; do
    mkdir -p "$stage$directory/upper" "$stage$directory/work"
    chmod --reference="$directory" "$stage$directory/upper"
    mount -t overlay -o \
"lowerdir=$directory,upperdir=$stage$directory/upper,workdir=$stage$directory/work" \
overlay "$directory"
done
mount -t tmpfs -o size=16m,mode=755 none /srv
echo ready
read -r _
"""


class CannotBeMade(Exception):
    """What this machine lacks."""


class Machine:
    """Runs commands in the namespace, as whom one likes."""

    def __init__(self, stage: Path) -> None:
        """Make the namespace.

        Args:
            stage: An empty directory; it stays empty outside the namespace.

        Raises:
            CannotBeMade: The user is not root, or something is missing.
        """
        if os.geteuid() != 0:
            raise CannotBeMade("accounts and mounts need root")
        if missing := [name for name in _NEEDED if shutil.which(name) is None]:
            raise CannotBeMade(f"this machine has no {', '.join(missing)}")
        closed = _closed()
        covered = dict.fromkeys([*_CHANGED, *(str(path) for path in closed)])
        # whatever lies under another that is covered is covered by it
        topmost = [
            one
            for one in covered
            if not any(one != other and Path(one).is_relative_to(other) for other in covered)
        ]
        self._process = subprocess.Popen(
            [*_OF_ITS_OWN, "sh", "-c", _SET_UP, "sh", str(stage), *topmost],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        if self._process.stdout.readline() != "ready\n":
            _, why = self._process.communicate()
            raise CannotBeMade(f"no namespace of mounts can be made: {why.strip()}")
        if closed:
            self.run("chmod o+x " + shlex.join(map(str, closed)))

    def __enter__(self) -> Self:
        """The machine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process that holds the namespace."""
        self._process.communicate()

    def run(self, script: str, user: str = "root", *, umask: int = 0o022) -> str:
        """What a script prints that must succeed."""
        done = self.attempt(script, user, umask=umask)
        assert done.returncode == 0, f"{user}: {script}\n{done.stdout}{done.stderr}"
        return done.stdout

    def attempt(
        self, script: str, user: str = "root", *, umask: int = 0o022
    ) -> subprocess.CompletedProcess[str]:
        """Run a script in a shell that stops at the first failure."""
        return subprocess.run(
            self.command(f"umask {umask:03o}\nset -e\n{script}", user),
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env=_ENVIRONMENT,
            timeout=600,
            check=False,
        )

    def command(self, script: str, user: str) -> list[str]:
        """The command that runs a script in the namespace: root's shell, or a login."""
        inside = ["nsenter", "--target", str(self._process.pid), "--mount"]
        if user == "root":
            return [*inside, "bash", "-c", f"cd /root\n{script}"]
        return [*inside, "runuser", "--login", user, "--command", script]


_ENVIRONMENT = {
    "HOME": "/root",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "TERM": "xterm-256color",
}


def installation_without_network(lines: str) -> str:
    """The page's lines for the installation, from what is installed beside this Python instead."""
    venv = "python3 -m venv /opt/tutor-tui\n"
    pip = "/opt/tutor-tui/bin/pip install --constraint constraints.txt .\n"
    assert venv in lines
    assert pip in lines
    base = shlex.quote(_base_python())
    entry = "import sys; from tutor_tui.cli.main import main; sys.exit(main())"
    libraries = shlex.join([str(ROOT), sysconfig.get_path("purelib")])
    return lines.replace(venv, f"{base} -m venv --without-pip /opt/tutor-tui\n").replace(
        pip,
        f"""
printf '%s\\n' {libraries} >"$(echo /opt/tutor-tui/lib/python*/site-packages)/tutor-tui.pth"
printf '%s\\n' '#!/opt/tutor-tui/bin/python' '{entry}' >/opt/tutor-tui/bin/tutor-tui
chmod 755 /opt/tutor-tui/bin/tutor-tui
""",
    )


def _base_python() -> str:
    """The interpreter that the running environment was made from."""
    return str(Path(sys.base_prefix, "bin", f"python{sysconfig.get_python_version()}"))


def _closed() -> list[Path]:
    """The directories on the way to the program that users cannot pass, outermost first."""
    ways = (_base_python(), sysconfig.get_path("purelib"), ROOT)
    found = {
        parent
        for way in ways
        for parent in Path(way).resolve().parents
        if not parent.stat().st_mode & stat.S_IXOTH
    }
    return sorted(found)
