import { randomBytes } from 'node:crypto';
import { Accounts } from '../../../proxy/account/accounts.ts';
import { AccessTokens } from '../../../proxy/auth/access-token-refresh.ts';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { type SessionId, toSessionId } from '../../../proxy/auth/session-id.ts';
import { Sessions } from '../../../proxy/auth/sessions.ts';
import { Metrics } from '../../../proxy/observability/metrics.ts';
import type { PlatformResponse } from '../../../proxy/platform/errors/classify-response.ts';
import { toProxyError } from '../../../proxy/platform/errors/to-proxy-error.ts';
import type { PlatformRequest } from '../../../proxy/platform/transport/transport.ts';
import type { SessionRecord, SessionStore } from '../../../proxy/store/session-store.ts';
import { createTestPlatform, TIMEOUT_MS } from './test-platform.ts';

const DAY = 86_400_000;

/** A request to the platform. */
export interface SeenRequest {
  /** The user whose token it carries, or the code. */
  owner: string;
  endpoint: 'token' | 'userinfo' | 'topup';
}

/** Responds for the platform, or rejects with a platform error. */
export type Respond = (request: SeenRequest) => Promise<PlatformResponse>;

export function correctResponse(request: SeenRequest, serial: number): PlatformResponse {
  const bodies = {
    token: {
      access_token: `access.${request.owner}.${serial}`,
      refresh_token: `refresh.${request.owner}.${serial}`,
      token_type: 'Bearer',
      expires_in: 7200,
    },
    userinfo: { id: 1, username: request.owner, balance_formatted: '7.50' },
    topup: { topup_url: 'https://pay.example.com/' },
  };
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(bodies[request.endpoint]),
  };
}

function seen({ path, headers, body }: PlatformRequest): SeenRequest {
  const form = new URLSearchParams(body);
  const token = form.get('refresh_token') ?? headers?.authorization;
  return {
    owner: token?.split('.')[1] ?? form.get('code') ?? 'unknown',
    endpoint: path.split('/').at(-1) as SeenRequest['endpoint'],
  };
}

/** The part of a store that the simulation uses. */
function memoryStore(): Pick<SessionStore, 'read' | 'insert' | 'replace' | 'remove'> {
  const records = new Map<string, SessionRecord>();
  const keyOf = (idHash: Buffer) => idHash.toString('hex');
  return {
    read: async (idHash) => records.get(keyOf(idHash)),
    insert: async (record) => void records.set(keyOf(record.idHash), record),
    replace: async (record) => {
      const key = keyOf(record.idHash);
      if (records.get(key)?.version !== record.version - 1) return false;
      records.set(key, record);
      return true;
    },
    remove: async (idHash) => void records.delete(keyOf(idHash)),
  };
}

/** The proxy between its routes and its connections. Every method gives `ok` or an error code. */
export function createSimulation(respond: Respond) {
  const now = Date.now;
  const observer = new Metrics();
  const { oauth, accountApi, admission, exchange } = createTestPlatform(
    (request) => respond(seen(request)),
    { observer },
  );
  const sessions = new Sessions({
    store: memoryStore() as SessionStore,
    masterKeys: toMasterKeys([randomBytes(32)]),
    bindings: [randomBytes(32)],
    onForeignSession: () => {},
    sessionIdleMs: 30 * DAY,
    sessionMaxMs: 180 * DAY,
    now,
    randomBytes,
    observer,
  });
  const accessTokens = new AccessTokens({
    sessions,
    refresh: (refreshToken, session) => oauth.refresh(refreshToken, session),
    admission,
    leaseMs: TIMEOUT_MS + 5_000,
    now,
    observer,
    onBackgroundError: () => {},
  });
  const accounts = new Accounts({ api: accountApi, accessTokens, maxAgeMs: 0, now });
  const ids = new Map<string, SessionId>();

  const outcomeOf = async (work: Promise<unknown>) =>
    work.then(
      () => 'ok',
      (error: unknown) => toProxyError(error).code,
    );
  const find = async (name: string) => {
    const session = await sessions.find(ids.get(name) ?? toSessionId(''));
    if (!session) throw new Error(`${name} is not signed in`);
    return session;
  };
  return {
    signIn: (name: string) =>
      outcomeOf(
        exchange(name).then(async (tokens) => {
          ids.set(name, toSessionId(await sessions.start(tokens)));
        }),
      ),
    /** Exchanges a code. */
    callBack: (code: string) => outcomeOf(exchange(code)),
    read: async (name: string) => outcomeOf(accounts.snapshot(await find(name))),
    topUp: async (name: string) => outcomeOf(accounts.topUpUrl(await find(name))),
  };
}
