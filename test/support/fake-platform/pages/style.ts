/** Inlined into every page. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f3f5f8, #11151c);
  --card: light-dark(#ffffff, #1a2029);
  --line: light-dark(#dde2ea, #2c3542);
  --field: light-dark(#ffffff, #131922);
  --field-line: light-dark(#7f8a9b, #6f7d92);
  --text: light-dark(#18202c, #e9edf3);
  --soft: light-dark(#566172, #a2adbd);
  --accent: light-dark(#0b6670, #5fc9d1);
  --on-accent: light-dark(#ffffff, #0a2529);
  --tint: light-dark(#e6f3f4, #18313a);
  --bad: light-dark(#a8261c, #ff9c91);
  --bad-tint: light-dark(#fdeeec, #3a1f20);
  --good: light-dark(#1b6b3a, #7fd6a0);
  --good-tint: light-dark(#e9f6ee, #16321f);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; display: flex; flex-direction: column; align-items: center;
  background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
}
header, main, footer { width: 100%; max-width: 27rem; padding-inline: 1rem; }
header { padding-block: 1.25rem; }
.brand { display: inline-flex; align-items: center; gap: .6rem; color: inherit; font-weight: 650; text-decoration: none; }
.brand svg { width: 1.75rem; height: 1.75rem; flex: none; }
.brand small { display: block; font-size: .75rem; font-weight: 450; color: var(--soft); line-height: 1.2; }
.brand span { line-height: 1.2; }
main { flex: 1 0 auto; }
.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.75rem;
  box-shadow: 0 1px 2px rgb(0 0 0 / .04), 0 8px 24px rgb(0 0 0 / .05);
}
footer { padding-block: 1.25rem 1.5rem; font-size: .8125rem; color: var(--soft); text-align: center; }
h1 { margin: 0 0 .35rem; font-size: 1.4rem; line-height: 1.3; letter-spacing: -.01em; overflow-wrap: anywhere; }
h2 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
.lead { color: var(--soft); margin-bottom: 1.4rem; }
.note { font-size: .875rem; color: var(--soft); }
label { display: block; font-weight: 550; font-size: .9375rem; margin-bottom: .35rem; }
.field { margin-bottom: 1.1rem; }
input {
  width: 100%; padding: .6rem .75rem; font: inherit; color: inherit;
  background: var(--field); border: 1px solid var(--field-line); border-radius: 9px;
}
input[aria-invalid] { border-color: var(--bad); }
button {
  display: inline-flex; justify-content: center; align-items: center; min-height: 2.75rem;
  padding: .5rem 1.1rem; font: inherit; font-weight: 600; text-decoration: none; cursor: pointer;
  color: var(--text); background: transparent; border: 1px solid var(--field-line); border-radius: 9px;
}
button:hover { background: var(--tint); }
.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.primary:hover { background: color-mix(in srgb, var(--accent) 88%, var(--text)); }
.link { min-height: 0; padding: 0; border: 0; color: var(--accent); font-weight: 500; text-decoration: underline; text-underline-offset: .15em; }
.link:hover { background: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.wide { width: 100%; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
.stack > * + * { margin-top: .75rem; }
.message { padding: .7rem .9rem; border-radius: 9px; margin-bottom: 1.1rem; }
h1:lang(en), footer:lang(en) { text-wrap: balance; }
h1 + .message { margin-top: .9rem; }
.bad { color: var(--bad); background: var(--bad-tint); }
.good { color: var(--good); background: var(--good-tint); }
.hint { margin: 1.25rem 0 0; padding: .7rem .9rem; border-radius: 9px; background: var(--tint); font-size: .875rem; }
.hint p { margin: 0; }
code { font: .9375em ui-monospace, "DejaVu Sans Mono", monospace; font-weight: 600; }
ul.plain { list-style: none; margin: 0 0 1.25rem; padding: 0; }
.scope { padding: .75rem 0; border-top: 1px solid var(--line); }
.scope:last-child { border-bottom: 1px solid var(--line); }
.scope strong, .scope span { display: block; }
.scope span { color: var(--soft); font-size: .9375rem; }
.balance { margin: 0 0 .15rem; font-size: 2.75rem; font-weight: 650; line-height: 1.15; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.account { margin: 1.25rem 0 0; display: flex; flex-wrap: wrap; gap: .25rem .75rem; justify-content: space-between; font-size: .875rem; color: var(--soft); }
.account button { font-size: inherit; }
@media (max-width: 30rem) { header { padding-block: .9rem; } .card { padding: 1.35rem; } }
`;
