import type { IncomingHttpHeaders } from 'node:http';
import type { IncomingRequest } from './exchange.ts';

/** One request that the platform received. */
export interface RecordedRequest {
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
  matches: (call: RecordedRequest) => boolean;
  answered: boolean;
  resolve: (call: RecordedRequest) => void;
}

export class RequestLog {
  readonly requests: RecordedRequest[] = [];
  #waiters: Waiter[] = [];

  received(request: IncomingRequest, at: number): RecordedRequest {
    const { method, path, headers } = request;
    const query = Object.fromEntries(request.query);
    const body = { ...Object.fromEntries(request.form), ...(request.json as object | undefined) };
    const call: RecordedRequest = { method, path, query, headers, body, at, status: null };
    this.requests.push(call);
    this.#tell(call, false);
    return call;
  }

  answered(call: RecordedRequest): void {
    this.#tell(call, true);
  }

  next(matches: (call: RecordedRequest) => boolean, answered: boolean): Promise<RecordedRequest> {
    return new Promise((resolve) => {
      this.#waiters.push({ matches, answered, resolve });
    });
  }

  clear(): void {
    this.requests.length = 0;
  }

  #tell(call: RecordedRequest, answered: boolean): void {
    const told = this.#waiters.filter((each) => each.answered === answered && each.matches(call));
    this.#waiters = this.#waiters.filter((each) => !told.includes(each));
    for (const waiter of told) waiter.resolve(call);
  }
}
