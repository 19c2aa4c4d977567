import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { bindingsOf } from '../../../proxy/auth/platform-binding.ts';
import { openTokens } from '../../../proxy/auth/sealed-tokens.ts';
import { cookieKeys } from '../../support/proxy/cookie-keys.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';

/** Every row of every table of a stolen file. */
function contentsOf(file: string): Record<string, unknown>[] {
  const db = new Database(file, { readonly: true });
  const tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all();
  const rows = tables.flatMap((name) => db.prepare(`SELECT * FROM "${name}"`).all());
  db.close();
  return rows as Record<string, unknown>[];
}

/** All bytes of a file, with those of its write-ahead log. */
function bytesOf(file: string): Buffer {
  return Buffer.concat(['', '-wal'].map((suffix) => readFileSync(file + suffix)));
}

/** A value in every form in which it could be a session id. */
function readings(value: unknown): string[] {
  if (!Buffer.isBuffer(value)) return [String(value)];
  const encodings = ['utf8', 'latin1', 'hex', 'base64', 'base64url'] as const;
  return encodings.map((encoding) => value.toString(encoding));
}

test('a copy of the store holds no secret, and opens nothing with the master key; with the cookie it opens one session [row 33]', async () => {
  const master = randomBytes(32);
  const { open, seal } = await cookieKeys([master]);
  const proxy = await startProxy({ masterKeys: [master] });
  const { signedIn, browser, platform, storeFile, env } = proxy;
  const client = await signedIn();
  const other = await signedIn();
  const secrets = Object.values(platform.issued).flat();
  expect(secrets.length).toBeGreaterThan(3);
  const bytes = bytesOf(storeFile);
  expect([...secrets, 'demo'].filter((secret) => bytes.includes(secret))).toEqual([]);
  const rows = contentsOf(storeFile);
  const sealed = rows.map(({ sealed_tokens }) => sealed_tokens).filter(Buffer.isBuffer);
  expect(sealed).toHaveLength(2);
  const guesses = [
    '',
    master.toString('base64url'),
    ...rows.flatMap(Object.values).flatMap(readings),
  ];
  expect(guesses.length).toBeGreaterThan(20);
  const keys = toMasterKeys([master]);
  const bindings = bindingsOf({
    platformUrl: platform.url,
    platformMovedFrom: [],
    clientId: env.OAUTH_CLIENT_ID ?? '',
  });
  for (const tokens of sealed) {
    for (const guess of guesses) expect(openTokens(tokens, guess, keys, bindings)).toBeUndefined();
  }
  const thief = browser();
  for (const guess of guesses) {
    thief.cookies.set('balance_companion_session', { value: seal(guess), sameSite: 'Strict' });
    expect((await thief.api('/api/user/info')).status).toBe(401);
  }

  const idOf = (one: typeof client) =>
    String(open(one.cookies.get('balance_companion_session')?.value ?? '')?.id);
  const opened = sealed.map(
    (tokens) => openTokens(tokens, idOf(client), keys, bindings)?.accessToken,
  );
  expect(opened.filter((token) => token !== undefined)).toEqual([platform.issued.accessTokens[0]]);
  expect(sealed.some((tokens) => openTokens(tokens, idOf(other), keys, bindings))).toBe(true);
});
