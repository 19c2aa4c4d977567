import { startIndependentPlatform } from '../independent-platform/independent-platform.ts';
import type { StartAuthorizationServer } from '../platform/authorization-server.ts';
import { startPlatform } from '../platform/platform.ts';

/** What every test of tokens runs against: `describe.each(AUTHORIZATION_SERVERS)('against $name', …)`. */
export const AUTHORIZATION_SERVERS: readonly { name: string; start: StartAuthorizationServer }[] = [
  { name: 'the stand-in platform', start: startPlatform },
  { name: 'node-oidc-provider', start: startIndependentPlatform },
];
