"""How report.html looks: a summary, then a statement a page on A4; white, hairlines, the system's own letters."""

STYLE = """
:root { --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --accent: #B45309; color-scheme: light; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { background: #fff; color: var(--ink); font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 190mm; margin: 0 auto; padding: 8mm; overflow-wrap: anywhere; }
h1 { font-size: 22px; line-height: 1.2; font-weight: 650; border-bottom: 2px solid var(--accent); padding-bottom: 2mm; }
h2 { font-size: 17px; font-weight: 650; unicode-bidi: isolate; border-bottom: 1px solid var(--accent); padding-bottom: 1mm; }
.stamp { color: var(--accent); font-weight: 650; margin: 2mm 0; }
.note, dt, footer { color: var(--soft); }
dl { margin: 2.5mm 0 4mm; }
dl div { display: flex; gap: 3mm; padding: .4mm 0; }
dt { flex: 0 0 36mm; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; margin: 3mm 0 5mm; }
caption { text-align: left; font-weight: 650; padding-bottom: 1mm; }
th, td { text-align: left; vertical-align: baseline; font-weight: 400; padding: .7mm 4mm .7mm 0;
  border-bottom: 1px solid var(--line); }
thead th { color: var(--soft); font-size: 11px; }
th:last-child, td:last-child { padding-right: 0; }
.figure { text-align: right; white-space: nowrap; overflow-wrap: normal; }
.statement { margin-top: 12mm; }
@page { size: A4; margin: 12mm; }
@media print { html { font-size: 8.5pt; line-height: 1.3; } main { max-width: none; padding: 0; }
  .statement { break-before: page; margin-top: 0; } thead { display: table-header-group; }
  tr { break-inside: avoid; } caption { break-after: avoid; } }
@media screen and (max-width: 640px) { dl div { display: block; } }
"""
