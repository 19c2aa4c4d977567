import { createHash } from 'node:crypto';
import type { HttpResponse } from '../exchange.ts';
import { Html, html } from './html.ts';
import type { Messages } from './messages.ts';
import { style } from './style.ts';

const PLATFORM_NAME = 'Relay Platform (fake)';

const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="9" fill="#0b6670"/></svg>',
)}`;

const STYLE_HASH = createHash('sha256').update(style).digest('base64');

interface Page {
  title: string;
  content: Html;
  status?: number;
}

export function page(messages: Messages, { title, content, status = 200 }: Page): HttpResponse {
  const { text } = html`<!doctype html>
<html lang="${messages.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · ${PLATFORM_NAME}</title>
<link rel="icon" href="${ICON}">
<style>${new Html(style)}</style>
</head>
<body>
<header><a class="brand" href="/">${MARK}<span>Relay Platform <small>(fake)</small></span></a></header>
<main><div class="card">
${content}
</div></main>
<footer>${messages.fakeNotice}</footer>
</body>
</html>
`;
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': `default-src 'none'; img-src data:; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
      'referrer-policy': 'no-referrer',
      vary: 'Accept-Language, Cookie',
    },
    body: text,
  };
}

const MARK = html`<svg viewBox="0 0 32 32" aria-hidden="true" fill="none" stroke-width="2.5" stroke-linecap="round">
<rect x="1" y="1" width="30" height="30" rx="9" fill="var(--accent)"/>
<path d="M8 12h11m-3.5-4 4 4-4 4M24 20H13m3.5-4-4 4 4 4" stroke="var(--on-accent)" stroke-linejoin="round"/>
</svg>`;
