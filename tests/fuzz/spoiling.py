"""Files spoilt as chance, other programs and ill will spoil them.

What is done is drawn from a `Random`, which hypothesis or the long fuzzer gives.
"""

import io
import json
import re
import warnings
import zipfile
from collections.abc import Callable
from random import Random
from typing import Any

MOST_BYTES = 300_000
"""What is larger is cut: what matters of size is tried by tests of their own."""

_DEEP = 3_000

_VALUE = re.compile(rb"[^\s<>\"'=,;:{}\[\]()|]+")
_QUOTED_VALUE = re.compile(rb"\"[^\"\n]*\"|'[^'\n]*'")
_XML_VALUE = re.compile(rb"(?<=>)[^<>\n]+(?=<)")

_VALUES = (
    *(b"", b" ", b"-", b"0", b"-1", b"1e999", b"NaN", b"Infinity", b"9" * 30, b"9" * 5_000),
    *(b"0000-00-00", b"0001-01-01", b"1899-12-31", b"2026-02-29", b"31/02/2026", b"9999-12-31"),
    *(b"2199-12-31", b"2026-11-23T25:00", b"2026-03-29 01:30", b"2026-10-25T01:30:00+01:00"),
    *(b"9999-12-31T23:59:59-12:00", b"24:00", b"73415", b"1048576", b"#N/A", b"100%", b"0.5"),
    *(b"null", b"true", b"[]", b"{}", b'""', b"''", b"inf", b"-0.0", b"0x10", b"1_000", b"K999"),
    *(b"[" * _DEEP, b"{a=" * _DEEP, b"[[1], {}]", b'"\\ud800"', b'"a\\u0000b"'),
    *(b"../../etc/passwd", b"/dev/zero", b"~nobody-at-all", b"CON", b"http://[", b"a" * 3_000),
    "\u0663\u0660".encode(),  # digits, though not ours
    "\u0130\ufb01\u1e9e".encode(),  # letters that are several in the other case
)

_PIECES = (
    *(b"\0", b"\x1b[2J", b"\x9b", b"\x85", b"\r", b"\r\n", b"\n", b"\t", b'"', b"'", b"\\", b"&"),
    *(b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xf4\x90\x80\x80", b"\xef\xbb\xbf"),
    *(b"\xff\xfe", b"\xfe\xff", "\u202e\u2066\u200b".encode(), "\U000e0041".encode()),
    *(b"&#0;", b"&#xD800;", b"&#x110000;", b"&lol;", b"&#" + b"9" * 5_000 + b";", b"]]>"),
    *(b"\\ud800", b"\\u0000", b"\\udfff\\ud800", b"_xD800_", b"_x0000_"),
    *(b"<![CDATA[", b"<!--", b"<?pi ?>", b"</", b"<a b='c'>", b"xmlns:x='y'", b"=1+1", b"@SUM(A1)"),
    *(b"[" * _DEEP, b'{"a":' * _DEEP, b"<a>" * _DEEP, b"[[a]]\n", b"a.b.c = 1\n", b"a" * 70_000),
)

_DECLARATIONS = (
    b"<!DOCTYPE a>",
    b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
    b'<!DOCTYPE a [<!ENTITY b "ha">]>',
    b"<!DOCTYPE a ["
    + b"".join(b'<!ENTITY b%d "%s">' % (n, b"&b%d;" % (n - 1) * 10) for n in range(1, 10))
    + b']><a b="&b9;">',
)

_ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "utf-7", "cp037")

_ANYTHING: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, "", " ", "x" * 3_000, "\ud800", "\0\x1b[2J", "2026-11-23"),
    *("9999-12-31", "0001-01-01T00:00:00+14:00", [], {}, [[]], {"": None}, [None] * 600),
)


def spoilt(data: bytes, random: Random) -> bytes:
    """The file with one to four things done to it."""
    for _ in range(random.choice((1, 1, 2, 4))):
        data = _spoilt_once(data, random)[:MOST_BYTES]
    return data


def _spoilt_once(data: bytes, random: Random) -> bytes:
    if data.startswith(b"PK") and random.random() < 0.85:
        return _archive(data, random)
    if data.lstrip()[:1] in (b"{", b"[") and random.random() < 0.5:
        return _tree(data, random)
    return random.choice(_WAYS)(data, random)


def _run(data: bytes, random: Random) -> tuple[int, int]:
    """Where a stretch of the file begins and ends."""
    at = random.randint(0, len(data))
    return at, min(len(data), at + random.choice((1, 2, 8, 60, 400)))


def _flipped(data: bytes, random: Random) -> bytes:
    if not data:
        return data
    at = random.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << random.randrange(8))]) + data[at + 1 :]


def _cut_out(data: bytes, random: Random) -> bytes:
    start, end = _run(data, random)
    return data[:start] + data[end:]


def _cut_short(data: bytes, random: Random) -> bytes:
    return data[: random.randint(0, len(data))]


def _repeated(data: bytes, random: Random) -> bytes:
    start, end = _run(data, random)
    return data[:end] + data[start:end] * random.choice((1, 2, 500)) + data[end:]


def _moved(data: bytes, random: Random) -> bytes:
    start, end = _run(data, random)
    rest = data[:start] + data[end:]
    at = random.randint(0, len(rest))
    return rest[:at] + data[start:end] + rest[at:]


def _put_in(data: bytes, random: Random) -> bytes:
    at = random.randint(0, len(data))
    return data[:at] + random.choice(_PIECES) + data[at:]


def _with_value(data: bytes, random: Random) -> bytes:
    """One value is another: what never was one, or another of the same file."""
    patterns = (_XML_VALUE,) if data.startswith(b"<") else (_VALUE, _QUOTED_VALUE)
    values = [match.span() for match in random.choice(patterns).finditer(data)]
    if not values:
        return data
    start, end = random.choice(values)
    if random.random() < 0.5:
        new = random.choice(_VALUES)
    else:
        again = random.choice(values)
        new = data[slice(*again)]
    return data[:start] + new + data[end:]


def _lines_dealt(data: bytes, random: Random) -> bytes:
    lines = data.splitlines(keepends=True)
    if not lines:
        return data
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[random.choice((one, other))]
    return b"".join(lines)


def _declared(data: bytes, random: Random) -> bytes:
    head, mark, rest = data.partition(b"?>")
    declaration = random.choice(_DECLARATIONS)
    return head + mark + declaration + rest if mark else declaration + data


def _encoded(data: bytes, random: Random) -> bytes:
    """In another encoding, of which the file itself may say something else."""
    text = data.decode("utf-8", errors="replace")
    return text.encode(random.choice(_ENCODINGS), errors="replace")


_WAYS: tuple[Callable[[bytes, Random], bytes], ...] = (
    *(_flipped, _cut_out, _cut_short, _repeated, _moved, _put_in, _put_in),
    *(_with_value, _with_value, _with_value, _lines_dealt, _declared, _encoded),
)


def _tree(data: bytes, random: Random) -> bytes:
    """JSON with one of its values taken out, put twice, nested or another."""
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return _put_in(data, random)
    holders = [one for one in _within(tree) if one]
    if not holders:
        return json.dumps(random.choice(_ANYTHING)).encode()
    holder = random.choice(holders)
    keys: list[Any] = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
    key = random.choice(keys)
    way = random.choice(("another", "another", "elsewhere", "gone", "nested", "added"))
    if way == "another":
        holder[key] = random.choice(_ANYTHING)
    elif way == "elsewhere":
        holder[key] = json.loads(json.dumps(random.choice(holders)))
    elif way == "gone":
        del holder[key]
    elif way == "nested":
        holder[key] = [holder[key]]
    elif isinstance(holder, dict):
        holder[random.choice(("x", "", "\ud800", "id", "a" * 3_000))] = holder[key]
    else:
        holder.append(holder[key])
    return json.dumps(tree).encode()


def _within(tree: Any) -> list[Any]:
    """Every object and list of the tree."""
    if not isinstance(tree, dict | list):
        return []
    inside = tree.values() if isinstance(tree, dict) else tree
    return [tree, *(found for one in inside for found in _within(one))]


def _archive(data: bytes, random: Random) -> bytes:
    """A zip archive with one of its members spoilt, swollen, renamed, gone or there twice."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [(part.filename, archive.read(part)) for part in archive.infolist()]
    except Exception:  # whatever an archive spoilt before may raise
        return _flipped(data, random)
    if not parts:
        return data
    at = random.randrange(len(parts))
    name, content = parts[at]
    way = random.choice(_OF_ARCHIVES)
    if way == "spoilt":
        parts[at] = name, random.choice(_WAYS)(content, random)
    elif way == "swollen":
        start, end = _run(content, random)
        parts[at] = name, content[:end] + content[start:end] * 20_000 + content[end:]
    elif way == "renamed":
        parts[at] = random.choice(_NAMES), content
    elif way == "gone":
        del parts[at]
    elif way == "twice":
        parts.append((random.choice((name, name.upper())), content))
    else:
        parts[at] = name, random.choice(parts)[1]
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of a name that is there already
        for part, inside in parts:
            archive.writestr(part, inside)
    return out.getvalue()


_OF_ARCHIVES = (*("spoilt",) * 8, "swollen", "renamed", "gone", "twice", "another's")

_NAMES = (
    *("x", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"),
    *("xl/WORKBOOK.xml", "content.xml", "xl/workbook.bin", "[Content_Types].xml", "../x", "/etc/x"),
    *("xl/media/x.xml", "xl/worksheets/sheet9999999999.xml", "a" * 3_000, "_rels/.rels"),
)
