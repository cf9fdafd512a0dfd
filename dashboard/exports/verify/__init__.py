"""Is this the file that was issued? A pack, or one of its files, against the ledger: pure but for the command.

`verdict` says what can be found, `verifying.verified` finds it, `from_ledger` brings the issued packs.
`python -m dashboard.exports.verify FILE` is the same in a terminal.
"""
