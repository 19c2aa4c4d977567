import type { RecordedRequest } from './request-log.ts';

export const ENDPOINTS = {
  authorize: 'GET /api/oauth2/authorize',
  token: 'POST /api/oauth2/token',
  userinfo: 'GET /api/oauth2/userinfo',
  topup: 'GET /api/oauth2/topup',
  oauth_apps: 'POST /api/oauth_apps',
} as const;

export type Endpoint = keyof typeof ENDPOINTS;

/**
 * How an endpoint misbehaves. `gate` and `delay` come first; with nothing else said the endpoint
 * then does its work as ever. Of the endings, the first in this order wins: `hang`, `reset`, `raw`,
 * `cutMidBody`, `stallMidBody`, and an answer of `status`, `headers` and `body`.
 */
export interface Fault {
  /** Waits for this first. */
  gate?: Promise<unknown>;
  /** Milliseconds to wait first. */
  delay?: number;
  /** Never answers. Taking the fault back lets what hangs go on as if nothing had been. */
  hang?: true;
  /** The connection is reset without an answer. */
  reset?: true;
  /**
   * Exactly these bytes where an HTTP answer belongs, then the end of the connection; with
   * `stallMidBody` it stays open. The pieces of a function go out one by one, each once the system
   * has taken the one before, until they or the connection end.
   */
  raw?: string | Buffer | (() => AsyncIterable<string | Buffer>);
  /** Promises more than it sends, then closes the connection. */
  cutMidBody?: true;
  /** Promises more than it sends, and keeps the connection open. */
  stallMidBody?: true;
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | Buffer | object;
  /** Does the real work first (the code is used, the token rotated), then the ending: a reset, if none is named. */
  afterSuccess?: true;
}

interface Planned {
  fault: Fault;
  times: number;
  takenBack: PromiseWithResolvers<void>;
}

/** A fault under way at one request. */
export interface ActiveFault {
  fault: Fault;
  takenBack: Promise<void>;
}

export class Faults {
  #planned = new Map<string, Planned>();
  /** Faults that ran out of times may still have requests hanging. */
  #hanging = new Map<string, PromiseWithResolvers<void>[]>();

  plan(endpoint: Endpoint, fault: Fault | null, times: number): void {
    const route = ENDPOINTS[endpoint];
    this.#planned.delete(route);
    if (fault && times > 0) {
      this.#planned.set(route, { fault, times, takenBack: Promise.withResolvers() });
      return;
    }
    for (const each of this.#hanging.get(route) ?? []) each.resolve();
    this.#hanging.delete(route);
  }

  /** Decides for each request how it fails; null for as planned. */
  choose: (call: RecordedRequest) => Fault | null = () => null;

  take(route: string, call: RecordedRequest): ActiveFault | null {
    const chosen = this.choose(call);
    if (chosen) return { fault: chosen, takenBack: new Promise(() => {}) };
    const planned = this.#planned.get(route);
    if (!planned) return null;
    planned.times -= 1;
    if (planned.times <= 0) this.#planned.delete(route);
    const hanging = this.#hanging.get(route) ?? [];
    if (!hanging.includes(planned.takenBack)) hanging.push(planned.takenBack);
    this.#hanging.set(route, hanging);
    return { fault: planned.fault, takenBack: planned.takenBack.promise };
  }
}
