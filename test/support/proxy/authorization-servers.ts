import type { StartAuthorizationServer } from '../fake-platform/authorization-server.ts';
import { startPlatform } from '../fake-platform/platform.ts';
import { startIndependentPlatform } from '../independent-platform/independent-platform.ts';

/** What every test of tokens runs against: `describe.each(AUTHORIZATION_SERVERS)('against $name', …)`. */
export const AUTHORIZATION_SERVERS: readonly { name: string; start: StartAuthorizationServer }[] = [
  { name: 'the fake platform', start: startPlatform },
  { name: 'node-oidc-provider', start: startIndependentPlatform },
];
