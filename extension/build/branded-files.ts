import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeIcons } from './icons.ts';
import type { BuildConfig, Language } from './settings.ts';

interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

type Messages = Record<string, Message>;

/** The message that is the extension's name, and the placeholder that stands for it in others. */
const NAME = { message: 'extensionName', placeholder: 'extension' } as const;

/** A language's messages with another name of the extension in them. */
export function renamed(messages: Messages, name: string): Messages {
  const entries = Object.entries(messages).map(([key, message]): [string, Message] => {
    if (key === NAME.message) return [key, { ...message, message: name }];
    if (!message.placeholders?.[NAME.placeholder]) return [key, message];
    const placeholders = { ...message.placeholders, [NAME.placeholder]: { content: name } };
    return [key, { ...message, placeholders }];
  });
  return Object.fromEntries(entries);
}

/** Files that a build has in place of those in `extension/public`. */
export interface OwnFiles {
  readonly folder: string;
  /** Within that folder and within `extension/public`, with `/` between the parts. */
  readonly paths: readonly string[];
}

/**
 * Writes the files that a build has in place of those of `publicFolder` into `folder`, which has
 * nothing else in it afterwards.
 */
export async function writeOwnFiles(
  { names, icon }: BuildConfig,
  publicFolder: string,
  folder: string,
): Promise<OwnFiles> {
  const files = new Map<string, string | Buffer>();
  for (const [language, name] of Object.entries(names ?? {}) as [Language, string][]) {
    const path = `_locales/${language}/messages.json`;
    const messages: Messages = JSON.parse(await readFile(join(publicFolder, path), 'utf8'));
    files.set(path, `${JSON.stringify(renamed(messages, name), null, 2)}\n`);
  }
  for (const [size, png] of icon ? await makeIcons(icon) : []) files.set(`icon/${size}.png`, png);
  await rm(folder, { recursive: true, force: true });
  for (const [path, contents] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), contents);
  }
  return { folder, paths: [...files.keys()] };
}
