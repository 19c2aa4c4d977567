import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildExtension } from '../support/build/built-extension.ts';
import {
  openTestEnvironment,
  type TestEnvironment,
} from '../support/environment/test-environment.ts';
import { ensureSystem } from '../support/system/ensure-system.ts';
import { CommandError } from '../support/system/find-program.ts';
import { type Translate, tChinese, tEnglish } from '../support/user/messages.ts';
import { needChineseFonts } from './chinese-fonts.ts';

/** A language and a color scheme in which pictures are taken. */
export interface Variant {
  /** The language in the names of pictures and store texts. */
  readonly language: 'en' | 'zh-CN';
  readonly browserLanguage: 'en-US' | 'zh-CN';
  readonly colorScheme: 'light' | 'dark';
  readonly t: Translate;
}

const ENGLISH = { language: 'en', browserLanguage: 'en-US', t: tEnglish } as const;
const CHINESE = { language: 'zh-CN', browserLanguage: 'zh-CN', t: tChinese } as const;

/** Both languages in light and dark. */
export const VARIANTS: readonly Variant[] = [ENGLISH, CHINESE].flatMap((language) => [
  { ...language, colorScheme: 'light' },
  { ...language, colorScheme: 'dark' },
]);

/** The path of a screen's picture. */
export function screenPath(folder: string, variant: Variant, screen: string): string {
  return join(folder, `${variant.language}-${variant.colorScheme}-${screen}.png`);
}

/** A time zone in which it is after two o'clock in the afternoon: at night a chart shows nothing of today. */
function afternoonZone(): string {
  const ahead = 14 - new Date().getUTCHours();
  // The signs of these names are the opposite of the offsets.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}

/**
 * Builds the extension, empties `folders`, and runs `work` in a new environment for each variant. Prints an error
 * and returns the exit code.
 */
export async function forEachVariant(
  variants: readonly Variant[],
  folders: readonly string[],
  work: (environment: TestEnvironment, variant: Variant) => Promise<void>,
): Promise<number> {
  try {
    process.env.TZ = afternoonZone();
    needChineseFonts();
    ensureSystem(['chromium']);
    console.log('Building the extension.');
    await buildExtension();
    for (const folder of folders) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
    }
    for (const variant of variants) {
      const { browserLanguage: language, colorScheme } = variant;
      const environment = await openTestEnvironment({
        browser: 'chromium',
        launch: { language, colorScheme },
        env: { USERINFO_MAX_AGE: '0' },
      });
      try {
        await work(environment, variant);
      } finally {
        await environment.close();
      }
    }
    return 0;
  } catch (error) {
    console.error(error instanceof CommandError ? error.message : error);
    return 1;
  }
}
