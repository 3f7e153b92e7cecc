"""A file system that other machines write to is told from one's own disk."""

from pathlib import Path

import pytest

from store import filesystems
from store.filesystems import is_network, kind_among, kind_of

SERVER = """\
22 27 0:21 / /proc rw,nosuid,relatime shared:12 - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
31 27 0:27 / /dev/shm rw shared:4 master:2 - tmpfs tmpfs rw
40 27 8:17 / /srv rw,relatime - xfs /dev/sdb1 rw
41 40 0:50 / /srv/caseloads rw,relatime shared:9 - nfs4 files:/caseloads rw,vers=4.2
42 40 0:51 / /srv/two\\040words rw,relatime - cifs //files/two\\040words rw
43 40 0:52 / /srv/back\\134slash rw,relatime - fuse.sshfs ann@files:/home rw
44 40 0:53 / /srv/tab\\011line\\012end rw,relatime - 9p share rw
45 27 0:54 / /home rw,relatime - autofs systemd-1 rw,fd=50
46 45 0:55 / /home rw,relatime - nfs files:/home rw
47 27 0:31 /@data /data rw,relatime - btrfs /dev/sdc1 rw,subvol=/@data
48 27 8:17 /kept /mnt/kept rw,relatime - xfs /dev/sdb1 rw
"""

UNKNOWN = "0:999"


@pytest.mark.parametrize(
    ("device", "path", "kind"),
    [
        ("254:0", "/etc/tutor-tui", "ext4"),
        ("0:50", "/srv/caseloads/ann", "nfs4"),
        ("8:17", "/srv/elsewhere", "xfs"),
        ("8:17", "/mnt/kept", "xfs"),
        ("0:27", "/dev/shm/x", "tmpfs"),
    ],
)
def test_the_number_of_the_device_tells(device: str, path: str, kind: str) -> None:
    assert kind_among(SERVER, device, path) == kind


def test_the_number_of_the_device_tells_more_than_a_path_that_something_was_mounted_over() -> None:
    over = f"{SERVER}49 27 0:60 / /srv rw,relatime - tmpfs tmpfs rw\n"
    assert kind_among(over, "0:60", "/srv/caseloads/ann") == "tmpfs"


@pytest.mark.parametrize("device", [UNKNOWN, ""])
@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "ext4"),
        ("/etc", "ext4"),
        ("/data/subvolume/ann", "btrfs"),
        ("/srv", "xfs"),
        ("/srv/caseloads", "nfs4"),
        ("/srv/caseloads/ann/not/yet/made", "nfs4"),
        ("/srv/caseloads-of-old", "xfs"),
        ("/srv/two words/ann", "cifs"),
        ("/srv/two\\040words/ann", "xfs"),
        ("/srv/back\\slash", "fuse.sshfs"),
        ("/srv/tab\tline\nend/ann", "9p"),
        ("/home/ann", "nfs"),
    ],
)
def test_else_the_longest_mount_point_tells(device: str, path: str, kind: str) -> None:
    assert kind_among(SERVER, device, path) == kind


@pytest.mark.parametrize("space", ["\r", "\v", "\f", "\x1c", "\x85", "\xa0", "\u2028", "\u3000"])
def test_odd_white_space_in_the_name_of_a_directory_misleads_nobody(space: str) -> None:
    odd = f"{SERVER}49 27 0:60 / /mnt/a{space}b rw,relatime - nfs4 files:/a rw\n"
    assert kind_among(odd, UNKNOWN, f"/mnt/a{space}b/ann") == "nfs4"
    assert kind_among(odd, "0:60", "/mnt") == "nfs4"
    assert kind_among(odd, UNKNOWN, "/mnt/a") == "ext4"


@pytest.mark.parametrize("mounts", ["", "\n", SERVER.splitlines()[0]])
def test_what_no_line_tells_is_unknown(mounts: str) -> None:
    assert kind_among(mounts, UNKNOWN, "/srv/caseloads") == ""


def mounted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mounts: bytes) -> None:
    (tmp_path / "mountinfo").write_bytes(mounts)
    monkeypatch.setattr(filesystems, "MOUNTS", tmp_path / "mountinfo")


def test_a_link_to_another_file_system_is_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = b"1 0 0:998 / / rw - ext4 /dev/vda rw\n"
    share = b"2 1 0:999 / %s rw - nfs4 files:/ rw\n" % str(tmp_path / "share").encode()
    mounted(tmp_path, monkeypatch, root + share)
    (tmp_path / "share").mkdir()
    (tmp_path / "link").symlink_to("share")
    assert kind_of(tmp_path / "link" / "ann") == "nfs4"
    assert kind_of(tmp_path / "ann") == "ext4"


def test_names_that_are_not_utf_8_are_compared_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounted(tmp_path, monkeypatch, b"1 0 0:999 / /mnt/\xff rw - cifs //files/a rw\n")
    assert kind_of(Path("/mnt/\udcff/ann")) == "cifs"


def test_a_machine_that_tells_nothing_of_its_mounts_leaves_it_unknown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filesystems, "MOUNTS", tmp_path / "missing")
    assert kind_of(tmp_path) == ""


@pytest.mark.skipif(not filesystems.MOUNTS.exists(), reason="no /proc/self/mountinfo here")
def test_this_machine_tells_its_own() -> None:
    assert kind_of(Path("/proc/self")) == "proc"


NETWORK = """
    nfs nfs4 cifs smb3 smbfs afs ceph glusterfs lustre 9p gfs2 ocfs2 virtiofs vboxsf
    fuse fuse.sshfs fuse.rclone fuse.glusterfs fuse.ceph-fuse fuse.s3fs
"""
OWN = "ext4 xfs btrfs zfs tmpfs overlay nfsd fuseblk fuse.bindfs fuse.mergerfs proc"


@pytest.mark.parametrize("kind", NETWORK.split())
def test_what_other_machines_may_write_to_is_a_network_file_system(kind: str) -> None:
    assert is_network(kind)


@pytest.mark.parametrize("kind", [*OWN.split(), ""])
def test_a_disk_of_ones_own_is_none_nor_is_what_is_unknown(kind: str) -> None:
    assert not is_network(kind)
