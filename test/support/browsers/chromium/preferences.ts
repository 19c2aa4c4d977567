import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes what a new profile is to start with; one that was used before keeps its own. The button of
 * the extension in the folder `pinned` is on the toolbar from the start.
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

/** The id that Chromium gives an unpacked extension: made of its folder, in letters from a to p. */
function idOf(extension: string): string {
  const path = Buffer.from(extension, process.platform === 'win32' ? 'utf16le' : 'utf8');
  const hex = createHash('sha256').update(path).digest('hex').slice(0, 32);
  return hex.replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 16)));
}
