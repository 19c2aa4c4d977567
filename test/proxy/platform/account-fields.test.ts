import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchesSchema } from '../../../shared/matches-schema.ts';
import { UserInfoReply } from '../../../shared/replies.ts';
import { json } from '../../support/malformed-responses/response-cases.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const NO_CACHE = { env: { USERINFO_MAX_AGE: '0', RATE_LIMIT_API: '0' } };

/** The account of the guide, each field as JSON text. */
const GUIDE = {
  id: '12345',
  username: '"user123"',
  email: '"user@example.com"',
  quota: '1000000',
  used_quota: '250000',
  balance_formatted: '"750.00"',
  created_time: '1640995200',
  status: '1',
};

type Written = Partial<Record<keyof typeof GUIDE, string>>;

const write = (fields: Written) =>
  `{${Object.entries(fields)
    .map(([name, value]) => `"${name}":${value}`)
    .join()}}`;

/** Starts a proxy whose platform sends `body` as the account. */
async function startReader() {
  const proxy = await startProxy(NO_CACHE);
  const client = await proxy.signedIn();
  return {
    ...proxy,
    read(body: string) {
      proxy.platform.misbehave('userinfo', json(body));
      return client.api('/api/user/info');
    },
  };
}

describe('an account', () => {
  const CASES: [string, Written, object][] = [
    ['status as text', { status: '"1"' }, { status: 1 }],
    ['status as a word', { status: '"enabled"' }, { status: undefined }],
    ['no used_quota', { used_quota: 'null' }, { used_quota: undefined, quota: 1_000_000 }],
    ['an id beyond 2^53', { id: '653247040368672768' }, { id: '653247040368672768' }],
    ['an id as text', { id: '"12345"' }, { id: '12345' }],
    ['no id', { id: 'null' }, { id: 'user123' }],
    [
      'no id and no name',
      { id: 'null', username: '""' },
      { id: 'user@example.com', username: 'user@example.com' },
    ],
    ['no name', { username: 'null' }, { username: 'user@example.com' }],
    [
      'no name and no e-mail',
      { username: '[]', email: '7' },
      { username: '12345', email: undefined },
    ],
    ['a name as a number', { username: '12345678901234567' }, { username: '12345678901234567' }],
    ['quota as text', { quota: '"1000000"' }, { quota: 1_000_000 }],
    ['quota beyond 2^53', { quota: '12345678901234567890' }, { quota: '12345678901234567890' }],
    ['quota as long text', { quota: '"-12345678901234567"' }, { quota: '-12345678901234567' }],
    [
      'quota as a power',
      { quota: '1e3', used_quota: '1e300' },
      { quota: 1000, used_quota: undefined },
    ],
    ['created_time as text', { created_time: '"1640995200"' }, { created_time: 1_640_995_200 }],
    ['created_time as a date', { created_time: '"2022-01-01"' }, { created_time: undefined }],
    ['a malformed e-mail', { email: '{"a":1}' }, { email: undefined }],
    ['an empty e-mail', { email: '""' }, { email: undefined }],
    [
      'null where the balance needs nothing',
      { email: 'null', created_time: 'null', status: 'null' },
      { email: undefined, created_time: undefined, status: undefined },
    ],
  ];

  test.each(CASES)('with %s has its balance', async (_what, fields, expected) => {
    const { read } = await startReader();
    const response = await read(write({ ...GUIDE, ...fields }));
    expect(response.status).toBe(200);
    const { as_of: _, ...account } = response.json();
    const known = { ...JSON.parse(write(GUIDE)), ...expected };
    expect(account).toStrictEqual(JSON.parse(JSON.stringify(known)));
  });

  test('keeps the digits of a balance that is a number', async () => {
    const { read } = await startReader();
    for (const digits of ['750.00', '1e3', '-0', '-12.50', '12345678901234567890.10', '1E+400']) {
      for (const body of [
        `{"balance_formatted":${digits}}`,
        `{"success":true,"data":{"balance_formatted":${digits}}}`,
      ]) {
        expect((await read(body)).json().balance_formatted).toBe(digits);
      }
    }
  });

  test('without id, name and e-mail has an id of its own for each session', async () => {
    const { signedIn, platform } = await startProxy(NO_CACHE);
    platform.users.add({ username: 'other' });
    platform.misbehave('userinfo', { body: { balance_formatted: '7.00' } });
    const [one, other] = [await signedIn(), await signedIn('other')];
    const read = async (client: typeof one) => (await client.api('/api/user/info')).json();
    const first = await read(one);
    expect(first).toMatchObject({ username: '—', balance_formatted: '7.00' });
    expect((await read(one)).id).toBe(first.id);
    expect((await read(other)).id).not.toBe(first.id);
  });
});

/** Malformed values, as JSON text. */
const oddValue = fc
  .oneof(
    fc.constantFrom(
      ...['null', 'true', 'false', '""', '" "', '0', '-1', '-0', '1.5', '1e3', '1e300', '1e400'],
      ...['"1"', '" 7 "', '"1e3"', '"NaN"', '"Infinity"', '"0x10"', '"٣"', '[]', '[1]', '{}'],
      ...['9007199254740993', '"9007199254740993"', '-12345678901234567890', '7'.repeat(400)],
      ...['{"__proto__":{}}', '{"toString":1}', '"\\ud800"', '"\\u0000"'],
    ),
    fc.json(),
    fc.string({ unit: 'binary', maxLength: 300 }).map((text) => JSON.stringify(text)),
    fc.double().map(String),
    fc.bigInt().map(String),
  )
  .filter((text) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  });

const someFields = fc.record(
  Object.fromEntries(
    Object.entries(GUIDE).map(([name, value]) => [name, fc.oneof(fc.constant(value), oddValue)]),
  ),
  { requiredKeys: [] },
) as fc.Arbitrary<Written>;

/** The balance that the proxy must send for this JSON text; undefined for an unreadable one. */
function balanceOf(written: string | undefined): string | undefined {
  const value = written === undefined ? undefined : JSON.parse(written);
  if (typeof value === 'number') return written?.trim();
  return typeof value === 'string' ? value : undefined;
}

test('any account has its balance unchanged, or the log names balance_formatted', async () => {
  const { read, log } = await startReader();
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(someFields, fc.boolean(), async (fields, isWrapped) => {
      const bare = write(fields);
      const response = await read(
        isWrapped ? `{"success":true,"message":"","data":${bare}}` : bare,
      );
      const balance = balanceOf(fields.balance_formatted);
      const isShowable =
        balance !== undefined && balance.trim() !== '' && [...balance].length <= 256;
      if (isShowable) {
        expect(response.status).toBe(200);
        expect(response.json().balance_formatted).toBe(balance);
        expect(matchesSchema(UserInfoReply, response.json())).toBe(true);
        return;
      }
      expect(response.status).toBe(502);
      failures += 1;
      const failed = () => linesOf(log(), 'request failed');
      await until('the line', () => failed().length === failures);
      expect(failed().at(-1)?.detail).toMatch(/^balance_formatted is /);
    }),
    { numRuns: 300 },
  );
  expect(failures).toBeGreaterThan(30);
});
