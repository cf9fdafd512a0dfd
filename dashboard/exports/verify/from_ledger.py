"""The issued packs of the ledger, as verifying asks for them: the list at once, a pack only when it is needed."""

from functools import partial

from dashboard.exports.verify.verdict import IssuedPack
from data_access.records.database import Records
from data_access.records.ledger import issued_manifest, issued_pack, issued_reports


def issued_packs(records: Records, platform_id: str | None = None) -> list[IssuedPack]:
    """Every issued pack, of one platform or of all. Raises RecordsUnusable, then and when a pack is read."""
    return [
        IssuedPack(
            row["number"],
            row["platform"],
            row["report_id"],
            row["start"],
            row["end"],
            issued_manifest(records, row["platform_id"], row["number"]),
            row["pack_bytes"],
            row["pack_sha256"],
            partial(issued_pack, records, row["platform_id"], row["number"]),
        )
        for row in issued_reports(records, platform_id).iter_rows(named=True)
    ]
