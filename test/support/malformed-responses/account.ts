import { asJson, MARKER, type OddAnswer, type Right } from './odd-answer.ts';

const UNREADABLE = { userinfo: 'platform_error' } as const;
const FINE = { userinfo: 'fine' } as const;

/** A right account, but for these members; one that is undefined is left out. */
const but = (members: Record<string, unknown>) => (right: Right) => ({
  body: { ...right, more: MARKER, ...members },
});

/** A right account with this member as it is written here. */
const written = (name: string, value: string) => (right: Right) =>
  asJson(`{${JSON.stringify({ ...right, [name]: undefined }).slice(1, -1)},"${name}":${value}}`);

const rows = (name: string, values: readonly unknown[], told: OddAnswer[2]): OddAnswer[] =>
  values.map((value) => [
    value === undefined
      ? `leaves ${name} out`
      : `has ${JSON.stringify(value).slice(0, 40)} for ${name}`,
    but({ [name]: value }),
    told,
  ]);

const LONG = MARKER.repeat(30);

/** Only the balance is needed: whatever else is odd is left out or read leniently. */
export const ACCOUNT: OddAnswer[] = [
  ...rows('id', [undefined, null, '', 1.5, true, [1], { id: 1 }, 2 ** 53, LONG], FINE),
  ...rows('id', [0, -7, 'user-7'], FINE),
  ...rows('username', [undefined, null, '', 7, [], {}, LONG], FINE),
  ...rows('username', ['<script>', 'a\0b', '\u202Egnp', '\uD800'], FINE),
  ...rows('email', [7, [], {}, LONG], FINE),
  ...rows('email', [undefined, null, '', 'no address'], FINE),
  ...['quota', 'used_quota'].flatMap((name) => [
    ...rows(name, [undefined, null, '1', '', true, [1], 1e300, -1e300], FINE),
    ...rows(name, [0, -5, 0.1], FINE),
    [`has ${name} beyond all numbers`, written(name, '1e400'), FINE] as OddAnswer,
    [`has ${name} of 1,000 digits`, written(name, '9'.repeat(1_000)), FINE] as OddAnswer,
    [`has -0 for ${name}`, written(name, '-0'), FINE] as OddAnswer,
  ]),
  ...rows('balance_formatted', [undefined, null, '', ' ', true, [], {}], UNREADABLE),
  ...rows('balance_formatted', ['1'.repeat(300)], UNREADABLE),
  ...rows('balance_formatted', [7.5, 0, -3, 1e300, '1'.repeat(256)], FINE),
  [
    'has a number of 300 digits for balance_formatted',
    written('balance_formatted', '7'.repeat(300)),
    UNREADABLE,
  ],
  ...rows('created_time', ['2024-01-01', -1, 1.5, 1e300, true], FINE),
  ...rows('created_time', [undefined, null, 0], FINE),
  ...rows('status', ['2', 1.5, 1e300, true, {}], FINE),
  ...rows('status', [undefined, null, 0, -1, 99], FINE),
];
