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
 * A fault of an endpoint. `gate` and `delay` apply first; without another member the request is then
 * handled normally. Otherwise the first of these applies: `hang`, `reset`, `raw`, `cutMidBody`,
 * `stallMidBody`, or a response of `status`, `headers` and `body`.
 */
export interface Fault {
  /** Awaited before anything else. */
  gate?: Promise<unknown>;
  /** Delay in milliseconds. */
  delay?: number;
  /** Sends no response until the fault is removed; the request is then handled normally. */
  hang?: true;
  /** Resets the connection without a response. */
  reset?: true;
  /**
   * Sends exactly these bytes instead of an HTTP response, then closes the connection; with
   * `stallMidBody` it stays open. Pieces of a function are written one at a time, with backpressure.
   */
  raw?: string | Buffer | (() => AsyncIterable<string | Buffer>);
  /** Sends half of the body, then closes the connection. */
  cutMidBody?: true;
  /** Sends half of the body and keeps the connection open. */
  stallMidBody?: true;
  status?: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  body?: string | Buffer | object;
  /** Handles the request first (uses the code, rotates the token), then fails; resets the connection by default. */
  afterSuccess?: true;
}

interface Planned {
  fault: Fault;
  times: number;
  takenBack: PromiseWithResolvers<void>;
}

/** A fault that applies to one request. */
export interface ActiveFault {
  fault: Fault;
  takenBack: Promise<void>;
}

export class Faults {
  #planned = new Map<string, Planned>();
  /** Expired faults may still have hanging requests. */
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

  /** Chooses the fault of each request; null for the planned one. */
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
