import type { Observer, PlatformEndpoint, RequestOutcome } from '../observability/observer.ts';
import type { Admission, CallerEndpoint } from './admission/admission.ts';
import type { PlatformResponse } from './errors/classify-response.ts';
import { PlatformError } from './errors/platform-error.ts';
import type { PlatformRequest, PlatformTransport } from './transport/transport.ts';

export interface PlatformClientOptions {
  transport: Pick<PlatformTransport, 'send'>;
  admission: Admission;
  observer: Observer;
}

/** A request and what its response is read for. */
export interface ReadableRequest<T> extends PlatformRequest {
  /** @throws {PlatformError} for an unusable response */
  read: (response: PlatformResponse) => T;
}

/**
 * The path of every request that the proxy sends to the platform: admission, metrics, transport, reading.
 * The admission module explains what can hold a request back.
 */
export class PlatformClient {
  readonly #options: PlatformClientOptions;

  constructor(options: PlatformClientOptions) {
    this.#options = options;
  }

  /**
   * Sends a request when admission allows it.
   * @throws {PlatformError}
   */
  request<T>(endpoint: CallerEndpoint, caller: string, request: ReadableRequest<T>): Promise<T> {
    const { admission } = this.#options;
    return admission.run(endpoint, caller, () => this.send(endpoint, caller, request));
  }

  /**
   * Sends a request within {@link Admission.run}, or a check of the credentials, which needs no admission.
   * @throws {PlatformError}
   */
  async send<T>(
    endpoint: PlatformEndpoint,
    caller: string,
    request: ReadableRequest<T>,
  ): Promise<T> {
    const { admission, transport, observer } = this.#options;
    const end = observer.platformRequest(endpoint);
    let outcome: RequestOutcome = 'ok';
    try {
      return await admission.attempt(endpoint, caller, () =>
        transport.send(request).then(request.read),
      );
    } catch (error) {
      outcome = 'unreadable';
      if (error instanceof PlatformError) {
        outcome = error.notSent ? 'not_sent' : error.kind;
        const reason = error.notSent ? undefined : error.response?.reason;
        if (reason) observer.unusableResponse(endpoint, reason);
      }
      throw error;
    } finally {
      end(outcome);
    }
  }
}
