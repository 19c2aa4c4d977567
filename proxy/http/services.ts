import type { Accounts } from '../account/accounts.ts';
import type { Sessions } from '../auth/sessions.ts';
import type { StoreKind } from '../config/store-url.ts';
import type { OAuthClient } from '../platform/oauth-client.ts';

/** The dependencies of the routes. */
export interface Services {
  sessions: Sessions;
  storeKind: StoreKind;
  accounts: Accounts;
  oauth: OAuthClient;
  randomBytes: (size: number) => Buffer;
  now: () => number;
}

declare module 'fastify' {
  interface FastifyInstance {
    services: Services;
  }
}
