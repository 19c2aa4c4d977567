import type { ErrorCode } from '../../../shared/errors.ts';
import { isLoginError, type LoginError } from '../../../shared/login-outcomes.ts';
import { ROUTES } from '../../../shared/routes.ts';
import { MARK_URL } from './mark.ts';
import { type Language, PAGE_MESSAGES, type PageMessages } from './messages.ts';
import { STYLE } from './style.ts';

/** The icons of the extension's messages, each as one path of stroked lines. */
const ICONS = {
  success: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0zM7 10.2l2.1 2.1 4-4.4',
  problem: 'M10 3.2 2.8 15.8a.8.8 0 0 0 .7 1.2h13a.8.8 0 0 0 .7-1.2zM10 8v3.8M10 14.3v.1',
  info: 'M3 10a7 7 0 1 0 14 0a7 7 0 1 0-14 0zM10 9.4v4M10 6.6v.1',
};

type Tone = keyof typeof ICONS;

interface Page extends PageMessages {
  tone: Tone;
  /** The code of an error. */
  code?: string;
  /** Paragraphs in HTML: in the box of the message, after its text, and below the box. */
  inside?: string;
  below?: string;
}

/** A paragraph of text whose names of buttons do not break. */
function paragraph(text: string, className?: string): string {
  const attribute = className ? ` class="${className}"` : '';
  return `\n<p${attribute}>${text.replace(/“[^”]*”/g, '<span class="button">$&</span>')}</p>`;
}

function page(
  { title, text, tone, code, inside = '', below = '' }: Page,
  language: Language,
): string {
  const { productName, codeLabel } = PAGE_MESSAGES[language];
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
<body class="${tone}">
<header class="brand">
<img class="mark" src="${MARK_URL}" alt="">
<p>${productName}</p>
</header>
<main>
<h1>${title}</h1>
<div class="message">
<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${ICONS[tone]}"/></svg>
<div>
<p>${text}</p>${inside}${code ? paragraph(`${codeLabel}<code>${code}</code>`, 'code') : ''}
</div>
</div>${below}
</main>
</body>
</html>
`;
}

/** Outcomes whose text says what the proxy's operator has to do first. */
const FOR_OPERATOR: readonly LoginError[] = [
  'invalid_request',
  'unauthorized_client',
  'unsupported_response_type',
  'invalid_scope',
];

/**
 * The page at `/`: how a sign-in ended, or what this address is. No text of the query is echoed. `address` is the
 * proxy's public origin.
 */
export function homePage(query: URLSearchParams, language: Language, address: string): string {
  const { loginError, signInAgain, closeWindow, loginSuccess, home } = PAGE_MESSAGES[language];
  const error = query.get('error');
  if (error !== null) {
    const code = isLoginError(error) ? error : 'server_error';
    const goOn = FOR_OPERATOR.includes(code)
      ? { below: paragraph(closeWindow, 'quiet') }
      : { inside: paragraph(signInAgain) };
    const failed = { ...loginError[code], ...goOn };
    // It is the user's own decision.
    if (code === 'access_denied') return page({ ...failed, tone: 'info' }, language);
    return page({ ...failed, tone: 'problem', code }, language);
  }
  if (query.get('login') === 'success') {
    const below = paragraph(loginSuccess.close, 'quiet');
    return page({ ...loginSuccess, tone: 'success', below }, language);
  }
  // A narrow window breaks it after the scheme or before the port.
  const breakable = address.replace(/(?<=\/\/)|(?=:\d)/g, '<wbr>');
  const label = paragraph(home.addressLabel, 'code');
  const inside = `${label}${paragraph(`<code class="address">${breakable}</code>`)}`;
  return page({ ...home, tone: 'info', inside }, language);
}

/** The page of an error that the user meets while navigating. */
export function errorPage(code: ErrorCode, language: Language): string {
  const { error, notFound } = PAGE_MESSAGES[language];
  if (code === 'not_found') {
    const below = paragraph(`<a href="${ROUTES.page}">${notFound.homeLink}</a>`);
    return page({ ...notFound, tone: 'info', below }, language);
  }
  const messages = error[code] ?? error.other;
  return page({ ...messages, tone: 'problem', code, below: paragraph(messages.next) }, language);
}
