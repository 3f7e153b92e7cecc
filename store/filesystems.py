"""Which file system a path is on, and whether other machines may write to it too.

A store relies on flock and on appending in one piece, which are sure only where one kernel does
both. Linux tells what is mounted where in `/proc/self/mountinfo`; see proc_pid_mountinfo(5).
"""

import os
import re
from contextlib import suppress
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")

_SERVED: Final = "9p afs ceph cifs coda lustre ncpfs nfs nfs4 smb3 smbfs virtiofs vboxsf vmhgfs"
"""By another machine, or to a virtual one by its host."""
_POOLED: Final = "beegfs gfs gfs2 glusterfs gpfs ocfs2 orangefs panfs pvfs2 wekafs"
"""Disks that several machines write to."""
_BY_PROGRAMS: Final = (
    "fuse fuse.ceph fuse.ceph-fuse fuse.curlftpfs fuse.gcsfuse fuse.glusterfs fuse.grpcfuse "
    "fuse.gvfsd-fuse fuse.juicefs fuse.mfs fuse.rclone fuse.s3fs fuse.smbnetfs fuse.sshfs "
    "fuse.vmhgfs-fuse"
)
"""Other machines' files; what does not say its name, as davfs2, may be so too."""
_NETWORK: Final = frozenset(f"{_SERVED} {_POOLED} {_BY_PROGRAMS}".split())


def kind_of(path: Path) -> str:
    """The type of the file system the path is on, as `ext4`; "" where it cannot be told.

    The path need not exist: the answer is then what it would be on if it were made.
    """
    device = ""
    with suppress(OSError):
        number = path.stat().st_dev
        device = f"{os.major(number)}:{os.minor(number)}"
    with suppress(OSError):
        return kind_among(os.fsdecode(MOUNTS.read_bytes()), device, os.path.realpath(path))
    return ""


def kind_among(mounts: str, device: str, path: str) -> str:
    """The type of the file system that holds a path, by the text of a mountinfo file.

    Args:
        mounts: The text.
        device: The number of the path's device, as `8:1`; "" where it is not known.
        path: The path, absolute and free of links. It decides where no mount has the device's
            number, which a subvolume of btrfs has for itself.
    """
    longest, kind = "", ""
    # Split at nothing else: any other white space stands in a directory's name as it is.
    for line in filter(None, mounts.split("\n")):
        place, _, system = line.partition(" - ")
        _, _, number, _, point, *_ = place.split(" ")
        here = _unescaped(system.partition(" ")[0])
        if number == device:
            return here
        point = _unescaped(point).rstrip("/")
        # As long as the longest is what was mounted over it.
        if len(point) >= len(longest) and f"{path}/".startswith(f"{point}/"):
            longest, kind = point, here
    return kind


def is_network(kind: str) -> bool:
    """Whether other machines may write to a file system of this type at the same time."""
    return kind in _NETWORK


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), text)
