import { globSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, vi } from 'vitest';
import { fakeBrowser } from 'wxt/testing/fake-browser';

/** How a call of the browser's API can fail. */
const FAILURES = ['reject', 'give nothing', 'never settle'] as const;
export type Failure = (typeof FAILURES)[number];

/** The text of every source file that is part of the extension, without comments. */
export function sources(): { file: string; text: string }[] {
  return globSync('extension/**/*.{ts,tsx}')
    .filter((file) => !file.startsWith('extension/build/'))
    .map((file) => ({
      file,
      text: readFileSync(file, 'utf8').replace(/^\s*(?:\/?\*|\/\/).*$/gmu, ''),
    }));
}

/** The members of the browser's API that the sources name. The areas of storage are named by a variable. */
function browserApi(): string[] {
  const named = sources().flatMap(({ text }) =>
    [...text.matchAll(/\bbrowser\s*\.(\w+)\s*(?:\?\.|\.)(\w+)/gu)].map(
      ([, namespace, member]) => `${namespace}.${member}`,
    ),
  );
  const storage = ['local', 'session'].flatMap((area) =>
    ['get', 'onChanged', 'remove', 'set'].map((member) => `storage.${area}.${member}`),
  );
  return [...new Set([...named, ...storage])].filter((path) => !/^storage\.\w+$/u.test(path));
}

const isEvent = (path: string) => /\.on[A-Z]/u.test(path);

/** A synchronous call throws where another one rejects, and always settles. */
const isSynchronous = (path: string) => /^i18n\.|^runtime\.get/u.test(path);

/** Each member of the browser's API that the extension uses, with each way in which it can fail. */
export function browserFailures(): [path: string, failure: Failure][] {
  return browserApi().flatMap((path) =>
    FAILURES.filter(
      (failure) =>
        failure === 'reject' ||
        (!isEvent(path) && (failure === 'give nothing' || !isSynchronous(path))),
    ).map((failure): [string, Failure] => [path, failure]),
  );
}

const repairs = new Set<() => void>();

/**
 * Follows the unhandled rejections of each test of this file, and repairs the browser and the timers after it.
 * Returns the rejections of the current test.
 */
export function setUpFailures(): readonly unknown[] {
  const unhandled: unknown[] = [];
  const record = (error: unknown) => unhandled.push(error);
  beforeEach(() => {
    unhandled.length = 0;
    process.on('unhandledRejection', record);
    for (const method of ['warn', 'error'] as const) vi.spyOn(console, method).mockReturnValue();
  });
  afterEach(() => {
    for (const repair of repairs) repair();
    process.off('unhandledRejection', record);
    vi.useRealTimers();
  });
  return unhandled;
}

/** Makes a member of the fake browser fail. Returns a function that makes it work again. */
export function breakCall(path: string, failure: Failure): () => void {
  const names = path.split('.');
  const name = names.pop() as string;
  const api = names.reduce<object>((at, part) => Reflect.get(at, part), fakeBrowser);
  const working: unknown = Reflect.get(api, name);
  const broken = () => {
    const error = new Error(`${path} failed`);
    if (failure === 'give nothing') return undefined;
    if (failure === 'never settle') return new Promise(() => undefined);
    if (isEvent(path) || isSynchronous(path)) throw error;
    return Promise.reject(error);
  };
  const events = { ...(working as object), addListener: broken, removeListener: broken };
  Reflect.set(api, name, isEvent(path) ? events : broken);
  const repair = () => {
    Reflect.set(api, name, working);
    repairs.delete(repair);
  };
  repairs.add(repair);
  return repair;
}
