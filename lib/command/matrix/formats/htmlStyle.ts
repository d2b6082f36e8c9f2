/** The page's looks: light and dark as the reader's system is; on a phone each function is a card. */
export const style = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --line: #d1d9e0; --head: #f6f8fa;
  --same: #116329; --same-paper: #dafbe1; --behind: #6b4400; --behind-paper: #fff3c4;
  --differs: #0a3069; --differs-paper: #ddf4ff; --drifted: #82071e; --drifted-paper: #ffebe9;
  --unfinished: #512a97; --unfinished-paper: #f6ecff;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d; --head: #151b23;
    --same: #7ee787; --same-paper: #12351e; --behind: #f2cc60; --behind-paper: #3b2e0a;
    --differs: #79c0ff; --differs-paper: #0c2d4d; --drifted: #ffa198; --drifted-paper: #4a1416;
    --unfinished: #d2a8ff; --unfinished-paper: #33215a;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", sans-serif; }
main { max-width: 90rem; margin: 0 auto; padding: 2rem 1.5rem 3rem; }
h1 { margin: 0; font-size: 1.5rem; line-height: 1.25; }
.made { margin: 0.25rem 0 1.5rem; color: var(--faint); }
.legend { margin: 1rem 0 0; color: var(--faint); }
.problems, .checks { margin: 0 0 1.5rem; padding: 0.75rem 1rem 0.75rem 2rem; border: 1px solid var(--line); border-radius: 6px; overflow-wrap: anywhere; }
.problems { background: var(--drifted-paper); color: var(--drifted); border-color: currentColor; }
table { width: 100%; border-collapse: collapse; }
caption { padding: 0 0 0.5rem; text-align: left; color: var(--faint); }
th, td { min-width: 9rem; padding: 0.6rem 0.9rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { position: sticky; top: 0; padding: 0; background: var(--head); border-bottom: 2px solid var(--line); }
thead button { width: 100%; padding: 0.6rem 0.9rem; border: 0; background: none; color: inherit; font: inherit; font-weight: 600; text-align: left; cursor: pointer; overflow-wrap: anywhere; }
thead button:focus-visible { outline: 2px solid var(--differs); outline-offset: -2px; }
thead button::after { content: " ↕"; color: var(--faint); font-weight: 400; }
[aria-sort="ascending"] button::after { content: " ↑"; color: inherit; }
[aria-sort="descending"] button::after { content: " ↓"; color: inherit; }
tbody th { position: sticky; left: 0; background: var(--paper); }
tbody tr:hover > * { background: var(--head); }
code { font: 0.93em ui-monospace, "SF Mono", Consolas, monospace; }
.strong { font-weight: 600; }
.faint { color: var(--faint); white-space: nowrap; }
.mark { display: inline-block; padding: 0 0.5em; border-radius: 1em; font-size: 0.87em; white-space: nowrap; }
.same { color: var(--same); } .behind { color: var(--behind); } .differs { color: var(--differs); }
.drifted { color: var(--drifted); } .unfinished { color: var(--unfinished); }
.mark.same { background: var(--same-paper); } .mark.behind { background: var(--behind-paper); }
.mark.differs { background: var(--differs-paper); } .mark.drifted { background: var(--drifted-paper); }
.mark.unfinished { background: var(--unfinished-paper); }
@media (max-width: 45rem) {
  main { padding: 1.25rem 1rem 2rem; }
  table, caption, thead, tbody, tr, th, td { display: block; }
  thead tr { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-bottom: 1rem; }
  thead tr::before { content: "Sort by"; flex-basis: 100%; color: var(--faint); }
  th, td { min-width: 0; }
  thead th, tbody th { position: static; }
  thead th { border: 1px solid var(--line); border-radius: 6px; }
  thead button { padding: 0.5rem 0.75rem; min-height: 44px; }
  tbody tr { margin-bottom: 1rem; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
  tbody th { background: var(--head); }
  tbody td { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); column-gap: 0.75rem; }
  tbody td::before { content: attr(data-stack); grid-row: 1 / span 20; color: var(--faint); overflow-wrap: anywhere; }
  tbody td > div { grid-column: 2; }
  tbody td:last-child { border-bottom: 0; }
}
@media print { thead th, tbody th { position: static; } thead button::after { content: ""; } }
`;
