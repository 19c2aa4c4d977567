import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fakeBrowser } from 'wxt/testing/fake-browser';

/** A language's messages, as the browser reads them. */
export function messages(language: 'en' | 'zh_CN'): Record<string, Message> {
  const path = `../../../extension/public/_locales/${language}/messages.json`;
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8'));
}

export interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

/** What the fake browser was asked to do, where it has no state of its own for that. */
export interface BrowserLog {
  /** Host patterns and permissions that are granted. */
  granted: Set<string>;
  /** What the user was asked for. */
  requested: Wanted[];
  /** What the user answers. */
  allows: boolean;
  focused: number[];
}

/**
 * Makes the fake browser whole again and adds what it lacks: words, permissions, an event for
 * permission changes, a manifest.
 */
export function resetBrowser(language: 'en' | 'zh_CN' = 'en'): BrowserLog {
  fakeBrowser.reset();
  const log: BrowserLog = {
    granted: new Set(['http://localhost/*']),
    requested: [],
    allows: true,
    focused: [],
  };
  const words = messages(language);
  const silentEvent = { addListener: () => undefined };
  Object.assign(fakeBrowser.i18n, {
    getMessage: (key: string, substitutions: string[] = []) => fill(words[key], substitutions),
  });
  Object.assign(fakeBrowser.permissions, {
    contains: async (wanted: Wanted) => namesIn(wanted).every((name) => log.granted.has(name)),
    request: async (wanted: Wanted) => {
      log.requested.push(wanted);
      for (const name of log.allows ? namesIn(wanted) : []) log.granted.add(name);
      return log.allows;
    },
    getAll: async () => ({
      origins: [...log.granted].filter((name) => name.includes(':')),
      permissions: [...log.granted].filter((name) => !name.includes(':')),
    }),
    remove: async (unwanted: Wanted) => {
      for (const name of namesIn(unwanted)) log.granted.delete(name);
      return true;
    },
    onAdded: silentEvent,
    onRemoved: silentEvent,
  });
  Object.assign(fakeBrowser.runtime, {
    getManifest: () => ({ host_permissions: ['http://localhost/*'] }),
  });
  return log;
}

interface Wanted {
  origins?: string[];
  permissions?: string[];
}

function namesIn({ origins = [], permissions = [] }: Wanted): string[] {
  return [...origins, ...permissions];
}

function fill(message: Message | undefined, substitutions: string[]): string {
  if (!message) return '';
  return message.message.replace(/\$(\w+)\$/gu, (_, name: string) => {
    const content = message.placeholders?.[name.toLowerCase()]?.content ?? '';
    return content.replace(
      /\$(\d)/gu,
      (_, place: string) => substitutions[Number(place) - 1] ?? '',
    );
  });
}
