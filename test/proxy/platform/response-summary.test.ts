import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UNUSABLE_REASONS } from '../../../proxy/observability/observer.ts';
import {
  type ReceivedResponse,
  type ResponseProblem,
  summarizeResponse,
} from '../../../proxy/platform/errors/response-summary.ts';

const PROBLEM: ResponseProblem = {
  reason: 'missing_field',
  text: 'balance_formatted is missing',
};

const HTML = '<!doctype html><h1>Just a moment...</h1>';
const CHALLENGE_SCRIPT = '<script src="/cdn-cgi/challenge-platform/x.js"></script>';
const UNREADABLE_HOST = 'redirect to an address without a readable host';

const response = (
  status: number,
  headers: Record<string, string> = {},
  body?: string,
): ReceivedResponse => ({ status, headers, ...(body !== undefined && { body }) });

const withType = (status: number, type: string, body?: string) =>
  response(status, { 'content-type': type }, body);

describe('the summary of an unusable response', () => {
  test.each<[string, ReceivedResponse, object]>([
    [
      'a challenge page that a header marks',
      response(403, { 'cf-mitigated': 'challenge', 'content-type': 'text/html' }),
      { reason: 'challenge_page', status: 403, text: 'status 403, challenge page' },
    ],
    [
      'a challenge page with status 200',
      withType(200, 'text/html; charset=UTF-8', `${HTML}${CHALLENGE_SCRIPT}`),
      { reason: 'challenge_page', contentType: 'text/html', text: 'status 200, challenge page' },
    ],
    [
      'an HTML page',
      withType(502, 'text/HTML;charset=gbk', HTML),
      { reason: 'html', contentType: 'text/html', text: 'status 502, HTML page' },
    ],
    [
      'an HTML page with the type of JSON',
      withType(200, 'application/json', `\n${HTML}`),
      { reason: 'html', contentType: 'application/json', text: 'status 200, HTML page' },
    ],
    ['a JSON object with the type of HTML', withType(200, 'text/html', '{}'), PROBLEM],
    [
      'a redirect to another host',
      response(302, { location: 'https://user:pw@SSO.example.com:8443/login?token=secret#secret' }),
      {
        reason: 'redirect',
        redirectHost: 'sso.example.com:8443',
        text: 'status 302, redirect to sso.example.com:8443',
      },
    ],
    [
      'a redirect on the same host',
      response(307, { location: '/login?token=secret' }),
      { redirectHost: 'the same host', text: 'status 307, redirect to the same host' },
    ],
    [
      'a redirect to no web address',
      response(301, { location: 'javascript:alert(1)' }),
      { text: `status 301, ${UNREADABLE_HOST}` },
    ],
    ['a redirect without an address', response(303), { text: `status 303, ${UNREADABLE_HOST}` }],
    [
      'a missing field',
      withType(200, 'application/json', '{"id":1}'),
      { ...PROBLEM, status: 200, contentType: 'application/json' },
    ],
    ['a response without a content type', response(200, {}, '{}'), { contentType: 'none' }],
    ['text with the type of HTML', withType(200, 'text/html', 'x'), { reason: 'html' }],
    ['text as XHTML', withType(200, 'application/xhtml+xml', 'x'), { reason: 'html' }],
    ['plain text', withType(200, 'text/plain', 'x'), PROBLEM],
    ['status 300', response(300), { reason: 'redirect' }],
    ['status 400', response(400), PROBLEM],
    [
      'a redirect to a host with a label of 40 letters',
      response(302, { location: `https://${'a'.repeat(40)}.example.com/` }),
      { redirectHost: `${'a'.repeat(40)}.example.com` },
    ],
  ])('describes %s', (_what, received, summary) => {
    expect(summarizeResponse(received, PROBLEM)).toMatchObject(summary);
  });

  test('names the status if nothing else is known', () => {
    expect(summarizeResponse(withType(418, 'application/problem+json', '{}'))).toEqual({
      reason: 'status',
      status: 418,
      contentType: 'application/problem+json',
      text: 'status 418',
    });
  });

  test('contains no path, query, credentials, body or long host label', () => {
    const secret = fc.stringMatching(/^[a-z0-9]{41,60}$/);
    fc.assert(
      fc.property(
        secret,
        fc.constantFrom(200, 204, 302, 308, 403, 500),
        fc.constantFrom(
          (text: string) => `https://${text}.example.com/`,
          (text: string) => `https://${text}:${text}@example.com/`,
          (text: string) => `//example.com/${text}`,
          (text: string) => `/login?next=${text}`,
          (text: string) => `${text}:opaque`,
          (text: string) => text,
        ),
        (text, status, location) => {
          const summary = summarizeResponse(
            {
              status,
              headers: {
                location: location(text),
                'content-type': `text/${text}; boundary=${text}`,
                'cf-mitigated': text,
                'set-cookie': text,
              },
              body: `<html>${text}`,
            },
            PROBLEM,
          );
          expect(JSON.stringify(summary)).not.toContain(text);
        },
      ),
    );
  });

  test('has a known reason, one line and a limited length for any response', () => {
    const value = fc.string({ unit: 'binary', maxLength: 300 });
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 999 }),
        fc.dictionary(fc.constantFrom('location', 'content-type', 'cf-mitigated'), value),
        value,
        (status, headers, body) => {
          const summary = summarizeResponse({ status, headers, body });
          expect(UNUSABLE_REASONS).toContain(summary.reason);
          expect(JSON.stringify(summary).length).toBeLessThan(600);
          expect(summary.text).toMatch(/^[ -~]+$/);
          expect(summary.contentType).toMatch(/^(none|[a-z]+\/[a-z0-9.+-]+)$/);
        },
      ),
    );
  });
});
