import { createHash } from 'node:crypto';
import type { ErrorCode } from '../../../shared/errors.ts';
import { isLoginError } from '../../../shared/login-outcomes.ts';
import { type Language, PAGE_MESSAGES, type PageMessages } from './messages.ts';

const STYLE = `
:root { color-scheme: light dark; --ground: #f4f5f7; --card: #fff; --text: #1c2330; --quiet: #5a6475;
  --line: #e2e5ea; --good: #1f7a4d; --problem: #b3541e; --plain: #3b5bdb; }
@media (prefers-color-scheme: dark) { :root { --ground: #14171d; --card: #1d222b; --text: #eceff4;
  --quiet: #a3adbd; --line: #2c333f; --good: #5cc596; --problem: #f0a06a; --plain: #91a7ff; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px;
  background: var(--ground); color: var(--text);
  font: 16px/1.6 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
main { max-width: 420px; width: 100%; padding: 36px 32px; border: 1px solid var(--line); border-radius: 16px;
  background: var(--card); text-align: center; }
.mark { width: 56px; height: 56px; margin: 0 auto 20px; border-radius: 50%; display: grid; place-items: center;
  border: 2px solid currentColor; font-size: 26px; font-weight: 600; }
.good { color: var(--good); } .problem { color: var(--problem); } .plain { color: var(--plain); }
h1 { margin: 0 0 12px; font-size: 21px; line-height: 1.3; letter-spacing: -0.01em; }
p { margin: 0; color: var(--quiet); overflow-wrap: anywhere; text-wrap: pretty; }
`;

/** The CSP source of the style sheet. */
export const STYLE_HASH = `sha256-${createHash('sha256').update(STYLE).digest('base64')}`;

type Tone = 'good' | 'problem' | 'plain';
const MARKS: Record<Tone, string> = { good: '✓', problem: '!', plain: '¤' };

function page({ title, text }: PageMessages, tone: Tone, language: Language): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<div class="mark ${tone}" aria-hidden="true">${MARKS[tone]}</div>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
}

/** The page at `/`: how a sign-in ended, or what this address is. No text of the query is echoed. */
export function homePage(query: URLSearchParams, language: Language): string {
  const messages = PAGE_MESSAGES[language];
  const error = query.get('error');
  if (error !== null) {
    const code = isLoginError(error) ? error : 'server_error';
    return page(messages.loginError[code], 'problem', language);
  }
  if (query.get('login') === 'success') return page(messages.loginSuccess, 'good', language);
  return page(messages.home, 'plain', language);
}

/** The page of an error that the user meets while navigating. */
export function errorPage(code: ErrorCode, language: Language): string {
  const { error } = PAGE_MESSAGES[language];
  return page(error[code] ?? error.other, 'problem', language);
}
