import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fakeBrowser } from 'wxt/testing/fake-browser';

/** The messages of a language, as the browser reads them. */
export function messages(language: 'en' | 'zh_CN'): Record<string, Message> {
  const path = `../../../extension/public/_locales/${language}/messages.json`;
  return JSON.parse(readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8'));
}

export interface Message {
  message: string;
  placeholders?: Record<string, { content: string }>;
}

/**
 * Resets the fake browser and adds what it lacks: messages, permissions with their events, a manifest. Returns
 * the permissions and the user who decides on them.
 */
export function resetBrowser(language: 'en' | 'zh_CN' = 'en') {
  fakeBrowser.reset();
  const permissions = {
    /** Host patterns and permissions that are granted. */
    granted: new Set(['http://localhost/*']),
    requested: [] as Wanted[],
    /** Whether the user allows the requested permissions. */
    allows: true,
  };
  const { granted, requested } = permissions;
  const texts = messages(language);
  const silentEvent = { addListener: () => undefined, removeListener: () => undefined };
  Object.assign(fakeBrowser.i18n, {
    getMessage: (key: string, substitutions: string[] = []) => fill(texts[key], substitutions),
  });
  Object.assign(fakeBrowser.permissions, {
    contains: async (wanted: Wanted) => namesIn(wanted).every((name) => granted.has(name)),
    request: async (wanted: Wanted) => {
      requested.push(wanted);
      for (const name of permissions.allows ? namesIn(wanted) : []) granted.add(name);
      return permissions.allows;
    },
    getAll: async () => ({
      origins: [...granted].filter((name) => name.includes(':')),
      permissions: [...granted].filter((name) => !name.includes(':')),
    }),
    remove: async (unwanted: Wanted) => {
      for (const name of namesIn(unwanted)) granted.delete(name);
      return true;
    },
    onAdded: silentEvent,
    onRemoved: silentEvent,
  });
  Object.assign(fakeBrowser.action, {
    setIcon: async () => undefined,
    getUserSettings: async () => ({}),
  });
  Object.assign(fakeBrowser, { management: { getSelf: async () => ({ installType: 'normal' }) } });
  Object.assign(fakeBrowser.runtime, {
    getManifest: () => ({ host_permissions: ['http://localhost/*'] }),
  });
  return permissions;
}

export const badgeText = () => fakeBrowser.action.getBadgeText({});
export const tooltipText = () => fakeBrowser.action.getTitle({});

/** `now` is Unix milliseconds. */
export function ringAlarm(name: string, now: number): Promise<unknown> {
  const alarm = { name, scheduledTime: now, persistAcrossSessions: true };
  return fakeBrowser.alarms.onAlarm.trigger(alarm);
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
