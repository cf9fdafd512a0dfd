"""Digests that tell sources apart without giving anything away (contract, "Identity and caching")."""

import hashlib
import secrets
from pathlib import Path

_PROCESS_KEY = secrets.token_bytes(32)
"""New in every process: a digest that leaks cannot be tried against guessed keys."""


def api_identity(base_url: str, api_key: str) -> str:
    """The digest of a Platform API source: two keys never share one."""
    return _digest("api", base_url, api_key)


def dataset_identity(directory: Path, manifest: bytes) -> str:
    """The digest of a dataset: another folder or another manifest is another dataset."""
    return _digest("dataset", str(directory.resolve()), manifest.hex())


def records_identity(url: str) -> str:
    """The digest of the app's own database: its address may hold a password."""
    return _digest("records", url)


def _digest(*parts: str) -> str:
    digest = hashlib.blake2b(key=_PROCESS_KEY, digest_size=16)
    for part in parts:
        text = part.encode()
        digest.update(len(text).to_bytes(8, "big") + text)
    return digest.hexdigest()


def joined_identity(*identities: str) -> str:
    """The digest of a source that is made of several."""
    return _digest("joined", *identities)
