import type { Dispatcher } from 'undici';
import type { PlatformResponse } from '../errors/classify-response.ts';
import type { RequestProgress } from '../errors/connection-error.ts';
import { PlatformError } from '../errors/platform-error.ts';
import type { ResponseProblem } from '../errors/response-summary.ts';

/** One of the two methods is called, once. */
export interface ResponseListener {
  onResponse(response: PlatformResponse): void;
  onError(error: unknown, progress: RequestProgress): void;
}

/** Responses of the platform are a few hundred bytes long. */
const MAX_BODY_BYTES = 64 * 1024;

/**
 * Reads one response, up to 64 KiB of it. Errors that are thrown in here close the connection. If the body is
 * compressed or too large, the listener still receives the status and the headers.
 *
 * `undici.request` is not used because it wraps each response in a stream and needs an `AbortController` for
 * the time limit: reads were 15 % slower with it. It also ignores the time limit while a request waits for a
 * free connection, and `maxResponseSize` counts compressed bytes.
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

  get progress(): RequestProgress {
    return { isWritten: this.#controller !== undefined, hasHead: this.#head !== undefined };
  }

  /** Closes the connection, or cancels a request that still waits for one. */
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
    // Interim responses (RFC 9110 section 15.2) precede the final one.
    if (status < 200) return;
    const flat: Record<string, string> = {};
    for (const name in headers) flat[name] = String(headers[name] ?? '');
    this.#head = { status, headers: flat };
    const encoding = flat['content-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      this.#stop({ reason: 'compressed', text: 'compressed response' });
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#length += chunk.length;
    this.#chunks.push(chunk);
    if (this.#head && this.#length > MAX_BODY_BYTES) {
      this.#stop({ reason: 'too_large', text: 'response too large' });
    }
  }

  onResponseEnd(): void {
    if (!this.#head) throw new PlatformError('unreadable', 'malformed HTTP');
    const body = Buffer.concat(this.#chunks, this.#length).toString('utf8');
    this.#listener.onResponse({ ...this.#head, body });
  }

  onResponseError(_controller: unknown, error: unknown): void {
    const unreadBody = this.#unreadBody;
    if (this.#head && unreadBody) {
      const body = Buffer.concat(this.#chunks).toString('latin1');
      this.#listener.onResponse({ ...this.#head, body, unreadBody });
    } else this.#listener.onError(error, this.progress);
  }

  #stop(problem: ResponseProblem): never {
    this.#unreadBody = problem;
    throw new Error(problem.text);
  }
}
