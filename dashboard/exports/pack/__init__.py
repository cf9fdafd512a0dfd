"""The billing pack: a zip of one report's files, the same bytes for the same report, and a manifest to prove them by.

`packing` makes it, `on_disk` keeps it in a file, `asking` asks a source for the report and checks it. Only `on_disk` and
the command (`python -m dashboard.exports.pack`) touch files, and only the command asks the clock.
"""
