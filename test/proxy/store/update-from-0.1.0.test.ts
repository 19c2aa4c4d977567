import { copyFileSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { toMasterKeys } from '../../../proxy/auth/master-keys.ts';
import { type Binding, bindingsOf } from '../../../proxy/auth/platform-binding.ts';
import { toSessionId } from '../../../proxy/auth/session-id.ts';
import { restore } from '../../../proxy/cli/backup/restore-backup.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { install, readThrough } from '../../support/proxy/configurations.ts';
import { startProxy } from '../../support/proxy/running-proxy.ts';
import { PLACES } from '../../support/session-stores/places.ts';
import { sessionsOn } from '../../support/session-stores/sessions-on.ts';

describe.each(PLACES)('sessions of version 0.1.0 in $name', ({ prepare }) => {
  test('belong to the configuration of the first start, even without a request', async () => {
    const { first, elsewhere, other, restart, toVersion010, clear, calls } = await install(
      await prepare(),
    );
    const client = await first.signedIn();
    await toVersion010(client);
    await restart();
    clear();
    for (const env of [
      { PLATFORM_URL: elsewhere.url },
      { OAUTH_CLIENT_ID: other.clientId, OAUTH_CLIENT_SECRET: other.clientSecret },
    ]) {
      const changed = await restart(env);
      expect(await readThrough(changed.browser(client), changed.clock)).toEqual([
        '401 reauth_required',
      ]);
    }
    expect(calls()).toEqual([]);
    const back = await restart();
    expect(await readThrough(back.browser(client), back.clock)).toEqual([200]);
  });

  test('work if PLATFORM_MOVED_FROM names the platform of the first start', async () => {
    const { first, restart, toVersion010 } = await install(await prepare());
    const client = await first.signedIn();
    await toVersion010(client);
    await restart();
    const moved = await restart({
      PLATFORM_URL: first.platform.url.replace('127.0.0.1', 'localhost'),
      PLATFORM_MOVED_FROM: first.platform.url,
    });
    expect(await readThrough(moved.browser(client), moved.clock)).toEqual([200]);
  });

  test('that a proxy of version 0.1.0 writes during the update belong to that configuration as well', async () => {
    const { first, elsewhere, restart, asVersion010, clear, calls } = await install(
      await prepare(),
    );
    const client = await first.signedIn();
    await asVersion010(client);
    expect((await client.api('/api/user/info')).status).toBe(200);
    clear();
    const changed = await restart({ PLATFORM_URL: elsewhere.url });
    expect(await readThrough(changed.browser(client), changed.clock)).toEqual([
      '401 reauth_required',
    ]);
    expect(calls()).toEqual([]);
  });
});

/**
 * A file that version 0.1.0 wrote, with one session, and what opens it. Version 0.1.0 sealed the cookie as well, with a
 * clock that showed the year 2100, because the date in a cookie is compared with the real time.
 */
const folder010 = fileURLToPath(new URL('../../support/version-0.1.0', import.meta.url));
const session010 = JSON.parse(readFileSync(join(folder010, 'session.json'), 'utf8'));
const masterKey = Buffer.from(session010.masterKey, 'base64url');

const [A, B] = ['https://a.example', 'https://b.example'].map((platformUrl) =>
  bindingsOf({ platformUrl, platformMovedFrom: [], clientId: 'client' }),
) as [[Binding], [Binding]];

/** A data folder with the file of version 0.1.0 in it. */
function dataDirOf010(): string {
  const dataDir = emptyFolder();
  putFileOf010(dataDir);
  return dataDir;
}

function putFileOf010(dataDir: string): void {
  for (const end of ['', '-wal', '-shm']) {
    rmSync(join(dataDir, `sessions.sqlite${end}`), { force: true });
  }
  copyFileSync(join(folder010, 'sessions.sqlite'), join(dataDir, 'sessions.sqlite'));
}

/** Starts with these bindings and returns the session's tokens; null if they may not be used. */
async function startWith(dataDir: string, bindings: readonly [Binding, ...Binding[]]) {
  const store = openSqliteStore(join(dataDir, 'sessions.sqlite'));
  const masterKeys = toMasterKeys([masterKey]);
  const now = () => session010.signedInAt + 1_000;
  const sessions = sessionsOn({ store, masterKeys, bindings, now });
  await sessions.claimUnbound();
  const session = await sessions.find(toSessionId(session010.sessionId));
  await store.close();
  return session?.tokens;
}

describe('a file that version 0.1.0 wrote', () => {
  test('opens under the first configuration and under no other [row 48]', async () => {
    const dataDir = dataDirOf010();
    expect(await startWith(dataDir, A)).toEqual(session010.tokens);
    expect(await startWith(dataDir, B)).toBeNull();
    expect(await startWith(dataDir, A)).toEqual(session010.tokens);
  });

  test('opens under no configuration if it is put back by hand later', async () => {
    const dataDir = dataDirOf010();
    await startWith(dataDir, A);
    putFileOf010(dataDir);
    expect(await startWith(dataDir, B)).toBeNull();
    expect(await startWith(dataDir, A)).toBeNull();
  });

  test('keeps its browser signed in, which then signs in to another slot as well', async () => {
    const first = await startProxy();
    const { platform, clock } = first;
    clock.pass((session010.signedInAt - clock.now()) / 1_000 + 1);
    platform.users.add({ username: 'other' });
    const proxy = await startProxy({
      beside: first,
      storeFile: join(dataDirOf010(), 'sessions.sqlite'),
      masterKeys: [masterKey],
      env: { USERINFO_MAX_AGE: '1000' },
    });
    const client = proxy.browser();
    const cookie = { value: session010.cookie, sameSite: 'Strict' };
    client.cookies.set('balance_companion_session', cookie);
    const account = { username: 'of 0.1.0', balance_formatted: '1.00' };
    platform.misbehave('userinfo', { body: account }, { times: 1 });
    expect((await client.api('/api/user/info')).json().username).toBe('of 0.1.0');
    const [request] = platform.requestsTo('userinfo');
    expect(request?.headers.authorization).toBe('Bearer access-of-0.1.0');

    expect(await client.signIn('other', 1)).toBe('/?login=success');
    expect((await client.inSlot(1)).json().username).toBe('other');
    expect((await client.inSlot(0)).json().username).toBe('of 0.1.0');
    expect((await client.api('/api/sessions')).json().slots).toEqual([0, 1]);
    expect(client.cookies.get('balance_companion_session')).toEqual(cookie);
  });
});

/** Restores a backup into a data folder. */
const restored = (dataDir: string, from: string, samePlatform = false) =>
  restore({
    config: { dataDir, storeUrl: 'sqlite:', sessionKeys: [masterKey] },
    backup: join(from, 'sessions.sqlite'),
    keys: undefined,
    samePlatform,
    suffix: '.before',
  });

describe('a backup that version 0.1.0 made', () => {
  test.each([
    ['a new installation', []],
    ['an installation that ran under the same configuration', [A]],
    ['an installation that ran under another configuration', [B]],
  ])('opens nothing when it is restored into %s', async (_where, starts) => {
    const dataDir = dataDirOf010();
    if (starts.length === 0) rmSync(join(dataDir, 'sessions.sqlite'));
    for (const bindings of starts) await startWith(dataDir, bindings);
    expect(restored(dataDir, folder010)).toMatchObject({ sessions: 1, unowned: true });
    expect(await startWith(dataDir, A)).toBeNull();
    expect(await startWith(dataDir, B)).toBeNull();
  });

  test('opens under the configuration of the next start with --same-platform', async () => {
    const dataDir = dataDirOf010();
    await startWith(dataDir, B);
    expect(restored(dataDir, folder010, true)).toMatchObject({ sessions: 1, unowned: false });
    expect(await startWith(dataDir, A)).toEqual(session010.tokens);
    expect(await startWith(dataDir, B)).toBeNull();
  });
});

test('a backup of an updated store keeps the configuration of its sessions', async () => {
  const from = dataDirOf010();
  await startWith(from, A);
  const dataDir = dataDirOf010();
  await startWith(dataDir, B);
  expect(restored(dataDir, from).unowned).toBe(false);
  expect(await startWith(dataDir, B)).toBeNull();
  expect(await startWith(dataDir, A)).toEqual(session010.tokens);
});
