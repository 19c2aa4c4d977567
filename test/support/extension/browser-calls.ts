import { globSync, readFileSync } from 'node:fs';
import { fakeBrowser } from 'wxt/testing/fake-browser';

/** How a call of the browser's API can go wrong. */
export const FAILURES = ['reject', 'give nothing', 'never settle'] as const;
export type Failure = (typeof FAILURES)[number];

/** What a member of the browser's API is. A synchronous call throws where another one rejects, and always settles. */
type Kind = 'call' | 'synchronous' | 'event';

/** Every member of the browser's API that the extension uses. */
export const BROWSER_API: Readonly<Record<string, Kind>> = {
  'action.openPopup': 'call',
  'action.setBadgeBackgroundColor': 'call',
  'action.setBadgeText': 'call',
  'action.setBadgeTextColor': 'call',
  'action.setTitle': 'call',
  'alarms.clear': 'call',
  'alarms.create': 'call',
  'alarms.get': 'call',
  'alarms.onAlarm': 'event',
  'commands.getAll': 'call',
  'i18n.getMessage': 'synchronous',
  'notifications.clear': 'call',
  'notifications.create': 'call',
  'notifications.onClicked': 'event',
  'permissions.contains': 'call',
  'permissions.getAll': 'call',
  'permissions.onAdded': 'event',
  'permissions.onRemoved': 'event',
  'permissions.remove': 'call',
  'permissions.request': 'call',
  'runtime.getManifest': 'synchronous',
  'runtime.getURL': 'synchronous',
  'runtime.onInstalled': 'event',
  'runtime.onMessage': 'event',
  'runtime.onStartup': 'event',
  'runtime.openOptionsPage': 'call',
  'runtime.sendMessage': 'call',
  'tabs.create': 'call',
  'tabs.get': 'call',
  'tabs.onCreated': 'event',
  'tabs.onRemoved': 'event',
  'tabs.onUpdated': 'event',
  'tabs.query': 'call',
  'tabs.remove': 'call',
  'tabs.update': 'call',
  'windows.create': 'call',
  'windows.getAll': 'call',
  'windows.onRemoved': 'event',
  'windows.remove': 'call',
  'windows.update': 'call',
};

/** The same for storage, whose areas the sources name by a variable. */
export const STORAGE_API: Readonly<Record<string, Kind>> = {
  'storage.local.get': 'call',
  'storage.local.onChanged': 'event',
  'storage.local.remove': 'call',
  'storage.local.set': 'call',
  'storage.session.get': 'call',
  'storage.session.onChanged': 'event',
  'storage.session.remove': 'call',
  'storage.session.set': 'call',
};

/** Each call with each way in which it can go wrong. */
export function failuresOf(paths: Readonly<Record<string, Kind>>): [string, Failure][] {
  return Object.entries(paths).flatMap(([path, kind]) =>
    FAILURES.filter(
      (failure) =>
        kind === 'call' ||
        (kind === 'synchronous' && failure !== 'never settle') ||
        (kind === 'event' && failure === 'reject'),
    ).map((failure): [string, Failure] => [path, failure]),
  );
}

const mends = new Set<() => void>();

/** Makes all of the fake browser work again. */
export function mendAll(): void {
  for (const mend of mends) mend();
}

/** Makes a member of the fake browser fail; the result makes it work again. */
export function breakCall(path: string, failure: Failure): () => void {
  const names = path.split('.');
  const name = names.pop() as string;
  const api = names.reduce<object>((at, part) => Reflect.get(at, part), fakeBrowser);
  const working: unknown = Reflect.get(api, name);
  const kind = { ...BROWSER_API, ...STORAGE_API }[path];
  const broken = () => {
    const error = new Error(`${path} failed`);
    if (failure === 'give nothing') return undefined;
    if (failure === 'never settle') return new Promise(() => undefined);
    if (kind !== 'call') throw error;
    return Promise.reject(error);
  };
  const isEvent = kind === 'event';
  const events = { ...(working as object), addListener: broken, removeListener: broken };
  Reflect.set(api, name, isEvent ? events : broken);
  const mend = () => {
    Reflect.set(api, name, working);
    mends.delete(mend);
  };
  mends.add(mend);
  return mend;
}

/** The members of the browser's API that the sources name. */
export function usedInSources(): string[] {
  const used = sources().flatMap(({ text }) =>
    [...text.matchAll(/\bbrowser\s*\.(\w+)\s*(?:\?\.|\.)(\w+)/gu)].map(
      ([, namespace, member]) => `${namespace}.${member}`,
    ),
  );
  return [...new Set(used)].filter((path) => !path.startsWith('storage.')).sort();
}

/** The text of every source file that is part of the extension. */
export function sources(): { file: string; text: string }[] {
  return globSync('extension/**/*.{ts,tsx}')
    .filter((file) => !/^extension\/(?:build|icon|packages)\//u.test(file))
    .map((file) => ({
      file,
      text: readFileSync(file, 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gmu, ''),
    }));
}
