import type { Dispatcher } from 'undici';
import { PlatformError } from './errors/platform-error.ts';
import type { ResponseProblem } from './response-summary.ts';

/** A whole answer of the platform. Header names are in lower case, repeated ones joined by commas. */
export interface PlatformResponse {
  status: number;
  headers: Record<string, string>;
  /** As far as it was read, where there is an `unreadBody`. */
  body: string;
  /** Why the body was not read to its end. */
  unreadBody?: ResponseProblem;
}

/** How far a request had come. */
export interface Progress {
  /** Whether any of it may have been sent; before that, undici was still connecting. */
  sent: boolean;
  /** Whether status and headers of the response had arrived. */
  hasHead: boolean;
}

/** Told once, of the whole answer or of what kept it from coming. */
export interface ResponseListener {
  onAnswer(answer: PlatformResponse): void;
  onError(error: unknown, progress: Progress): void;
}

/** Bytes of an answer that are read; every real one is far smaller. */
const LARGEST_ANSWER = 64 * 1024;

/**
 * Reads one answer as it comes in, and no more of it than the cap. What is thrown in here ends the
 * connection. A body that is not read leaves the status, which can say enough.
 */
export class ResponseReader implements Dispatcher.DispatchHandler {
  readonly #listener: ResponseListener;
  readonly #chunks: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #abortReason: Error | undefined;
  #head: Pick<PlatformResponse, 'status' | 'headers'> | undefined;
  #unreadBody: ResponseProblem | undefined;
  #length = 0;

  constructor(listener: ResponseListener) {
    this.#listener = listener;
  }

  get progress(): Progress {
    return { sent: this.#controller !== undefined, hasHead: this.#head !== undefined };
  }

  /** Gives the answer up, also where its request has not been sent yet. */
  abort(reason: Error): void {
    this.#abortReason = reason;
    this.#controller?.abort(reason);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#abortReason) controller.abort(this.#abortReason);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // Interim answers (RFC 9110 section 15.2) say nothing of the final one.
    if (status < 200) return;
    const flat: Record<string, string> = {};
    for (const name in headers) flat[name] = String(headers[name] ?? '');
    this.#head = { status, headers: flat };
    const encoding = flat['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      this.#leaveBody({ reason: 'compressed', text: 'compressed response' });
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    this.#chunks.push(chunk);
    if (this.#head && this.#length > LARGEST_ANSWER) {
      this.#leaveBody({ reason: 'too_large', text: 'response too large' });
    }
  }

  onResponseEnd(): void {
    if (!this.#head) throw new PlatformError('unreadable', 'broken HTTP');
    const body = Buffer.concat(this.#chunks, this.#length)
      .toString('utf8')
      .replace(/^\uFEFF/, '');
    this.#listener.onAnswer({ ...this.#head, body });
  }

  onResponseError(_controller: unknown, error: unknown): void {
    const unreadBody = this.#unreadBody;
    if (this.#head && unreadBody) {
      const body = Buffer.concat(this.#chunks).toString('latin1');
      this.#listener.onAnswer({ ...this.#head, body, unreadBody });
    } else this.#listener.onError(error, this.progress);
  }

  #leaveBody(problem: ResponseProblem): never {
    this.#unreadBody = problem;
    throw new Error(problem.text);
  }
}
