import { asJson, MARKER, type OddAnswer } from './odd-answer.ts';

const UNREADABLE = { topup: 'platform_error' } as const;
const FINE = { topup: 'fine' } as const;

const address = (topup_url: unknown) => ({ body: { topup_url } });

const PAY = 'https://pay.example.com';

export const TOP_UP: OddAnswer[] = [
  ['leaves the address out', { body: { url: `${PAY}/${MARKER}` } }, UNREADABLE],
  ...[null, '', 4711, true, [`${PAY}/${MARKER}`], { href: `${PAY}/${MARKER}` }].map(
    (value): OddAnswer => [
      `has ${JSON.stringify(value)} for an address`,
      address(value),
      UNREADABLE,
    ],
  ),
  ...[
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
    `not an address ${MARKER}`,
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
  ].map((text): OddAnswer => [`sends people to ${text.slice(0, 60)}`, address(text), UNREADABLE]),
  ...['/', '/?token=', '/#', ':443/a/', '/a?b=c&d='].map(
    (before): OddAnswer => [
      `puts the access token into the address after ${JSON.stringify(before)}`,
      (_right, token) => address(`${PAY}${before}${token}`),
      UNREADABLE,
    ],
  ),
  [
    'puts the access token into the address, every letter escaped',
    (_right, token) => address(`${PAY}/?t=${escaped(token)}`),
    UNREADABLE,
  ],
  [
    'puts the access token into the address, every letter escaped, beside a broken escape',
    (_right, token) => address(`${PAY}/?a=%zz&t=${escaped(token)}`),
    UNREADABLE,
  ],
  [
    'puts the access token into the address, every letter escaped, after what is no UTF-8',
    (_right, token) => address(`${PAY}/?t=%ff${escaped(token)}`),
    UNREADABLE,
  ],
  [
    'has two addresses, the wrong one first',
    asJson(`{"topup_url":"javascript:${MARKER}","topup_url":"${PAY}/"}`),
    FINE,
  ],
  ['has white space around the address', address(` \t${PAY}/ \n`), FINE],
  ['has a long address', address(`${PAY}/${'a'.repeat(2_000)}`), FINE],
];

function escaped(text: string): string {
  return [...text].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
}
