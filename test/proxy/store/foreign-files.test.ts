import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { encodeKeys } from '../../../proxy/auth/key-file.ts';
import { openSqliteStore } from '../../../proxy/store/sqlite-store.ts';
import { emptyFolder } from '../../support/folders/empty-folder.ts';
import { freePort } from '../../support/ports/free-port.ts';
import { Program } from '../../support/processes/program.ts';
import { until } from '../../support/waiting/until.ts';

/** They own nothing on this machine. */
const USER = 64_321;
const GROUP = 64_322;

/** A data folder of root that the group may use, with the files of an earlier start in it. */
async function sharedFolder(): Promise<string> {
  const folder = emptyFolder();
  await openSqliteStore(join(folder, 'sessions.sqlite')).close();
  writeFileSync(join(folder, 'session-keys'), encodeKeys([randomBytes(32)]));
  chownSync(folder, 0, GROUP);
  chmodSync(folder, 0o2775);
  set(join(folder, 'sessions.sqlite'), USER, 0o600);
  set(join(folder, 'session-keys'), USER, 0o600);
  return folder;
}

function set(file: string, owner: number, mode: number): void {
  chownSync(file, owner, GROUP);
  chmodSync(file, mode);
}

/** Starts the proxy as another user, until it is ready or has ended. */
async function start(folder: string) {
  const port = await freePort();
  const script = new URL('../../support/proxy/unprivileged.ts', import.meta.url);
  const proxy = new Program(process.execPath, [fileURLToPath(script)], {
    cwd: folder,
    env: {
      PLATFORM_URL: 'http://127.0.0.1:9',
      OAUTH_CLIENT_ID: 'client',
      OAUTH_CLIENT_SECRET: 'secret',
      OAUTH_REDIRECT_URI: `http://127.0.0.1:${port}/oauth/callback`,
      DATA_DIR: folder,
      PORT: String(port),
      TEST_UID: String(USER),
      TEST_GID: String(GROUP),
    },
  });
  onTestFinished(async () => void (await proxy.stop('SIGKILL')));
  const outcome = await until(
    () => `the proxy to be ready or to end; it wrote:\n${proxy.output}`,
    async () => {
      if (proxy.hasEnded) return { code: await proxy.ended };
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      // This line follows all warnings; the response can arrive before either.
      return answer?.ok && proxy.output.includes('listening') && { code: undefined };
    },
  );
  const { output } = proxy;
  const warnings = output
    .split('\n')
    .filter((line) => line.includes('"level":40') && line.includes(folder));
  return { ...outcome, output, warnings };
}

describe.skipIf(process.getuid?.() !== 0)(
  'files of another user, in a folder of their group (skipped for other users than root)',
  () => {
    test.each([
      ['0660', '0440'],
      ['0666', '0644'],
    ])(
      'a store of root with mode %s and keys of root with mode %s are used with one warning each',
      async (...octals) => {
        const folder = await sharedFolder();
        const files = ['sessions.sqlite', 'session-keys'].map((name) => join(folder, name));
        for (const [at, file] of files.entries())
          set(file, 0, Number.parseInt(octals[at] ?? '', 8));
        const { code, output, warnings } = await start(folder);
        expect(code, output).toBeUndefined();
        expect(warnings).toHaveLength(2);
        for (const [at, file] of files.entries()) {
          expect(output).toContain(`${file} has mode ${octals[at]}`);
          expect(statSync(file)).toMatchObject({ uid: 0, gid: GROUP });
          expect((statSync(file).mode & 0o777).toString(8)).toBe(octals[at]?.slice(1));
        }
      },
    );

    test.each(['0400', '0644'])(
      'own files with mode %s are made private without a warning',
      async (octal) => {
        const folder = await sharedFolder();
        const mode = Number.parseInt(octal, 8);
        for (const name of ['sessions.sqlite', 'session-keys']) set(join(folder, name), USER, mode);
        const { code, output, warnings } = await start(folder);
        expect(code, output).toBeUndefined();
        expect(warnings).toEqual([]);
        expect(statSync(join(folder, 'sessions.sqlite')).mode & 0o777).toBe(0o600);
      },
    );

    test.each([
      ['sessions.sqlite', '0600'],
      ['sessions.sqlite', '0640'],
      ['sessions.sqlite-wal', '0640'],
      ['session-keys', '0600'],
    ])(
      '%s of root with mode %s stops the start, with advice that loses no session',
      async (name, octal) => {
        const folder = await sharedFolder();
        if (!existsSync(join(folder, name))) writeFileSync(join(folder, name), '');
        set(join(folder, name), 0, Number.parseInt(octal, 8));
        const { code, output } = await start(folder);
        expect(code).toBe(1);
        expect(output).toContain(`${name}, which user ${USER} may not`);
        expect(output).toContain('give this user access');
        expect(output).not.toContain('aside');
      },
    );

    test('a folder without write access stops the start, with advice that loses no session', async () => {
      const folder = await sharedFolder();
      chmodSync(folder, 0o2755);
      const { code, output } = await start(folder);
      expect(code).toBe(1);
      expect(output).toContain(`DATA_DIR names ${folder}, where this user cannot write`);
      expect(output).not.toContain('aside');
    });
  },
);
