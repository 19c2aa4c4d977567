import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { ERROR_STATUS, type ErrorCode } from '../../../shared/errors.ts';
import { ROUTES } from '../../../shared/routes.ts';
import type { ClientResponse } from '../../support/proxy/client.ts';
import { startProxy, startSignedIn } from '../../support/proxy/running-proxy.ts';
import { until } from '../../support/waiting/until.ts';

interface Response {
  description: string;
  headers?: Record<string, object>;
  content?: Record<string, { schema: { properties?: { error?: { enum: string[] } } } }>;
}

interface Operation {
  summary: string;
  parameters?: { in: string; name: string }[];
  security?: Record<string, unknown[]>[];
  responses: Record<string, Response>;
}

interface Description {
  openapi: string;
  info: { version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
}

/** The description of a running proxy, shared by all tests. */
let shared: Promise<Description> | undefined;

function theDescription(): Promise<Description> {
  shared ??= startProxy()
    .then(({ client }) => client.send('/openapi.json'))
    .then((response) => response.json() as unknown as Description);
  return shared;
}

function operationsIn({ paths }: Description): [string, Operation][] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
}

/** The codes that an operation can respond with under a status. */
function codesOf({ responses }: Operation, status: number): string[] {
  const schema = responses[status]?.content?.['application/json']?.schema;
  return schema?.properties?.error?.enum ?? [];
}

test('is valid OpenAPI 3.1, with the version and the address of this proxy', async () => {
  const description = await theDescription();
  const result = await new Validator().validate({ ...description });
  expect(result).toEqual({ valid: true });
  expect(description.openapi).toMatch(/^3\.1\./);
  expect(description.info.version).toBe('1.2.3');
});

test('names every route that the proxy declares, and no other', async () => {
  const { printRoutes } = await startProxy();
  const description = await theDescription();
  const described = operationsIn(description).map(([name]) => name);
  expect(described.toSorted()).toEqual(routesIn(printRoutes()).toSorted());
  expect(Object.keys(description.paths)).toEqual(expect.arrayContaining(Object.values(ROUTES)));
});

/** The routes that the router lists, without HEAD and without the wildcard of unknown /api/ routes. */
function routesIn(tree: string): string[] {
  const routes: string[] = [];
  const parents: string[] = [];
  for (const line of tree.split('\n')) {
    const [, indent = '', path = '', methods = ''] =
      /^([\s│]*)[├└]── (\S+) \(([^)]+)\)/u.exec(line) ?? [];
    if (path === '') continue;
    parents.length = indent.length / 4;
    parents.push(path);
    for (const method of methods.split(', ')) routes.push(`${method} ${parents.join('')}`);
  }
  return routes.filter((one) => !one.startsWith('HEAD ') && !one.endsWith('/*'));
}

const takesSlot = (operation: string) =>
  isAccountRoute(operation) || operation === 'GET /auth/oauth/start';

test('describes the parameters of a sign-in and the slot of the account routes', async () => {
  const { paths } = await theDescription();
  expect(paths['/auth/oauth/start']?.get?.parameters).toEqual([
    expect.objectContaining({ name: 'slot', in: 'query', required: false }),
    expect.objectContaining({ name: 'consent', in: 'query', required: false }),
  ]);
  for (const [name, { parameters = [] }] of operationsIn(await theDescription())) {
    const slots = parameters.filter((one) => one.in === 'header').map((one) => one.name);
    expect(slots, name).toEqual(isAccountRoute(name) ? ['X-Account-Slot'] : []);
  }
});

test('declares that a malformed slot is refused, where a slot is taken', async () => {
  for (const [name, operation] of operationsIn(await theDescription())) {
    expect(codesOf(operation, 400), name).toEqual(takesSlot(name) ? ['bad_request'] : []);
  }
});

test('every operation has a summary and describes its responses', async () => {
  for (const [name, { summary, responses }] of operationsIn(await theDescription())) {
    expect(summary, name).toMatch(/^\S.{5,80}$/);
    for (const [status, response] of Object.entries(responses)) {
      expect(response.description, `${name} ${status}`).not.toMatch(/^(Default Response)?$/);
      const waits = status === '429' || status === '503';
      expect(Object.keys(response.headers ?? {}).includes('Retry-After')).toBe(waits);
    }
  }
});

test('every error of the contract is declared by an operation under its status', async () => {
  const operations = operationsIn(await theDescription());
  const anywhere: ErrorCode[] = ['bad_request', 'headers_too_large', 'internal_error', 'not_found'];
  const declared = new Set<string>(anywhere);
  for (const [name, operation] of operations) {
    for (const status of Object.keys(operation.responses)) {
      for (const code of codesOf(operation, Number(status))) {
        expect(ERROR_STATUS[code as ErrorCode], name).toBe(Number(status));
        declared.add(code);
      }
    }
  }
  expect([...declared].sort()).toEqual(Object.keys(ERROR_STATUS).sort());
});

const isAccountRoute = (operation: string) => /\/api\/user\/|\/auth\/logout$/.test(operation);

test('the API requires the CSRF header, and the account routes a session', async () => {
  for (const [name, { security }] of operationsIn(await theDescription())) {
    const needs = Object.keys(security?.[0] ?? {}).toSorted();
    const isApi = /\/api\/(about|sessions)$/.test(name);
    const wanted = isAccountRoute(name) ? ['csrf', 'session'] : isApi ? ['csrf'] : [];
    expect(needs, name).toEqual(wanted);
  }
});

test('over https the session cookie has its prefixed name', async () => {
  const proxy = await startProxy({ publicOrigin: 'https://wallet.example.com' });
  const { text } = await proxy.browser().send('/openapi.json');
  const { components, servers } = JSON.parse(text);
  expect(components.securitySchemes.session.name).toBe('__Host-balance_companion_session');
  expect(servers).toEqual([{ url: 'https://wallet.example.com' }]);
});

describe('responses match the description', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true });

  /** Fails unless the description declares the response with a schema that it matches. */
  async function expectDescribed(method: string, path: string, response: ClientResponse) {
    const { paths } = await theDescription();
    const declared = paths[path]?.[method]?.responses[response.status];
    expect(declared, `${method} ${path} ${response.status}`).toBeDefined();
    const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? '';
    const content = declared?.content?.[type];
    if (response.text === '') {
      expect(declared?.content).toBeUndefined();
    } else if (type === 'application/json') {
      const isValid = ajv.compile(content?.schema ?? false);
      expect(isValid(response.json()), ajv.errorsText(isValid.errors)).toBe(true);
    } else {
      expect(content).toBeDefined();
    }
    for (const name of Object.keys(declared?.headers ?? {})) {
      expect(Object.keys(response.headers), name).toContain(name.toLowerCase());
    }
  }

  test('of all routes, errors included', async () => {
    const { platform, browser, client, store } = await startSignedIn({
      env: { USERINFO_MAX_AGE: '0', RATE_LIMIT_API: '12', PLATFORM_TIMEOUT: '0.3' },
    });
    const expectInfo = async (status: number, headers: Record<string, string> = {}) => {
      const response = await client.api('/api/user/info', { headers });
      expect(response.status).toBe(status);
      await expectDescribed('get', '/api/user/info', response);
      return response;
    };
    const anonymous = browser();
    for (const path of ['/', '/healthz', '/readyz', '/openapi.json', '/api/about']) {
      await expectDescribed('get', path, await anonymous.send(path));
    }
    for (const path of ['/api/about', '/api/sessions', '/api/user/info']) {
      await expectDescribed('get', path, await anonymous.api(path));
    }
    await expectDescribed('get', '/api/sessions', await client.api('/api/sessions'));
    for (const [method, path] of [
      ['GET', '/api/user/info'],
      ['GET', '/api/user/topup'],
      ['POST', '/auth/logout'],
    ] as const) {
      const headers = { 'x-account-slot': '10' };
      const refused = await anonymous.api(path, { method, headers });
      expect(refused.status).toBe(400);
      await expectDescribed(method.toLowerCase(), path, refused);
    }
    const refusedStart = await anonymous.send('/auth/oauth/start?slot=10');
    expect(refusedStart.status).toBe(400);
    await expectDescribed('get', '/auth/oauth/start', refusedStart);
    await expectDescribed('get', '/auth/oauth/start', await anonymous.send('/auth/oauth/start'));
    const callback = await anonymous.navigate(await anonymous.authorize(), 'another-site');
    expect(callback.status).toBe(303);
    await expectDescribed('get', '/oauth/callback', callback);
    anonymous.cookies.clear();

    const { etag } = (await expectInfo(200)).headers;
    await expectInfo(304, { 'if-none-match': String(etag) });
    await expectDescribed('get', '/api/user/topup', await client.api('/api/user/topup'));
    for (const [response, status] of [
      [{ status: 200, body: '{' }, 502],
      [{ hang: true }, 504],
      [{ status: 500 }, 503],
    ] as const) {
      platform.misbehave('userinfo', response, { times: 1 });
      await expectInfo(status);
    }
    await until('the limit', async () => (await client.outcome()) === '429 rate_limited');
    await expectInfo(429);
    const signOut = { method: 'POST' } as const;
    await store.close();
    const failed = await client.api('/auth/logout', signOut);
    expect(failed.status).toBe(503);
    await expectDescribed('post', '/auth/logout', failed);
    await expectDescribed('get', '/readyz', await anonymous.send('/readyz'));
    await expectDescribed('post', '/auth/logout', await anonymous.api('/auth/logout', signOut));
  });
});
