import { spawnSync } from 'node:child_process';
import { chmodSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packProxy } from '../../../proxy/build/archive.ts';
import { isPlatform, type Platform } from '../../../proxy/build/platform.ts';
import { ROOT } from '../build/tools.ts';

/** The platform of this machine. */
export function ownPlatform(): Platform {
  const platform = `${process.platform}-${process.arch}`;
  if (!isPlatform(platform)) throw new Error(`There is no archive for ${platform}.`);
  return platform;
}

/** Unpacks an archive with tar into a folder. */
export function unpackInto(folder: string, archive: string): void {
  const args = ['-xzf', archive, '--no-same-owner', '-C', folder];
  const { status, stderr } = spawnSync('tar', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

/**
 * Packs the proxy and unpacks it into a folder, which every user can read from then on.
 * @returns the bytes of the archive
 */
export async function packInto(folder: string): Promise<number> {
  const archive = join(folder, 'proxy.tar.gz');
  const contents = await packProxy(ROOT, ownPlatform());
  writeFileSync(archive, contents);
  unpackInto(folder, archive);
  rmSync(archive);
  chmodSync(folder, 0o755);
  return contents.length;
}
