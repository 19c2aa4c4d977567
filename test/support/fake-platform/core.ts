import type { Accounts } from './accounts.ts';
import type { OAuthApps } from './apps.ts';
import type { AuthorizationRequest } from './authorization-requests.ts';
import type { Grants } from './grants.ts';
import type { Sessions } from './sessions.ts';
import type { PlatformSettings } from './settings.ts';

/** The state that the routes share. */
export interface Core {
  /** The origin, known once the server listens. */
  url: string;
  developerToken: string;
  settings: PlatformSettings;
  accounts: Accounts;
  apps: OAuthApps;
  grants: Grants;
  sessions: Sessions;
  /** By their id. */
  requests: Map<string, AuthorizationRequest>;
  /** The error that the next authorization request ends with. */
  redirectError: string | null;
}
