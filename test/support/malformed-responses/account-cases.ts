import {
  cases,
  MARKER,
  nested,
  type ResponseCase,
  rows,
  withMemberText,
} from './response-cases.ts';

const UNREADABLE = { userinfo: 'platform_error' } as const;
const OK = { userinfo: 'ok' } as const;

const LONG = MARKER.repeat(30);

/** Only the balance is required; other malformed fields are left out or converted. */
export const ACCOUNT: ResponseCase[] = [
  ...rows(OK, 'id', [undefined, null, '', 1.5, true, [1], { id: 1 }, 2 ** 53, LONG, 0, -7]),
  ...rows(OK, 'id', ['user-7']),
  ...rows(OK, 'username', [undefined, null, '', 7, [], {}, LONG]),
  ...rows(OK, 'username', ['<script>', 'a\0b', '\u202Egnp', '\uD800']),
  ...rows(OK, 'email', [7, [], {}, LONG, undefined, null, '', 'no address']),
  ...['quota', 'used_quota'].flatMap((name) => [
    ...rows(OK, name, [undefined, null, '1', '', true, [1], 1e300, -1e300, 0, -5, 0.1]),
    ...cases(OK, {
      [`sends ${name} beyond all numbers`]: withMemberText(name, '1e400'),
      [`sends ${name} of 1,000 digits`]: withMemberText(name, '9'.repeat(1_000)),
      [`sends -0 as ${name}`]: withMemberText(name, '-0'),
    }),
  ]),
  ...rows(UNREADABLE, 'balance_formatted', [undefined, null, '', ' ', true, [], ['1.00']]),
  ...rows(UNREADABLE, 'balance_formatted', [{}, '1'.repeat(257), '1'.repeat(300)]),
  ...rows(OK, 'balance_formatted', [7.5, 0, -3, 1e300, '1'.repeat(256)]),
  ...cases(OK, { 'nests the username deeply': withMemberText('username', nested(30_000)) }),
  ...cases(UNREADABLE, {
    'nests the balance deeply': withMemberText('balance_formatted', nested(30_000)),
    'nests the balance less deeply': withMemberText('balance_formatted', nested(2_000)),
    'sends a balance of 300 digits': withMemberText('balance_formatted', '7'.repeat(300)),
  }),
  ...rows(OK, 'created_time', ['2024-01-01', -1, 1.5, 1e300, true, undefined, null, 0]),
  ...rows(OK, 'status', ['2', 1.5, 1e300, true, {}, undefined, null, 0, -1, 99]),
];
