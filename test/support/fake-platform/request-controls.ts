import { ENDPOINTS, type Endpoint, type Fault, type Faults } from './faults.ts';
import type { RecordedRequest, RequestLog } from './request-log.ts';

/** The recorded requests to a platform, and the faults that a test plans. */
export interface RequestControls {
  readonly requests: readonly RecordedRequest[];
  requestsTo(endpoint: Endpoint): readonly RecordedRequest[];
  clearRequests(): void;
  /** Resolves to the next matching request when it arrives, or with `answered` when its response has ended. */
  nextRequest(
    to: Endpoint | ((request: RecordedRequest) => boolean),
    options?: { answered?: boolean },
  ): Promise<RecordedRequest>;
  misbehave(endpoint: Endpoint, fault: Fault | null, options?: { times?: number }): void;
  /** Chooses the fault of each request before planned ones; null for the planned one. */
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
