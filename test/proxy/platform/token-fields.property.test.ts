import fc from 'fast-check';
import { expect, test } from 'vitest';
import { json } from '../../support/malformed-responses/response-cases.ts';
import { linesOf } from '../../support/proxy/log-lines.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

const oddValue = fc.oneof(
  fc.constantFrom(
    ...['null', '""', 'true', '0', '-1', '1.5', '1e300', '-1e400', '"7200"', '"-5"', '"soon"'],
    ...['[]', '{}', '"Bearer"', '"bEARER"', '"mac"', '"tökën"', '"a b"', '{"__proto__":{}}'],
  ),
  fc.jsonValue().map((value) => JSON.stringify(value)),
);

const CORRECT: Record<string, string> = {
  access_token: '"an-access-token"',
  token_type: '"Bearer"',
  expires_in: '7200',
  refresh_token: '"a-refresh-token"',
  scope: '"profile balance"',
};

const someTokens = fc.record(
  Object.fromEntries(
    Object.entries(CORRECT).map(([name, value]) => [name, fc.oneof(fc.constant(value), oddValue)]),
  ),
  { requiredKeys: [] },
);

test('any token response signs in, or the log names the malformed member', async () => {
  const { browser, platform, log } = await startProxy({ env: { RATE_LIMIT_SIGN_IN: '0' } });
  const failed = () => linesOf(log(), 'request failed');
  let failures = 0;
  await fc.assert(
    fc.asyncProperty(someTokens, fc.boolean(), async (tokens, isWrapped) => {
      const members = Object.entries(tokens).map(([name, value]) => `"${name}":${value}`);
      const bare = `{${members}}`;
      const body = isWrapped ? `{"success":true,"message":"","data":${bare}}` : bare;
      platform.misbehave('token', json(body));
      if ((await browser().signIn()) === '/?login=success') {
        expect(JSON.parse(tokens.access_token ?? 'null')).toMatch(/^[!-~]+$/);
        return;
      }
      failures += 1;
      await until('the line', () => failed().length === failures);
      const [, name = ''] = /^(\w+) (?:is|fits)/.exec(String(failed().at(-1)?.detail)) ?? [];
      expect(Object.keys(CORRECT)).toContain(name);
      expect(tokens[name]).not.toBe(CORRECT[name]);
    }),
    { numRuns: 100 },
  );
});
