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

/** Errors whose texts do not send the user to the operator, who would need the code. */
const NOT_FOR_OPERATOR: ReadonlySet<LoginError | ErrorCode> = new Set([
  'access_denied',
  'invalid_state',
  'temporarily_unavailable',
  'server_error',
  'rate_limited',
  'headers_too_large',
  'overloaded',
]);

interface Page extends PageMessages {
  tone: Tone;
  /** What the user does next, unless `text` says it. */
  next?: string;
  /** The code of an error. It is shown where the text sends the user to the operator. */
  code?: LoginError | ErrorCode;
  /** Paragraphs in HTML: at the end of the message's box, and below it. */
  inside?: string;
  below?: string;
}

/** Text in HTML whose names of buttons and whose hyphens do not break. */
function unbroken(text: string): string {
  return text.replace(/“[^”]*”|sign-in/gi, '<span class="unbroken">$&</span>');
}

function paragraph(html: string, className?: string): string {
  const attribute = className ? ` class="${className}"` : '';
  return `\n<p${attribute}>${html}</p>`;
}

/** A label above what the user copies, in which `code` is HTML. */
function labelled(label: string, code: string): string {
  return `${paragraph(label, 'label')}${paragraph(`<code>${code}</code>`)}`;
}

function page(
  { title, text, tone, next, code, inside = '', below = '' }: Page,
  language: Language,
): string {
  const { productName, codeLabel } = PAGE_MESSAGES[language];
  const isShown = code !== undefined && !NOT_FOR_OPERATOR.has(code);
  const shownCode = isShown ? labelled(codeLabel, code.replaceAll('_', '_<wbr>')) : '';
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
<h1>${unbroken(title)}</h1>
<div class="message">
<svg class="icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="${ICONS[tone]}"/></svg>
<div>${paragraph(unbroken(text))}${next ? paragraph(unbroken(next)) : ''}${shownCode}${inside}
</div>
</div>${below}
</main>
</body>
</html>
`;
}

/**
 * The page at `/`: how a sign-in ended, or what this address is. No text of the query is echoed. `address` is the
 * proxy's public origin.
 */
export function homePage(query: URLSearchParams, language: Language, address: string): string {
  const { loginError, signInAgain, closeWindow, loginSuccess, home } = PAGE_MESSAGES[language];
  const error = query.get('error');
  if (error !== null) {
    const code = isLoginError(error) ? error : 'server_error';
    const below = paragraph(closeWindow, 'quiet');
    // It is the user's own decision.
    const tone = code === 'access_denied' ? 'info' : 'problem';
    return page({ ...loginError[code], tone, code, next: signInAgain, below }, language);
  }
  if (query.get('login') === 'success') {
    const below = paragraph(loginSuccess.close, 'quiet');
    return page({ ...loginSuccess, tone: 'success', below }, language);
  }
  // A narrow window breaks it after the scheme or before the port.
  const breakable = address.replace(/(?<=\/\/)|(?=:\d)/g, '<wbr>');
  const inside = labelled(home.addressLabel, breakable);
  return page({ ...home, tone: 'info', inside }, language);
}

/** The page of an error that the user meets while navigating. */
export function errorPage(code: ErrorCode, language: Language): string {
  const { error, notFound, closeWindow } = PAGE_MESSAGES[language];
  if (code === 'not_found') {
    const below = paragraph(`<a href="${ROUTES.page}">${notFound.homeLink}</a>`);
    return page({ ...notFound, tone: 'info', below }, language);
  }
  const below = paragraph(closeWindow, 'quiet');
  return page({ ...(error[code] ?? error.other), tone: 'problem', code, below }, language);
}
