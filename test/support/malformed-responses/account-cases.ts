import { cases, nested, type ResponseCase, rows, withMemberText } from './response-cases.ts';

const UNREADABLE = { userinfo: 'platform_error' } as const;
const OK = { userinfo: 'ok' } as const;

/** Only the balance is required; other malformed fields are left out or converted. */
export const ACCOUNT: ResponseCase[] = [
  ...rows(OK, 'id', [undefined, 1.5, 2 ** 53, 'user-7']),
  ...rows(OK, 'username', [undefined, 7, {}, '<script>', 'a\0b', '\u202Egnp', '\uD800']),
  ...rows(OK, 'quota', [undefined, '1', true, 1e300, -5, '1'.repeat(256)]),
  ...rows(UNREADABLE, 'balance_formatted', [undefined, '', ' ', true, ['1.00'], '1'.repeat(257)]),
  ...rows(OK, 'balance_formatted', [-7.5, '1'.repeat(256)]),
  ...cases(OK, { 'nests the username deeply': withMemberText('username', nested(30_000)) }),
  ...cases(UNREADABLE, {
    'nests the balance deeply': withMemberText('balance_formatted', nested(30_000)),
    'sends a balance of 300 digits': withMemberText('balance_formatted', '7'.repeat(300)),
  }),
];
