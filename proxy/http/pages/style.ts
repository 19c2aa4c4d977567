import { createHash } from 'node:crypto';

/** Colors of the extension's theme, light and dark. */
const COLORS: Record<string, readonly [light: string, dark: string]> = {
  page: ['#f5f3ee', '#131716'],
  surface: ['#ffffff', '#1c2220'],
  ink: ['#1b2421', '#e8eeea'],
  'ink-quiet': ['#56625c', '#9caaa3'],
  line: ['#ddd9ce', '#37413d'],
  accent: ['#0d6b55', '#5fc6a4'],
  alert: ['#fbf0da', '#2a2419'],
  'alert-line': ['#ecd9ae', '#453a24'],
  'alert-mark': ['#8a5300', '#e8b863'],
};

function declarations(scheme: 0 | 1): string {
  const colors = Object.entries(COLORS);
  return colors.map(([name, values]) => `--${name}: ${values[scheme]};`).join(' ');
}

// Without `light-dark()`, which the oldest supported browsers lack.
export const STYLE = `
:root { color-scheme: light dark; ${declarations(0)} }
@media (prefers-color-scheme: dark) { :root { ${declarations(1)} } }
@media (forced-colors: active) { :root { --accent: CanvasText; --alert-mark: CanvasText; } }
*, *::before, *::after { box-sizing: border-box; }
body { max-width: 660px; margin: 0 auto; padding: 40px 20px; background: var(--page); color: var(--ink);
  font: 0.875rem / 1.45 -apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Noto Sans", Helvetica, Arial,
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; overflow-wrap: anywhere; }
h1, p { margin: 0; }
.brand { display: flex; align-items: center; gap: 10px; color: var(--ink-quiet); font-weight: 600; }
.mark { flex: none; width: 1.6lh; height: 1.6lh; }
h1 { margin: 28px 0 16px; font-size: 1.75rem; font-weight: 650; line-height: 1.2; text-wrap: balance; }
.message { display: flex; gap: 10px; padding: 12px 14px; border: 1px solid var(--line); border-radius: 14px;
  background: var(--surface); }
.message.problem { border-color: var(--alert-line); background: var(--alert); }
.icon { flex: none; width: 1lh; height: 1lh; color: var(--accent); }
.problem .icon { color: var(--alert-mark); }
p { text-wrap: pretty; }
.close { margin-top: 16px; color: var(--ink-quiet); }
`;

/** The CSP source of {@link STYLE}. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;
