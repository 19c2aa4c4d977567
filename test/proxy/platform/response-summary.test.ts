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

describe('the summary of an unusable response', () => {
  const CASES: [string, ReceivedResponse, object][] = [
    [
      'a challenge page that a header marks',
      { status: 403, headers: { 'cf-mitigated': 'challenge', 'content-type': 'text/html' } },
      { reason: 'challenge_page', status: 403, text: 'status 403, challenge page' },
    ],
    [
      'a challenge page with status 200',
      {
        status: 200,
        headers: { 'content-type': 'text/html; charset=UTF-8' },
        body: `${HTML}<script src="/cdn-cgi/challenge-platform/x.js"></script>`,
      },
      { reason: 'challenge_page', contentType: 'text/html', text: 'status 200, challenge page' },
    ],
    [
      'an HTML page',
      { status: 502, headers: { 'content-type': 'text/HTML;charset=gbk' }, body: HTML },
      { reason: 'html', contentType: 'text/html', text: 'status 502, HTML page' },
    ],
    [
      'an HTML page that calls itself JSON',
      { status: 200, headers: { 'content-type': 'application/json' }, body: `\n${HTML}` },
      { reason: 'html', contentType: 'application/json', text: 'status 200, HTML page' },
    ],
    [
      'a JSON object that calls itself HTML',
      { status: 200, headers: { 'content-type': 'text/html' }, body: '{}' },
      { reason: 'missing_field', text: 'balance_formatted is missing' },
    ],
    [
      'a redirect to another host',
      {
        status: 302,
        headers: { location: 'https://user:pw@SSO.example.com:8443/login?token=secret#secret' },
      },
      {
        reason: 'redirect',
        redirectHost: 'sso.example.com:8443',
        text: 'status 302, redirect to sso.example.com:8443',
      },
    ],
    [
      'a redirect on the same host',
      { status: 307, headers: { location: '/login?token=secret' } },
      { redirectHost: 'the same host', text: 'status 307, redirect to the same host' },
    ],
    [
      'a redirect to no web address',
      { status: 301, headers: { location: 'javascript:alert(1)' } },
      { text: 'status 301, redirect to an address without a readable host' },
    ],
    [
      'a redirect without an address',
      { status: 303, headers: {} },
      { text: 'status 303, redirect to an address without a readable host' },
    ],
    [
      'a missing field',
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"id":1}' },
      { reason: 'missing_field', status: 200, contentType: 'application/json', text: PROBLEM.text },
    ],
    [
      'a response without a content type',
      { status: 200, headers: {}, body: '{}' },
      { contentType: 'none' },
    ],
  ];

  test.each(CASES)('describes %s', (_what, response, summary) => {
    expect(summarizeResponse(response, PROBLEM)).toMatchObject(summary);
  });

  test('names the status alone where nothing else is known', () => {
    const headers = { 'content-type': 'application/problem+json' };
    expect(summarizeResponse({ status: 418, headers, body: '{}' })).toEqual({
      reason: 'status',
      status: 418,
      contentType: 'application/problem+json',
      text: 'status 418',
    });
  });

  test('repeats no path, query, credentials, body or long host label', () => {
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

  test('has one of the known reasons, one line and a bounded length for any response', () => {
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
