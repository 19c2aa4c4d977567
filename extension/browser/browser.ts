import { browser as wxtBrowser } from 'wxt/browser';

/** Milliseconds that a call may take. A page waits for its stored data before it shows anything. */
const MAX_CALL_MS = 5_000;

/** The same for calls that wait for more than the browser itself. */
const MAX_LONG_CALL_MS: Record<string, number> = {
  'tabs.create': 15_000,
  'windows.create': 15_000,
  // The background may make several requests.
  'runtime.sendMessage': 60_000,
  // The user is asked.
  'permissions.request': 120_000,
};

/**
 * The browser's extension API, with a time limit on every call that gives a promise: one that never settles
 * rejects. All code of the extension uses this one. What the browser lacks is `undefined` as usual.
 */
export const browser = limited(wxtBrowser, '') as typeof wxtBrowser;

function limited(api: object, path: string): object {
  return new Proxy(
    {},
    {
      get: (_, name) => {
        const member: unknown = Reflect.get(api, name);
        const memberPath = path ? `${path}.${String(name)}` : String(name);
        if (typeof member === 'function') {
          return (...args: unknown[]) => inTime(Reflect.apply(member, api, args), memberPath);
        }
        return typeof member === 'object' && member !== null ? limited(member, memberPath) : member;
      },
    },
  );
}

/** What a call gives; a promise rejects once it has taken too long, and what comes of it later is dropped. */
function inTime(result: unknown, path: string): unknown {
  if (!isThenable(result)) return result;
  const limitMs = MAX_LONG_CALL_MS[path] ?? MAX_CALL_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    const error = new Error(`${path} took longer than ${limitMs / 1000} s.`);
    timer = setTimeout(() => reject(error), limitMs);
  });
  return Promise.race([result, limit]).finally(() => clearTimeout(timer));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
