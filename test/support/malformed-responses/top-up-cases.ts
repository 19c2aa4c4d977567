import { cases, casesOf, json, MARKER, type ResponseCase } from './response-cases.ts';

const UNREADABLE = { topup: 'platform_error' } as const;

const url = (topup_url: unknown) => ({ body: { topup_url } });

const PAY = 'https://pay.example.com';

const escaped = (text: string) =>
  [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');

const INVALID_URLS = [
  `javascript:alert('${MARKER}')`,
  `JaVaScRiPt://pay.example.com/%0aalert('${MARKER}')`,
  `java\nscript:alert('${MARKER}')`,
  `data:text/html,<script>${MARKER}</script>`,
  `blob:${PAY}/${MARKER}`,
  `file:///etc/${MARKER}`,
  `about:blank#${MARKER}`,
  `chrome-extension://${MARKER}/`,
  `view-source:${PAY}/${MARKER}`,
  `ftp://pay.example.com/${MARKER}`,
  `ws://pay.example.com/${MARKER}`,
  `http://pay.example.com/${MARKER}`,
  `http://127.0.0.1.example.com/${MARKER}`,
  `http://localhost.example.com/${MARKER}`,
  `/${MARKER}`,
  `//pay.example.com/${MARKER}`,
  `pay.example.com/${MARKER}`,
  `not a URL ${MARKER}`,
  `https://${MARKER}:secret@pay.example.com/`,
  `https://${MARKER}@pay.example.com/`,
  `https://:${MARKER}@pay.example.com/`,
  `https://`,
  `https://pay.example.com:99999/${MARKER}`,
  `https://[::1/${MARKER}`,
  `https://pay example.com/${MARKER}`,
  `https://pay.example.com%00/${MARKER}`,
  `${PAY}/${MARKER}/${'a'.repeat(2_100)}`,
  `${PAY}/${MARKER}/${'余'.repeat(700)}`,
];

export const TOP_UP: ResponseCase[] = [
  ...casesOf(
    UNREADABLE,
    [null, '', 4711, true, [`${PAY}/${MARKER}`], { href: `${PAY}/${MARKER}` }, ...INVALID_URLS],
    (value) => `sends ${JSON.stringify(value).slice(0, 60)} as the URL`,
    url,
  ),
  ...casesOf(
    UNREADABLE,
    ['/', '/?token=', '/#', ':443/a/', '/a?b=c&d='],
    (before) => `sends a URL with the access token after ${JSON.stringify(before)}`,
    (before) => (_correct, token) => url(`${PAY}${before}${token}`),
  ),
  ...cases(UNREADABLE, {
    'leaves the URL out': { body: { url: `${PAY}/${MARKER}` } },
    'escapes every letter of the access token in the URL': (_correct, token) =>
      url(`${PAY}/?t=${escaped(token)}`),
    'escapes the access token beside a malformed escape': (_correct, token) =>
      url(`${PAY}/?a=%zz&t=${escaped(token)}`),
    'escapes the access token after invalid UTF-8': (_correct, token) =>
      url(`${PAY}/?t=%ff${escaped(token)}`),
  }),
  ...cases(
    { topup: 'ok' },
    {
      'sends two URLs, the wrong one first': json(
        `{"topup_url":"javascript:${MARKER}","topup_url":"${PAY}/"}`,
      ),
      'sends white space around the URL': url(` \t${PAY}/ \n`),
      'sends a long URL': url(`${PAY}/${'a'.repeat(2_000)}`),
    },
  ),
];
