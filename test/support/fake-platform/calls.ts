import type { IncomingHttpHeaders } from 'node:http';
import type { PlatformRequest } from './exchange.ts';

/** One request that the platform received. */
export interface Call {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** The form or the JSON object; empty for neither. */
  body: Record<string, string>;
  /** Milliseconds, by the platform's clock. */
  at: number;
  /** Null until it is answered, and for good where it never is. */
  status: number | null;
}

interface Waiter {
  matches: (call: Call) => boolean;
  answered: boolean;
  resolve: (call: Call) => void;
}

export class CallLog {
  readonly calls: Call[] = [];
  #waiters: Waiter[] = [];

  received(request: PlatformRequest, at: number): Call {
    const { method, path, headers } = request;
    const query = Object.fromEntries(request.query);
    const body = { ...Object.fromEntries(request.form), ...(request.json as object | undefined) };
    const call: Call = { method, path, query, headers, body, at, status: null };
    this.calls.push(call);
    this.#tell(call, false);
    return call;
  }

  answered(call: Call): void {
    this.#tell(call, true);
  }

  next(matches: (call: Call) => boolean, answered: boolean): Promise<Call> {
    return new Promise((resolve) => {
      this.#waiters.push({ matches, answered, resolve });
    });
  }

  clear(): void {
    this.calls.length = 0;
  }

  #tell(call: Call, answered: boolean): void {
    const told = this.#waiters.filter((each) => each.answered === answered && each.matches(call));
    this.#waiters = this.#waiters.filter((each) => !told.includes(each));
    for (const waiter of told) waiter.resolve(call);
  }
}
