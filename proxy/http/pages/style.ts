import { createHash } from 'node:crypto';

/** Colors of the extension's theme, light and dark. */
const COLORS: Record<string, readonly [light: string, dark: string]> = {
  page: ['#f5f3ee', '#131716'],
  surface: ['#ffffff', '#1c2220'],
  ink: ['#1b2421', '#e8eeea'],
  'ink-quiet': ['#56625c', '#9caaa3'],
  line: ['#ddd9ce', '#37413d'],
  accent: ['#0d6b55', '#5fc6a4'],
  alert: ['#fbf0da', '#3a2e14'],
  'alert-line': ['#ecd9ae', '#7a6130'],
  'alert-mark': ['#8a5300', '#e8b863'],
};

function declarations(scheme: 0 | 1): string {
  const colors = Object.entries(COLORS);
  return colors.map(([name, values]) => `--${name}: ${values[scheme]};`).join(' ');
}

/** Sizes of the extension's pages. */
const SIZES = {
  'text-s': '0.8125rem',
  'text-m': '0.9375rem',
  'text-xxl': '1.75rem',
  'space-s': '8px',
  'space-m': '12px',
  'space-l': '16px',
  'space-xl': '24px',
  'radius-s': '12px',
  'radius-l': '20px',
};
const sizes = Object.entries(SIZES).map(([name, value]) => `--${name}: ${value};`);

// Without `light-dark()`, which the oldest supported browsers lack.
export const STYLE = `
:root { color-scheme: light dark; ${sizes.join(' ')} ${declarations(0)} }
@media (prefers-color-scheme: dark) { :root { ${declarations(1)} } }
@media (forced-colors: active) { :root { --accent: CanvasText; --alert-mark: CanvasText; } }
*, *::before, *::after { box-sizing: border-box; }
body { display: grid; min-height: 100svh; margin: 0; padding: var(--space-xl) var(--space-l); align-content: center;
  justify-items: center; gap: var(--space-xl);
  background: var(--page); color: var(--ink); font: var(--text-m) / 1.45 -apple-system, BlinkMacSystemFont, "Segoe UI",
    Roboto, "Noto Sans", Helvetica, Arial, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  overflow-wrap: break-word; }
h1, p { margin: 0; text-wrap: pretty; }
a { color: var(--accent); }
code { font-family: ui-monospace, monospace; font-weight: 600; user-select: all; }
.brand { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: var(--space-s); color: var(--ink-quiet); font-weight: 600; }
.mark { flex: none; width: 1.6lh; height: 1.6lh; }
main { display: flex; flex-direction: column; gap: var(--space-l); width: 100%; max-width: 440px;
  padding: var(--space-xl); border: 1px solid var(--line); border-radius: var(--radius-l); background: var(--surface);
  text-align: center; }
h1 { font-size: min(var(--text-xxl), 1rem + 2.5vw); font-weight: 650; line-height: 1.2; text-wrap: balance; }
.message { display: flex; gap: var(--space-s); padding: var(--space-m); border: 1px solid var(--line);
  border-radius: var(--radius-s); background: var(--page); text-align: start; }
.message > div { min-width: 0; }
.message p + p { margin-top: var(--space-s); }
.problem .message { border-color: var(--alert-line); background: var(--alert); }
.icon { flex: none; width: 1lh; height: 1lh; color: var(--accent); }
.problem .icon { color: var(--alert-mark); }
.unbroken { white-space: nowrap; }
.quiet, .label { color: var(--ink-quiet); }
.label { font-size: var(--text-s); }
.message .label + p { margin-top: 0; }
.success main { align-items: center; gap: var(--space-m); }
.success p { text-wrap: balance; }
.success p:lang(zh) { word-break: keep-all; }
.success .message { display: contents; text-align: inherit; }
.success .icon { order: -1; width: 4rem; height: 4rem; stroke-width: 1.2; }
@media (min-width: 28em) { p:lang(zh) { word-break: keep-all; } }
@media (max-width: 18.75em) {
  body { padding-inline: var(--space-m); }
  main { padding: 0; border: 0; background: none; }
  .message { flex-direction: column; background: var(--surface); }
  body:not(.success) { justify-items: start; }
  body:not(.success) :is(.brand, main) { justify-content: start; text-align: start; }
}
`;

/** The CSP source of {@link STYLE}. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
