import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface BuiltManifest {
  readonly popup: string;
  readonly settings: string;
  /** The add-on id in Firefox. */
  readonly geckoId: string | undefined;
}

export function readManifest(extension: string): BuiltManifest {
  const manifest = JSON.parse(readFileSync(join(extension, 'manifest.json'), 'utf8'));
  return {
    popup: `/${manifest.action.default_popup}`,
    settings: `/${manifest.options_ui?.page ?? 'options.html'}`,
    geckoId: manifest.browser_specific_settings?.gecko?.id,
  };
}
