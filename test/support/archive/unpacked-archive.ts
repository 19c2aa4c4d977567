import { spawnSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packProxy } from '../../../proxy/build/archive.ts';
import { isPlatform, type Platform } from '../../../proxy/build/platform.ts';
import { ROOT } from '../build/tools.ts';
import { emptyFolder } from '../folders/empty-folder.ts';

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

/** Packs the proxy and unpacks it into a folder that every user can read, removed when the test has finished. */
export async function unpackedArchive(): Promise<string> {
  const folder = emptyFolder();
  const archive = join(emptyFolder(), 'proxy.tar.gz');
  writeFileSync(archive, await packProxy(ROOT, ownPlatform()));
  unpackInto(folder, archive);
  chmodSync(folder, 0o755);
  return folder;
}
