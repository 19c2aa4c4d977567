import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuildConfig, Language } from './build-config.ts';
import { makeIconFiles } from './icon-files.ts';

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

type Messages = Record<string, Message>;

/** The message with the extension's name, and the placeholder that other messages use for it. */
const NAME = { message: 'extensionName', placeholder: 'extension' } as const;

/** Returns a language's messages with `name` as the name of the extension. */
export function withExtensionName(messages: Messages, name: string): Messages {
  const entries = Object.entries(messages).map(([key, message]): [string, Message] => {
    if (key === NAME.message) return [key, { ...message, message: name }];
    if (!message.placeholders?.[NAME.placeholder]) return [key, message];
    const placeholders = { ...message.placeholders, [NAME.placeholder]: { content: name } };
    return [key, { ...message, placeholders }];
  });
  return Object.fromEntries(entries);
}

/** Files of a branded build that replace files of `extension/public`. */
export interface BrandedFiles {
  readonly folder: string;
  /** Paths relative to `folder` and to `extension/public`, separated by `/`. */
  readonly paths: readonly string[];
}

/** Empties `folder` and writes the files into it that replace those of `publicFolder` in this build. */
export async function writeBrandedFiles(
  { names, icon }: BuildConfig,
  publicFolder: string,
  folder: string,
): Promise<BrandedFiles> {
  const files = new Map<string, string | Buffer>();
  for (const [language, name] of Object.entries(names ?? {}) as [Language, string][]) {
    const path = `_locales/${language}/messages.json`;
    const messages: Messages = JSON.parse(await readFile(join(publicFolder, path), 'utf8'));
    files.set(path, `${JSON.stringify(withExtensionName(messages, name), null, 2)}\n`);
  }
  for (const [path, png] of icon ? await makeIconFiles(icon) : []) files.set(path, png);
  await rm(folder, { recursive: true, force: true });
  for (const [path, contents] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contents);
  }
  return { folder, paths: [...files.keys()] };
}
