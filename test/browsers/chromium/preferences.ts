import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Writes what a new profile is to start with; one that was used before keeps its own. */
export function writePreferences(profile: string, language: string): void {
  const folder = join(profile, 'Default');
  const file = join(folder, 'Preferences');
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const preferences = {
    credentials_enable_service: false,
    extensions: { ui: { developer_mode: true } },
    intl: { accept_languages: language, selected_languages: language },
    profile: { password_manager_enabled: false, password_manager_leak_detection: false },
  };
  writeFileSync(file, JSON.stringify(preferences));
}
