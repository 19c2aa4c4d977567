import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf } from '../../../proxy/auth/platform-binding.ts';
import { toSessionId } from '../../../proxy/auth/session-id.ts';
import type { Session, SessionsOptions } from '../../../proxy/auth/sessions.ts';
import type { Tokens } from '../../../proxy/platform/tokens.ts';
import type { SessionStore } from '../../../proxy/store/session-store.ts';
import { sqlitePlace } from './places.ts';
import { sessionsOn } from './sessions-on.ts';

export const TOKENS = { accessToken: 'old', accessTokenExpiresAt: 1e15, refreshToken: 'refresh' };
export const FRESH = { ...TOKENS, accessToken: 'new', refreshToken: 'rotated' };

const bindings = bindingsOf({
  platformUrl: 'https://a.example',
  platformMovedFrom: [],
  clientId: 'a',
});

/** A session in a store of the current test; `hook` stands between them. */
export async function storedSession(
  tokens: Tokens = TOKENS,
  options: Partial<SessionsOptions> = {},
  hook: (store: SessionStore) => Partial<SessionStore> = () => ({}),
) {
  const place = await sqlitePlace();
  onTestFinished(() => place.close());
  const store = place.open();
  onTestFinished(() => store.close());
  const masterKeys = toMasterKeys([randomBytes(32)]);
  const base = { store: { ...store, ...hook(store) }, bindings, masterKeys };
  const sessions = sessionsOn({ ...base, ...options });
  const id = toSessionId(await sessions.start(tokens));
  const find = async () => (await sessions.find(id)) as Session;
  return { store, sessions, id, find, base };
}
