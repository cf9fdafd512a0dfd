"""A zip against the issued packs: which one it is closest to, and what is missing, altered, or whole but not issued here."""

import hashlib
from collections.abc import Iterator, Sequence

from dashboard.exports.verify.archive import Archive, opened
from dashboard.exports.verify.claims import disagreements, missing, oddities
from dashboard.exports.verify.manifests import FILES, MANIFEST, Manifest, is_of_making, manifest_of, read_manifest
from dashboard.exports.verify.one_file import file_differences, title
from dashboard.exports.verify.texts import LARGEST_OBJECT, NoObject
from dashboard.exports.verify.verdict import Difference, IssuedPack, Verdict, comparable, differing

_SHOWN = 80
_FEWEST_SHARED = 2
"""Two reports may share one file, say equal totals; with two it is the same report, whatever its manifest says."""


def pack_verdict(name: str, archive: Archive, packs: Sequence[IssuedPack]) -> Verdict:
    """What the zip is, which is identical to no issued pack. Raises ArchiveRefused."""
    own, wrong = _own_manifest(archive)
    closest = _closest(archive, own, packs)
    if own is None and closest is None and not any(file in archive for file in FILES):
        return Verdict("unknown", None, "This zip is no billing pack, and it was not issued here.")
    if closest is not None:
        return _against(name, archive, own, closest)
    lacking = missing(archive, own)
    if own is None:
        return _incomplete(None, lacking, f"{wrong}, so nothing can be held against it.")
    claims = disagreements(archive, own)
    if claims:
        return differing(
            "altered", None, "This pack disagrees with its own manifest, and it was not issued here.", claims
        )
    if lacking:
        return _incomplete(None, lacking, "It was not issued here.")
    return _whole(own, packs)


def _own_manifest(archive: Archive) -> tuple[Manifest | None, str]:
    """The pack's own manifest; where there is none that can be read, in words why. Raises ArchiveRefused."""
    if MANIFEST not in archive:
        return None, "It has no manifest"
    if archive.size(MANIFEST) > LARGEST_OBJECT:
        return None, f"Its manifest has more than {LARGEST_OBJECT:,} bytes and was not read"
    content = archive.content(MANIFEST)
    if content is None:
        return None, "Its manifest cannot be unpacked"
    try:
        return read_manifest(content), ""
    except NoObject as wrong:
        return None, f"It has no manifest that can be read: what stands there {wrong}"


def _against(name: str, archive: Archive, own: Manifest | None, issued: IssuedPack) -> Verdict:
    from_issued, lacking = list(_differences(archive, issued)), missing(archive, manifest_of(issued))
    agrees = own is not None and not missing(archive, own) and not disagreements(archive, own)
    if own is not None and agrees and from_issued:
        if _is_another_reading(own, issued, from_issued):
            words = f"This is {title(issued)}, read or made at another time: every figure and file of it is the same."
            return differing("same", issued.number, words, from_issued)
        if how := _other_making(own, issued):
            words = f"This pack agrees with its own manifest, but it was not issued here: it is {how}."
            return differing("whole", issued.number, words, from_issued)
    if from_issued:
        gone = [Difference(file, None, None, "the file", None) for file in lacking]
        return differing("altered", issued.number, f"This is {title(issued)}, altered.", [*from_issued, *gone])
    if lacking:
        return _incomplete(issued.number, lacking, f"All that is there is as it was issued in {title(issued)}.")
    wrapped = Difference(name, None, None, f"SHA-256 {issued.pack_sha256}", "the same files in another zip")
    words = f"Every file in it is as it was issued in {title(issued)}, but the zip around them is another one: packed again."
    return differing("altered", issued.number, words, [wrapped])


def _closest(archive: Archive, own: Manifest | None, packs: Sequence[IssuedPack]) -> IssuedPack | None:
    """By the report id that the manifest tells, else the one with most files in common, at least two (one without manifest)."""
    if own is not None:
        told = [pack for pack in packs if pack.report_id == own.report_id]
        if told:
            return told[0]
    found = {entry.sha256 for entry in archive.entries.values() if entry.sha256}
    shared = [len(found & _digests(pack)) for pack in packs]
    return (
        packs[shared.index(max(shared))] if max(shared, default=0) >= (1 if own is None else _FEWEST_SHARED) else None
    )


def _digests(pack: IssuedPack) -> set[str]:
    manifest = manifest_of(pack)
    return set() if manifest is None else {listed.sha256 for listed in manifest.files.values()}


def _differences(archive: Archive, issued: IssuedPack) -> Iterator[Difference]:
    """Where the files that are in both differ, and what the issued pack does not hold."""
    original, listed = opened(issued.read()), manifest_of(issued)
    for name, entry in archive.entries.items():
        mine = original.content(name)
        if mine is None:
            continue
        if entry.damaged is not None:
            yield Difference(name, None, None, "the file", f"it cannot be unpacked: {entry.damaged}")
        elif archive.size(name) > comparable(len(mine)):
            yield Difference(name, None, None, f"{len(mine):,} bytes", f"{entry.size:,} bytes: too many to compare")
        elif hashlib.sha256(mine).hexdigest() != entry.sha256:
            yield from file_differences(name, mine, archive.content(name) or b"")
    if listed is not None:
        yield from oddities(archive, listed)


def _is_another_reading(own: Manifest, issued: IssuedPack, differences: Sequence[Difference]) -> bool:
    """Whether it differs in nothing but when the report was read, and when and by which version the pack was made."""
    made = all(each.file == MANIFEST and is_of_making(each.column, each.found) for each in differences)
    return made and own.report_id == issued.report_id


def _other_making(own: Manifest, issued: IssuedPack) -> str | None:
    """What a pack that agrees with its own manifest is, in words, where it never was the issued one; None = altered.

    It is another report, or the same one in another form.
    """
    listed = manifest_of(issued)
    if own.report_id != issued.report_id or listed is None:
        return f"another report; {title(issued)} is closest"
    if own.form != listed.form:
        return f"the figures of {title(issued)} in the form {own.form}, which was issued as {listed.form}"
    return None


def _whole(own: Manifest, packs: Sequence[IssuedPack]) -> Verdict:
    words = "This pack agrees with its own manifest, but it was not issued here."
    for pack in packs:
        listed = manifest_of(pack)
        place = (own.platform_id, own.first_day, own.last_day)
        if listed is not None and (listed.platform_id, pack.start, pack.end) == place:
            return Verdict(
                "whole", pack.number, f"{words} For its period {title(pack)} was issued, with other figures."
            )
    return Verdict("whole", None, words)


def _incomplete(number: int | None, lacking: Sequence[str], words: str) -> Verdict:
    gone = [Difference(name, None, None, "the file", None) for name in lacking]
    more = f" and {len(lacking) - len(FILES):,} more" if len(lacking) > len(FILES) + 1 else ""
    named = ", ".join(file[:_SHOWN] for file in (lacking[: len(FILES)] if more else lacking))
    return differing("incomplete", number, f"This pack lacks {named}{more}. {words}", gone)
