import { Metrics } from '../../../proxy/observability/metrics.ts';
import type { PlatformResponse } from '../../../proxy/platform/errors/classify-response.ts';
import type { PlatformRequest } from '../../../proxy/platform/transport/transport.ts';
import { createTestPlatform } from './test-platform.ts';

/** The time of the client. */
export const NOW = Date.UTC(2026, 0, 1);

/** A response with status 200 and the body of `json` unless it says otherwise. */
export type TestResponse = Partial<PlatformResponse> & { json?: unknown };

/** A client of a platform that sends these responses or fails, the last one again and again. */
export function clientOf(...responses: (TestResponse | Error)[]) {
  const time = { now: NOW };
  const sent: PlatformRequest[] = [];
  const outcomes: string[] = [];
  const observer = new Metrics();
  observer.platformRequest = (endpoint) => (outcome) =>
    void outcomes.push(`${endpoint} ${outcome}`);
  observer.unusableResponse = (endpoint, reason) => void outcomes.push(`${endpoint}: ${reason}`);
  const platform = createTestPlatform(
    async (request) => {
      sent.push(request);
      const next = responses[Math.min(sent.length, responses.length) - 1] ?? {};
      if (next instanceof Error) throw next;
      const { json, ...response } = next;
      return { status: 200, headers: {}, body: JSON.stringify(json) ?? '', ...response };
    },
    {
      observer,
      now: () => time.now,
      platformTimeoutMs: 500,
      topUpHosts: ['pay.example.com', 'b.example:81', 'c.example:443', '127.0.0.2:80'],
    },
  );
  const requests = {
    exchange: () => platform.exchange('code'),
    refresh: () => platform.oauth.refresh('old-refresh-token', 'caller'),
    userinfo: () => platform.accountApi.userInfo('a-token', 'caller'),
    topup: () => platform.accountApi.topUpUrl('a-token', 'caller'),
  };
  return { ...platform, requests, sent, outcomes, time };
}
