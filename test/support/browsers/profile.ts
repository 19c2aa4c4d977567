import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes a folder for a browser's profile: empty, or a copy of another one. */
export function makeProfile(browser: string, original?: string): string {
  const profile = mkdtempSync(join(tmpdir(), `balance-companion-${browser}-`));
  if (original) cpSync(original, profile, { recursive: true });
  return profile;
}

/** Removes it; a browser that has just ended may still be writing to it. */
export function removeProfile(profile: string): void {
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
