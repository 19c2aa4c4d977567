import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { checkAddress } from '../../../extension/api/check-proxy-address.ts';
import { ERROR_CODES } from '../../../shared/errors.ts';
import { isOlder } from '../../../shared/is-older.ts';
import { ABOUT, brokenBody, errorReply, json, NOON } from '../../support/extension/fixtures.ts';

const ADDRESS = 'https://balance.example.com';

/** Checks an address whose routes respond with `about` and `ready`. */
async function check(about: () => Response | Promise<Response>, ready?: () => Response) {
  const sent: string[] = [];
  const result = await checkAddress(ADDRESS, {
    fetch: async (url) => {
      sent.push(String(url));
      if (String(url) === `${ADDRESS}/api/about`) return about();
      if (String(url) === `${ADDRESS}/readyz` && ready) return ready();
      throw new TypeError('Failed to fetch');
    },
    now: () => NOON,
  });
  return { result, sent };
}

describe('a proxy of ours', () => {
  const ready = () => json(200, { status: 'ready' });

  test('is recognized by its name', async () => {
    const { result, sent } = await check(() => json(200, { ...ABOUT, more: 1 }), ready);
    const platform = ABOUT.platform_url;
    expect(result).toEqual({ kind: 'ours', version: '0.1.0', platform, warning: null });
    expect(sent).toEqual([`${ADDRESS}/api/about`, `${ADDRESS}/readyz`]);
  });

  test.each<[string | null, string, (() => Response)?]>([
    ['platform_misconfigured', 'reports that', () => errorReply('platform_misconfigured')],
    ['store_unavailable', 'reports that', () => errorReply('store_unavailable')],
    [null, 'does not respond'],
    [null, 'is shutting down', () => errorReply('shutting_down')],
    [null, 'has no such route', () => new Response('<h1>Not found</h1>', { status: 404 })],
    [
      null,
      'reports a refusal with 200',
      () => json(200, { error: 'store_unavailable', message: 'x' }),
    ],
  ])('is accepted with the warning %s if its readiness route %s', async (warning, _, readiness) => {
    const { result } = await check(() => json(200, ABOUT), readiness);
    expect(result).toMatchObject({ kind: 'ours', warning });
  });

  test.each<[string, object, string | null]>([
    ['an older version', { ...ABOUT, version: '0.0.9' }, '0.0.9'],
    ['no version', { name: ABOUT.name, platform_url: ABOUT.platform_url }, null],
    ['no platform', { name: ABOUT.name, version: '0.2.0' }, '0.2.0'],
    ['an empty version', { ...ABOUT, version: '' }, null],
    ['a version with markup', { name: ABOUT.name, version: '9 is <b>good</b>' }, null],
  ])('is too old: %s', async (_, about, version) => {
    const { result } = await check(() => json(200, about), ready);
    expect(result).toEqual({ kind: 'unusable', refusal: { reason: 'too_old', version } });
  });

  test.each(ERROR_CODES)('that responds with %s is refused', async (error) => {
    const { result } = await check(() => errorReply(error), ready);
    if (result.kind === 'ours') throw new Error('It was accepted.');
    const isIncompatible = ['not_authenticated', 'reauth_required', 'not_found'].includes(error);
    if (isIncompatible) {
      const refusal = { reason: 'something_else', detectedServer: { kind: 'incompatible_proxy' } };
      expect(result.refusal).toEqual(refusal);
    } else {
      expect(result.refusal.reason).not.toBe('something_else');
    }
  });
});

test.each<[string, () => Promise<Response>]>([
  ['unreachable', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['unreachable', async () => new Response(brokenBody())],
  ['timed_out', () => Promise.reject(new TypeError('Failed to fetch'))],
])('an address without a whole response is %s', async (reason, about) => {
  const isTimedOut = reason === 'timed_out';
  if (isTimedOut) vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  const { result } = await check(about);
  expect(result).toEqual({ kind: 'unusable', refusal: { reason } });
});

test('an endless body is read only in part', async () => {
  let sent = 0;
  let ended = false;
  const endless = new ReadableStream({
    pull: (controller) => {
      sent += 8_192;
      controller.enqueue(new Uint8Array(8_192).fill(32));
    },
    cancel: () => {
      ended = true;
    },
  });
  const { result } = await check(() => new Response(endless));
  const refusal = { reason: 'something_else', detectedServer: { kind: 'unknown', status: 200 } };
  expect(result).toEqual({ kind: 'unusable', refusal });
  expect(ended).toBe(true);
  expect(sent).toBeLessThan(200_000);
});

describe('a version', () => {
  test.each([
    ['0.0.9', '0.1.0', true],
    ['0.1.0', '0.1.0', false],
    ['0.9.0', '0.10.0', true],
    ['1.0.0', '0.9.9', false],
    ['v0.0.9', '0.1.0', true],
    ['0.1.0-beta.1', '0.1.0', false],
    ['a build of mine', '0.1.0', false],
  ])('%s against %s: older %s', (version, oldest, older) => {
    expect(isOlder(version, oldest)).toBe(older);
  });

  test('is older or newer than any other', () => {
    const number = fc.nat(20);
    const version = fc.tuple(number, number, number).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, (one, other) => {
        expect(isOlder(one, other) && isOlder(other, one)).toBe(false);
        expect(isOlder(one, other) || isOlder(other, one)).toBe(one !== other);
      }),
    );
  });
});
