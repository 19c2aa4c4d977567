import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reusesOfRefreshTokens, startCluster, untilBalances, untilReady } from './cluster.ts';

/** Mounts a file system of one megabyte in memory; undefined where this user may not. */
function smallDisk(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'balance-companion-disk-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder], { stdio: 'ignore' });
    return folder;
  } catch {
    rmdirSync(folder);
    return undefined;
  }
}

function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder]);
  rmdirSync(folder);
}

/** Writes until nothing more fits. */
function fill(file: string): void {
  for (const size of [4_096, 1]) {
    const out = openSync(file, 'a');
    try {
      for (;;) writeSync(out, Buffer.alloc(size));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(out);
    }
  }
}

const disk = smallDisk();
if (disk) unmount(disk);

test.skipIf(!disk)(
  'a full disk ends no session, whether it fills before a refresh or during one (skipped for users who may not mount a small disk)',
  async () => {
    const folder = smallDisk() ?? '';
    // Cleanup runs in reverse order: the proxy ends before its disk is unmounted.
    onTestFinished(() => unmount(folder));
    const filler = join(folder, 'filler');
    const cluster = await startCluster({ env: { DATA_DIR: folder } });
    const { platform, proxies } = cluster;
    const clients = [];
    for (const name of ['one', 'two', 'three', 'four']) {
      clients.push(await cluster.signedInWithExpiredToken(name));
    }
    const [first, ...others] = clients;
    const alive = await cluster.signedIn('alive');
    platform.clearRequests();

    const gate = Promise.withResolvers<void>();
    platform.misbehave('token', { gate: gate.promise });
    const arrived = platform.nextRequest('token');
    const reading = first?.outcome();
    await arrived;
    fill(filler);
    gate.resolve();
    expect(await reading).toBe('503 store_unavailable');
    for (const client of others) {
      expect(await client.outcome()).toBe('503 store_unavailable');
    }
    expect(await alive.outcome()).toBe('200');
    expect((await alive.copy().api('/auth/logout', { method: 'POST' })).status).toBe(503);
    expect(await cluster.browser().outcome('/readyz')).toBe('503 store_unavailable');
    expect(platform.requestsTo('token')).toHaveLength(1);

    rmSync(filler);
    await untilReady(cluster.browser());
    await untilBalances([...clients, alive]);
    expect(reusesOfRefreshTokens(platform)).toEqual([]);
    await proxies[0]?.stop();
    await proxies[0]?.start();
    for (const client of clients) expect(await client.outcome()).toBe('200');
  },
);
