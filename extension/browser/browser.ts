import { browser as wxtBrowser } from 'wxt/browser';
import { inTime } from './in-time.ts';

/** Milliseconds for calls that wait for more than the browser itself. */
const MAX_MS: Record<string, number> = {
  // The user is asked.
  'permissions.request': 120_000,
  // The background may make several requests.
  'runtime.sendMessage': 60_000,
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
          return (...args: unknown[]) => inLimit(Reflect.apply(member, api, args), memberPath);
        }
        return typeof member === 'object' && member !== null ? limited(member, memberPath) : member;
      },
    },
  );
}

function inLimit(result: unknown, path: string): unknown {
  return isThenable(result) ? inTime(result, MAX_MS[path]) : result;
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
