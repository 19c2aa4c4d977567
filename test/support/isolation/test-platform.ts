import { Metrics } from '../../../proxy/observability/metrics.ts';
import { createPlatform, type PlatformOptions } from '../../../proxy/platform/create-platform.ts';

/** The time limit of a request to the platform. */
export const TIMEOUT_MS = 10_000;

/** The client of a platform, without the rest of the proxy. */
export function createTestPlatform(
  send: PlatformOptions['transport']['send'],
  options: Partial<PlatformOptions> = {},
) {
  const platform = createPlatform({
    platformUrl: 'https://platform.example.com',
    clientId: 'client',
    clientSecret: 'secret',
    redirectUri: 'https://wallet.example.com/oauth/callback',
    scope: 'profile balance',
    pkce: false,
    topUpHosts: undefined,
    platformTimeoutMs: TIMEOUT_MS,
    transport: { send },
    observer: new Metrics(),
    now: Date.now,
    random: () => 0.5,
    onCircuitChange: () => {},
    ...options,
  });
  const exchange = (code: string) => {
    const parameters = new URLSearchParams({ code, state: 'state' });
    return platform.oauth.exchange(parameters, { state: 'state', codeVerifier: 'v' }, '192.0.2.1');
  };
  return { ...platform, exchange };
}
