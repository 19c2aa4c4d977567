import type { ErrorCode } from '../../../shared/errors.ts';
import { isLoginError } from '../../../shared/login-outcomes.ts';
import { MARK_URL } from './mark.ts';
import { type Language, PAGE_MESSAGES, type PageMessages } from './messages.ts';
import { STYLE } from './style.ts';

/** The icons of the extension's messages, each as one path of stroked lines. */
const ICONS = {
  success: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0zM7 10.2l2.1 2.1 4-4.4',
  problem: 'M10 3.2 2.8 15.8a.8.8 0 0 0 .7 1.2h13a.8.8 0 0 0 .7-1.2zM10 8v3.8M10 14.3v.1',
  info: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0zM10 9.4v4M10 6.6v.1',
};

function page({ title, text, close }: PageMessages, tone: keyof typeof ICONS, language: Language) {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<link rel="icon" href="${MARK_URL}">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header class="brand">
<img class="mark" src="${MARK_URL}" alt="">
<p>${PAGE_MESSAGES[language].productName}</p>
</header>
<main>
<h1>${title}</h1>
<div class="message ${tone}">
<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${ICONS[tone]}"/></svg>
<p>${text}</p>
</div>${close ? `\n<p class="close">${close}</p>` : ''}
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
    const message = messages.loginError[isLoginError(error) ? error : 'server_error'];
    return page({ ...message, close: messages.close }, 'problem', language);
  }
  if (query.get('login') === 'success') return page(messages.loginSuccess, 'success', language);
  return page(messages.home, 'info', language);
}

/** The page of an error that the user meets while navigating. */
export function errorPage(code: ErrorCode, language: Language): string {
  const { error } = PAGE_MESSAGES[language];
  return page(error[code] ?? error.other, 'problem', language);
}
