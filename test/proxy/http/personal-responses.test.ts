import { expect, test } from 'vitest';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { wholeLife } from '../../support/proxy/whole-life.ts';

const ALWAYS_ASKING = { env: { USERINFO_MAX_AGE: '0' } };

const varyOf = (value: unknown) => String(value ?? '').split(/,\s*/);

test('nothing of a whole life may be kept by a cache: no answer, no redirect, no error [row 41]', async () => {
  const exchanges = await wholeLife(await startProxy(ALWAYS_ASKING));
  const statuses = new Set(exchanges.map(({ answer }) => answer.status));
  for (const status of [200, 204, 302, 303, 304, 401, 403, 404, 502, 503]) {
    expect(statuses, 'among the answers').toContain(status);
  }
  const kept = exchanges.filter(({ answer }) => answer.headers['cache-control'] !== 'no-store');
  expect(kept.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
});

test('every answer of a whole life names the headers that it depended on [row 45]', async () => {
  const exchanges = await wholeLife(await startProxy(ALWAYS_ASKING));
  const ownCall = ['Cookie', 'Origin', 'Sec-Fetch-Site', 'Sec-Fetch-Mode', 'X-CSRF'];
  const depends: [RegExp, string[]][] = [
    [/^\/api\//, ownCall],
    [/^\/auth\/logout/, ownCall],
    [/^\/auth\/oauth\/start/, ['Cookie']],
    [/^\/oauth\/callback/, ['Cookie']],
    [/^\/(\?|$)/, ['Accept-Language']],
    [/^\/nothing/, ['Accept-Language', 'Sec-Fetch-Mode']],
  ];
  for (const [path, names] of depends) {
    const answers = exchanges.filter((exchange) => path.test(exchange.path));
    expect(answers.length, String(path)).toBeGreaterThan(0);
    for (const { answer } of answers) {
      expect(varyOf(answer.headers.vary), String(path)).toEqual(expect.arrayContaining(names));
    }
  }
});
