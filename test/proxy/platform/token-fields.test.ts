import fc from 'fast-check';
import { expect, test } from 'vitest';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

const oddValue = fc.oneof(
  fc.constantFrom(
    ...['null', '""', 'true', '0', '-1', '1.5', '1e300', '-1e400', '"7200"', '"-5"', '"soon"'],
    ...['[]', '{}', '"Bearer"', '"bEARER"', '"mac"', '"tökën"', '"a b"', '{"__proto__":{}}'],
  ),
  fc.jsonValue().map((value) => JSON.stringify(value)),
);

const RIGHT = {
  access_token: '"an-access-token"',
  token_type: '"Bearer"',
  expires_in: '7200',
  refresh_token: '"a-refresh-token"',
  scope: '"profile balance"',
};

const someTokens = fc.record(
  Object.fromEntries(
    Object.entries(RIGHT).map(([name, value]) => [name, fc.oneof(fc.constant(value), oddValue)]),
  ),
  { requiredKeys: [] },
);

/** A right token response with this member as it is written here, or without it. */
const but = (name: keyof typeof RIGHT, value?: string) => {
  const { [name]: _, ...others } = RIGHT;
  return value === undefined ? others : { ...others, [name]: value };
};

test('any token response signs in, or the log names the member that is in the way', async () => {
  const { browser, platform, log } = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '0' } });
  let failures = 0;
  const failed = () => linesOf(log(), 'request failed');
  const signIn = async (tokens: Record<string, string | undefined>, isWrapped: boolean) => {
    const members = Object.entries(tokens).map(([name, value]) => `"${name}":${value}`);
    const bare = `{${members}}`;
    const body = isWrapped ? `{"success":true,"message":"","data":${bare}}` : bare;
    platform.misbehave('token', { headers: JSON_TYPE, body });
    const isSignedIn = (await browser().signIn()) === '/?login=success';
    if (isSignedIn) return true;
    failures += 1;
    await until('the line', () => failed().length === failures);
    return failed().at(-1)?.detail;
  };
  for (const tokens of [
    RIGHT,
    but('token_type'),
    but('token_type', '""'),
    but('token_type', '"BEARER"'),
    but('expires_in'),
    but('expires_in', '"7200"'),
    but('expires_in', '-1e400'),
    but('refresh_token', 'null'),
    but('refresh_token', '""'),
    but('scope', '[7]'),
  ]) {
    expect(await signIn(tokens, false)).toBe(true);
    expect(await signIn(tokens, true)).toBe(true);
  }
  await fc.assert(
    fc.asyncProperty(someTokens, fc.boolean(), async (tokens, isWrapped) => {
      const outcome = await signIn(tokens, isWrapped);
      if (outcome === true) {
        expect(JSON.parse(tokens.access_token ?? 'null')).toMatch(/^[!-~]+$/);
        return;
      }
      const [, name = ''] = /^(\w+) (?:is|fits)/.exec(String(outcome)) ?? [];
      expect(Object.keys(RIGHT)).toContain(name);
      expect(tokens[name]).not.toBe(RIGHT[name as keyof typeof RIGHT]);
    }),
    { numRuns: 100 },
  );
});
