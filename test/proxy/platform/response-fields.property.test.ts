import fc from 'fast-check';
import { expect, test } from 'vitest';
import { matchesSchema } from '../../../shared/matches-schema.ts';
import { UserInfoReply } from '../../../shared/replies.ts';
import { clientOf, NOW } from '../../support/isolation/test-client.ts';

/** Values of any member, as JSON text. */
const oddValue = fc.oneof(
  fc.constantFrom(
    ...['null', 'true', '""', '" "', '0', '-1', '-0', '1.5', '1e3', '1e300', '1e400', '7200'],
    ...['"1"', '" 7 "', '"1e3"', '"NaN"', '"-5"', '"soon"', '"0x10"', '"٣"', '[]', '[1]', '{}'],
    ...['9007199254740993', '"9007199254740993"', '-12345678901234567890', '7'.repeat(400)],
    ...['{"__proto__":{}}', '{"toString":1}', '"\\ud800"', '"\\u0000"'],
    ...['"Bearer"', '"bEARER"', '"mac"', '"tökën"', '"a b"'],
  ),
  fc.json(),
  fc.string({ unit: 'binary', maxLength: 300 }).map((text) => JSON.stringify(text)),
  fc.bigInt().map(String),
);

type Written = Partial<Record<string, string>>;

/** Responses with some of these members, each correct or not, and what the members are. */
function anyResponse(correct: Record<string, string>) {
  const values = Object.entries(correct).map(([name, value]) => [
    name,
    fc.oneof(fc.constant(value), oddValue),
  ]);
  const members = fc.record(Object.fromEntries(values), { requiredKeys: [] });
  return fc.tuple(members as fc.Arbitrary<Written>, fc.boolean()).map(([written, isWrapped]) => {
    const texts = Object.entries(written).map(([name, value]) => `"${name}":${value}`);
    const body = isWrapped ? `{"success":true,"message":"","data":{${texts}}}` : `{${texts}}`;
    return { written, body };
  });
}

const ACCOUNT = {
  id: '12345',
  username: '"user123"',
  email: '"user@example.com"',
  quota: '1000000',
  used_quota: '250000',
  balance_formatted: '"750.00"',
  created_time: '1640995200',
  status: '1',
};

/** The balance that this JSON text stands for; empty for an unreadable one. */
function balanceOf(written = 'null'): string {
  const value: unknown = JSON.parse(written);
  const text = typeof value === 'number' ? written.trim() : value;
  return typeof text === 'string' && [...text].length <= 256 ? text : '';
}

test('any account has its balance unchanged, or its error names balance_formatted', async () => {
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(anyResponse(ACCOUNT), async ({ written, body }) => {
      const account = await clientOf({ body }).requests.userinfo().catch(String);
      const balance = balanceOf(written.balance_formatted);
      if (balance.trim() !== '') {
        expect(account).toMatchObject({ balance_formatted: balance });
        const reply = { id: 1, username: 'a', as_of: 1, ...(account as object) };
        expect(matchesSchema(UserInfoReply, reply)).toBe(true);
        return;
      }
      failures += 1;
      expect(account).toMatch(/ unreadable: balance_formatted is /);
    }),
    { numRuns: 300 },
  );
  expect(failures).toBeGreaterThan(30);
});

const TOKENS = {
  access_token: '"an-access-token"',
  token_type: '"Bearer"',
  expires_in: '7200',
  refresh_token: '"a-refresh-token"',
  scope: '"profile balance"',
};

const THIRTY_DAYS_MS = 30 * 86_400_000;

test('any token response has tokens, or its error names the malformed member', async () => {
  await fc.assert(
    fc.asyncProperty(anyResponse(TOKENS), async ({ written, body }) => {
      const tokens = await clientOf({ body }).requests.refresh().catch(String);
      if (typeof tokens === 'object') {
        expect(tokens.accessToken).toBe(JSON.parse(written.access_token ?? 'null'));
        expect(tokens.accessToken).toMatch(/^[!-~]+$/);
        const lifetimeMs = tokens.accessTokenExpiresAt - NOW;
        expect(lifetimeMs >= 0 && lifetimeMs <= THIRTY_DAYS_MS).toBe(true);
        return;
      }
      const [, name = ''] = / unreadable: (\w+) (?:is|fits)/.exec(tokens) ?? [];
      expect(Object.keys(TOKENS)).toContain(name);
      expect(written[name]).not.toBe(TOKENS[name as keyof typeof TOKENS]);
    }),
    { numRuns: 300 },
  );
});
