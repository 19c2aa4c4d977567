import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Creates a profile folder, empty or as a copy. */
export function makeProfile(browser: string, original?: string): string {
  const profile = mkdtempSync(join(tmpdir(), `balance-companion-${browser}-`));
  if (original) cpSync(original, profile, { recursive: true });
  return profile;
}

/** Removes a profile. A browser that has just ended may still write to it. */
export function removeProfile(profile: string): void {
  rmSync(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
