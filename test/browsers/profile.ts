import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes an empty folder for a browser's profile. */
export function makeProfile(browser: string): string {
  return mkdtempSync(join(tmpdir(), `balance-companion-${browser}-`));
}

/** Removes it; a browser that has just ended may still be writing to it. */
export function removeProfile(profile: string): void {
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
