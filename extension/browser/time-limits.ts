/** The time limit of a call in milliseconds. A page waits for its stored data before it shows anything. */
const MAX_CALL_MS = 5_000;

/** The time limits of calls that wait for more than the browser itself. */
const MAX_LONG_CALL_MS: Record<string, number> = {
  'tabs.create': 15_000,
  'windows.create': 15_000,
  // The background may make several requests.
  'runtime.sendMessage': 60_000,
  // Waits for the user.
  'permissions.request': 120_000,
};

/**
 * The members of an extension API. The promise of a call that does not settle in time rejects with a `TimeoutError`.
 */
export function withTimeLimits(api: object, path: string): object {
  return new Proxy(
    {},
    {
      get: (_, name) => {
        const member: unknown = Reflect.get(api, name);
        const memberPath = path ? `${path}.${String(name)}` : String(name);
        if (typeof member === 'function') {
          return (...args: unknown[]) =>
            withTimeLimit(Reflect.apply(member, api, args), memberPath);
        }
        const isNamespace = typeof member === 'object' && member !== null;
        return isNamespace ? withTimeLimits(member, memberPath) : member;
      },
    },
  );
}

function withTimeLimit(result: unknown, path: string): unknown {
  if (!isThenable(result)) return result;
  const limitMs = MAX_LONG_CALL_MS[path] ?? MAX_CALL_MS;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    const error = new DOMException(`${path} took longer than ${limitMs / 1000} s.`, 'TimeoutError');
    timer = setTimeout(() => reject(error), limitMs);
  });
  return Promise.race([result, limit]).finally(() => clearTimeout(timer));
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}
