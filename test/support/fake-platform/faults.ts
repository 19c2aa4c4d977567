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
  /** Sends no response and keeps the connection open. */
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
  /** Handles the request first (uses the code, rotates the token), then fails. */
  afterSuccess?: true;
}

export class Faults {
  #planned = new Map<string, { fault: Fault; times: number }>();

  plan(endpoint: Endpoint, fault: Fault | null, times: number): void {
    if (fault) this.#planned.set(ENDPOINTS[endpoint], { fault, times });
    else this.#planned.delete(ENDPOINTS[endpoint]);
  }

  /** Chooses the fault of each request; null for the planned one. */
  choose: (call: RecordedRequest) => Fault | null = () => null;

  take(route: string, call: RecordedRequest): Fault | null {
    const chosen = this.choose(call);
    if (chosen) return chosen;
    const planned = this.#planned.get(route);
    if (!planned || planned.times <= 0) return null;
    planned.times -= 1;
    return planned.fault;
  }
}
