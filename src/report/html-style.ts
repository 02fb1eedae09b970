/** The page's style: light and dark after the reader's own setting, and light on paper. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #fff; --raised: #f6f7f9; --ink: #1b1f24; --quiet: #5b6470; --line: #d9dee4; --bar: #2f6fab; --tint: #dbe8f5; --alarm: #b42318;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --raised: #1d2126; --ink: #e8eaed; --quiet: #9aa4af; --line: #343b43; --bar: #6fa8dc; --tint: #24384b; --alarm: #ff8a7a;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; max-width: 64rem; padding: 2.5rem 1.25rem 4rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; font-variant-numeric: tabular-nums;
}
h1 { margin: 0; font-size: 2.25rem; line-height: 1.15; letter-spacing: -0.02em; }
h2 { margin: 3rem 0 0.75rem; font-size: 1.35rem; letter-spacing: -0.01em; }
h3 { margin: 0 0 0.5rem; font-size: 1rem; }
p { margin: 0.35rem 0 0; }
.quiet { color: var(--quiet); }
.tiles { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 2rem 0 0; }
.tile { flex: 1 1 7rem; padding: 0.75rem 0.85rem; border-radius: 0.6rem; background: var(--raised); }
.tile b { display: block; font-size: 1.3rem; line-height: 1.3; white-space: nowrap; letter-spacing: -0.02em; }
.tile span { display: block; color: var(--quiet); font-size: 0.8125rem; line-height: 1.35; }
.alarm b, .warning { color: var(--alarm); }
dl { display: grid; grid-template-columns: 9.5rem 1fr; gap: 0.4rem 1rem; margin: 2rem 0 0; }
dt { color: var(--quiet); }
dd { margin: 0; }
figure { margin: 0 0 1.5rem; }
figcaption { color: var(--quiet); font-size: 0.9rem; margin-bottom: 0.35rem; }
figure svg { display: block; width: 100%; height: auto; }
.narrow { display: none !important; }
.tables { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); gap: 2rem; }
.one { grid-template-columns: 1fr; }
.tables > * { min-width: 0; }
table { width: 100%; border-collapse: collapse; font-size: 0.925rem; }
th { text-align: left; font-weight: 500; color: var(--quiet); font-size: 0.8rem; }
th, td { padding: 0.3rem 0.5rem; border-bottom: 1px solid var(--line); vertical-align: baseline; }
td { overflow-wrap: anywhere; }
.count, .share, .key { white-space: nowrap; overflow-wrap: normal; }
.count, .share { text-align: right; }
.share { color: var(--quiet); }
.bar { background: linear-gradient(90deg, var(--tint) var(--part), transparent 0) no-repeat; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
.name { font-weight: 600; overflow-wrap: normal; }
code { font: 0.875em ui-monospace, "Cascadia Mono", "Source Code Pro", Menlo, monospace; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.875rem; }
@media (max-width: 40rem) {
  body { padding: 1.5rem 1rem 3rem; }
  h1 { font-size: 1.75rem; }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 0.75rem; }
  .wide { display: none !important; }
  .narrow { display: block !important; }
  th, td { padding: 0.3rem 0.25rem; }
  .words { display: none; }
}
@media print {
  :root {
    color-scheme: light;
    --paper: #fff; --raised: #f6f7f9; --ink: #000; --quiet: #444; --line: #ccc; --bar: #2f6fab; --tint: #dbe8f5; --alarm: #b42318;
  }
  @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.4; }
  .tiles, dl { margin-top: 1rem; }
  dl { gap: 0.15rem 1rem; }
  h2 { margin-top: 1.25rem; }
  h2, h3, figcaption, thead { break-after: avoid; }
  figure, tr, .tile, dd { break-inside: avoid; }
  figure { margin-bottom: 0.75rem; }
  th, td { padding: 0.12rem 0.3rem; }
  .tables { grid-template-columns: 1fr 1fr; gap: 1rem 1.25rem; }
  .one { grid-template-columns: 1fr; }
  footer { margin-top: 1.25rem; }
  .wide { display: block !important; }
  .narrow { display: none !important; }
}
`;
