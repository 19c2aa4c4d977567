import { cases, casesOf, MARKER, type ResponseCase } from './response-cases.ts';

const UNREADABLE = { topup: 'platform_error' } as const;

const url = (topup_url: unknown) => ({ body: { topup_url } });

const PAY = 'https://pay.example.com';

const escaped = (text: string) =>
  [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');

const INVALID_URLS = [
  `javascript:alert('${MARKER}')`,
  `JaVaScRiPt://pay.example.com/%0aalert('${MARKER}')`,
  `data:text/html,<script>${MARKER}</script>`,
  `file:///etc/${MARKER}`,
  `http://pay.example.com/${MARKER}`,
  `http://127.0.0.1.example.com/${MARKER}`,
  `/${MARKER}`,
  `//pay.example.com/${MARKER}`,
  `https://${MARKER}@pay.example.com/`,
  `https://:${MARKER}@pay.example.com/`,
  `${PAY}/${'a'.repeat(2_025)}`,
  `${PAY}/${MARKER}/${'余'.repeat(700)}`,
];

export const TOP_UP: ResponseCase[] = [
  ...casesOf(
    UNREADABLE,
    [null, '', 4711, [`${PAY}/${MARKER}`], { href: `${PAY}/${MARKER}` }, ...INVALID_URLS],
    (value) => `sends ${JSON.stringify(value).slice(0, 60)} as the URL`,
    url,
  ),
  ...casesOf(
    UNREADABLE,
    ['/', '/?token=', '/#', ':443/a/'],
    (before) => `sends a URL with the access token after ${JSON.stringify(before)}`,
    (before) => (_correct, token) => url(`${PAY}${before}${token}`),
  ),
  ...cases(UNREADABLE, {
    'leaves the URL out': { body: { url: `${PAY}/${MARKER}` } },
    'escapes the access token beside a malformed escape': (_correct, token) =>
      url(`${PAY}/?a=%zz&t=${escaped(token)}`),
  }),
  ...casesOf(
    { topup: 'ok' },
    [` \t${PAY}/ \n`, `${PAY}/${'a'.repeat(2_024)}`],
    (value) => `sends the URL ${JSON.stringify(value).slice(0, 60)}`,
    url,
  ),
];
