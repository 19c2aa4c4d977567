import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the preferences of a new profile; an existing profile keeps its own. The button of the
 * extension in the folder `pinned` is pinned to the toolbar.
 */
export function writePreferences(
  profile: string,
  language: string,
  pinned: string | undefined,
): void {
  const folder = join(profile, 'Default');
  const file = join(folder, 'Preferences');
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const preferences = {
    credentials_enable_service: false,
    extensions: {
      ui: { developer_mode: true },
      ...(pinned !== undefined && { pinned_extensions: [idOf(pinned)] }),
    },
    intl: { accept_languages: language, selected_languages: language },
    profile: { password_manager_enabled: false, password_manager_leak_detection: false },
  };
  writeFileSync(file, JSON.stringify(preferences));
}

/** Chromium derives the id of an unpacked extension from its path. */
export function idOf(extension: string): string {
  return idFrom(Buffer.from(extension, process.platform === 'win32' ? 'utf16le' : 'utf8'));
}

/** The id that Chromium derives from a path, or from the public key of a package, in letters from a to p. */
export function idFrom(source: Buffer): string {
  const hex = createHash('sha256').update(source).digest('hex').slice(0, 32);
  return hex.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}
