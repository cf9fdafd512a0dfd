"""The one question: what is this file, held against everything that was issued?"""

import hashlib
from collections.abc import Iterable, Sequence

from dashboard.exports.verify.archive import ArchiveCutOff, ArchiveRefused, looks_like_zip, opened
from dashboard.exports.verify.manifests import MANIFEST, manifest_of
from dashboard.exports.verify.one_file import file_verdict, title
from dashboard.exports.verify.verdict import IssuedPack, Verdict
from dashboard.exports.verify.whole_pack import pack_verdict
from dashboard.exports.verify.workbooks import is_workbook

LARGEST = 1 << 30
"""Bytes of a file that is looked at."""


def verified(name: str, data: bytes, issued_packs: Iterable[IssuedPack]) -> Verdict:
    """What the file called `name` is: a whole pack, or one of its files, in any form. Nothing is unpacked to a disk.

    A file that is identical to an issued one is found by its SHA-256, without reading a pack. Else the closest issued
    report is, by the report id or the days that it names, and only the packs that come into question are read.
    Raises what `IssuedPack.read` raises.
    """
    packs = list(issued_packs)
    name = name.encode(errors="replace").decode()  # a name of bytes that are no text comes as halves of letters
    if len(data) > LARGEST:
        return Verdict("unknown", None, f"This file has more than {LARGEST:,} bytes: it was not looked at.")
    found = identical(hashlib.sha256(data).hexdigest(), packs)
    if found is not None:
        return found
    if not looks_like_zip(data):
        return file_verdict(name, data, packs)
    try:
        archive = opened(data)
        return file_verdict(name, data, packs) if is_workbook(archive) else pack_verdict(name, archive, packs)
    except ArchiveRefused as refused:
        return Verdict("unknown", None, f"This zip was not looked into: {refused}.")
    except ArchiveCutOff:
        return _cut_off(name, data, packs)


def identical(digest: str, packs: Sequence[IssuedPack]) -> Verdict | None:
    """The verdict on a file with this SHA-256, if it is one of these packs or of their files: no pack is read."""
    for pack in packs:
        if digest == pack.pack_sha256:
            return Verdict("issued", pack.number, f"Identical to the byte: this is {title(pack)}, as it was issued.")
    for pack in packs:
        manifest = manifest_of(pack)
        files = {listed.sha256: name for name, listed in manifest.files.items()} if manifest else {}
        files[hashlib.sha256(pack.manifest.encode()).hexdigest()] = MANIFEST
        if digest in files:
            words = f"Identical to the byte: this is {files[digest]} of {title(pack)}, as it was issued."
            return Verdict("issued", pack.number, words)
    return None


def _cut_off(name: str, data: bytes, packs: Sequence[IssuedPack]) -> Verdict:
    """A zip that cannot be opened may still be the beginning of one that was issued, or one with a damaged end."""
    found = file_verdict(name, data, packs)
    if found.kind != "unknown":
        return found
    return Verdict(
        "incomplete", None, "This zip is cut off or damaged: it cannot be opened, and it begins as none issued here."
    )
