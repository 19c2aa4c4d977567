import { ENDPOINTS, type Endpoint, type Fault, type Faults } from './faults.ts';
import type { RecordedRequest, RequestLog } from './request-log.ts';

/** What a test sees of the calls to a platform, and how it makes them go wrong. */
export interface RequestControls {
  readonly requests: readonly RecordedRequest[];
  requestsTo(endpoint: Endpoint): readonly RecordedRequest[];
  clearRequests(): void;
  /** The next call that matches, once it has arrived, or once it has been dealt with. */
  nextRequest(
    to: Endpoint | ((request: RecordedRequest) => boolean),
    options?: { answered?: boolean },
  ): Promise<RecordedRequest>;
  misbehave(endpoint: Endpoint, fault: Fault | null, options?: { times?: number }): void;
  /** Decides for each request how it fails, before what is planned with `misbehave`; null for as planned. */
  misbehaveBy(choose: (request: RecordedRequest) => Fault | null): void;
}

export function requestControls(log: RequestLog, faults: Faults): RequestControls {
  const isTo = (endpoint: Endpoint) => (request: RecordedRequest) =>
    `${request.method} ${request.path}` === ENDPOINTS[endpoint];
  return {
    requests: log.requests,
    requestsTo: (endpoint) => log.requests.filter(isTo(endpoint)),
    clearRequests: () => log.clear(),
    nextRequest: (to, { answered = false } = {}) =>
      log.next(typeof to === 'string' ? isTo(to) : to, answered),
    misbehave: (endpoint, fault, { times = Number.POSITIVE_INFINITY } = {}) =>
      faults.plan(endpoint, fault, times),
    misbehaveBy: (choose) => {
      faults.choose = choose;
    },
  };
}
