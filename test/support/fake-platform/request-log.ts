import type { IncomingHttpHeaders } from 'node:http';
import type { IncomingRequest } from './exchange.ts';

/** One request that the platform received. */
export interface RecordedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  /** The members of the form or of the JSON object. */
  body: Record<string, string>;
  /** Milliseconds of the platform's clock. */
  at: number;
  /** The status of the response; null while there is none. */
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
    this.#notify(call, false);
    return call;
  }

  answered(call: RecordedRequest): void {
    this.#notify(call, true);
  }

  next(matches: (call: RecordedRequest) => boolean, answered: boolean): Promise<RecordedRequest> {
    return new Promise((resolve) => {
      this.#waiters.push({ matches, answered, resolve });
    });
  }

  clear(): void {
    this.requests.length = 0;
  }

  #notify(call: RecordedRequest, answered: boolean): void {
    const matching = this.#waiters.filter(
      (each) => each.answered === answered && each.matches(call),
    );
    this.#waiters = this.#waiters.filter((each) => !matching.includes(each));
    for (const waiter of matching) waiter.resolve(call);
  }
}
