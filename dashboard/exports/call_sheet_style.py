"""How the call sheet looks, on the screen and on A4: white, hairlines, the system's own letters."""

STYLE = """
:root { --ink: #1f2328; --soft: #57606a; --line: #d0d7de; --accent: #B45309; color-scheme: light; }
* { box-sizing: border-box; margin: 0; padding: 0; }
html { background: #fff; color: var(--ink); font: 13px/1.4 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 190mm; margin: 0 auto; padding: 8mm; overflow-wrap: anywhere; }
header { display: flex; justify-content: space-between; align-items: baseline; gap: 8mm;
  border-bottom: 2px solid var(--accent); padding-bottom: 2mm; }
h1 { font-size: 22px; line-height: 1.2; font-weight: 650; unicode-bidi: isolate; }
.day { color: var(--soft); white-space: nowrap; }
.who { display: flex; flex-wrap: wrap; gap: 1mm 7mm; margin: 2.5mm 0 4mm; }
.who div { display: flex; gap: 1.5mm; }
dt { white-space: nowrap; }
dt, .note, footer { color: var(--soft); }
.state { font-size: 15px; }
.state strong { color: var(--accent); margin-right: 1.5mm; }
.note { margin-top: 1mm; }
.beside { display: grid; grid-template-columns: 1.7fr 1fr; gap: 0 8mm; margin-top: 4mm; }
.columns { columns: 2; column-gap: 8mm; }
section { break-inside: avoid; margin-bottom: 4mm; }
table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption, h2 { text-align: left; font-size: 13px; font-weight: 650; padding-bottom: 1mm; }
th, td { text-align: left; vertical-align: baseline; font-weight: 400; padding: .7mm 4mm .7mm 0;
  border-bottom: 1px solid var(--line); }
th[scope=row] { min-width: 7em; }
thead th { color: var(--soft); font-size: 11px; }
th:last-child, td:last-child { padding-right: 0; }
.figure { text-align: right; white-space: nowrap; overflow-wrap: normal; }
.lines p { margin-bottom: .5mm; }
footer { border-top: 1px solid var(--line); padding-top: 2mm; font-size: 11px; }
@page { size: A4; margin: 12mm; }
@media print { html { font-size: 8.5pt; line-height: 1.3; } main { max-width: none; padding: 0; } h1 { font-size: 15pt; }
  .state { font-size: 10.5pt; } caption, h2 { font-size: 8.5pt; break-after: avoid; } th, td { padding-block: .45mm; }
  section { margin-bottom: 3mm; } thead th, footer { font-size: 7.5pt; } thead { display: table-header-group; }
  tr { break-inside: avoid; } }
@media screen and (max-width: 640px) { .beside { display: block; } .columns { columns: 1; } header { display: block; } }
"""
