import { cases, nested, type ResponseCase, rows, withMemberText } from './response-cases.ts';

const UNREADABLE = { userinfo: 'platform_error' } as const;
const OK = { userinfo: 'ok' } as const;

/** Only the balance is required; generated accounts have the other malformed fields. */
export const ACCOUNT: ResponseCase[] = [
  ...rows(UNREADABLE, 'balance_formatted', [undefined, '', ' ', true, ['1.00'], '1'.repeat(257)]),
  ...rows(OK, 'balance_formatted', [-7.5, '1'.repeat(256)]),
  ...cases(OK, { 'nests the username deeply': withMemberText('username', nested(30_000)) }),
  ...cases(UNREADABLE, {
    'nests the balance deeply': withMemberText('balance_formatted', nested(30_000)),
    'sends a balance of 300 digits': withMemberText('balance_formatted', '7'.repeat(300)),
  }),
];
