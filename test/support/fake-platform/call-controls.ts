import type { Call, CallLog } from './calls.ts';
import { ENDPOINTS, type Endpoint, type Fault, type Faults } from './faults.ts';

/** What a test sees of the calls to a platform, and how it makes them go wrong. */
export interface CallControls {
  readonly calls: readonly Call[];
  callsTo(endpoint: Endpoint): readonly Call[];
  clearCalls(): void;
  /** The next call that matches, once it has arrived, or once it has been dealt with. */
  nextCall(
    to: Endpoint | ((call: Call) => boolean),
    options?: { answered?: boolean },
  ): Promise<Call>;
  misbehave(endpoint: Endpoint, fault: Fault | null, options?: { times?: number }): void;
  /** Decides for each request how it fails, before what is planned with `misbehave`; null for as planned. */
  misbehaveBy(choose: (call: Call) => Fault | null): void;
}

export function callControls(log: CallLog, faults: Faults): CallControls {
  const isTo = (endpoint: Endpoint) => (call: Call) =>
    `${call.method} ${call.path}` === ENDPOINTS[endpoint];
  return {
    calls: log.calls,
    callsTo: (endpoint) => log.calls.filter(isTo(endpoint)),
    clearCalls: () => log.clear(),
    nextCall: (to, { answered = false } = {}) =>
      log.next(typeof to === 'string' ? isTo(to) : to, answered),
    misbehave: (endpoint, fault, { times = Number.POSITIVE_INFINITY } = {}) =>
      faults.plan(endpoint, fault, times),
    misbehaveBy: (choose) => {
      faults.choose = choose;
    },
  };
}
