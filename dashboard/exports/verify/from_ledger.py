"""A file against the ledger: by its digest first, then against what is listed there; a pack is read only when it is needed."""

import hashlib
from functools import partial

from dashboard.exports.verify.verdict import IssuedPack, Verdict
from dashboard.exports.verify.verifying import identical, verified
from data_access.records.database import Records
from data_access.records.ledger import issued_manifests, issued_pack, issued_reports


def verified_by_ledger(records: Records, name: str, data: bytes, platform_id: str | None = None) -> Verdict:
    """What the file is, held against the issued reports of one platform or of all. Raises RecordsUnusable."""
    digest = hashlib.sha256(data).hexdigest()
    by_digest = issued_packs(records, platform_id, file_sha256=digest)
    return identical(digest, by_digest) or verified(name, data, issued_packs(records, platform_id))


def issued_packs(
    records: Records, platform_id: str | None = None, *, file_sha256: str | None = None
) -> list[IssuedPack]:
    """The issued packs of one platform or of all, or those that hold a file of this digest. Raises RecordsUnusable.

    So does reading one of them.
    """
    manifests = issued_manifests(records, platform_id, file_sha256=file_sha256)
    rows = issued_reports(records, platform_id).iter_rows(named=True) if manifests else ()
    return [
        IssuedPack(
            row["number"],
            row["platform"],
            row["report_id"],
            row["start"],
            row["end"],
            manifests[place],
            row["pack_bytes"],
            row["pack_sha256"],
            partial(issued_pack, records, *place),
        )
        for row in rows
        if (place := (row["platform_id"], row["number"])) in manifests
    ]
