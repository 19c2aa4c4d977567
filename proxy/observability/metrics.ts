import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Observer, RefreshOutcome, RequestObserver } from './observer.ts';

export const PREFIX = 'balance_companion_';

/** Seconds; the longest request waits for several calls to the platform, one after the other. */
const REQUEST_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
/** Seconds; platform calls may take up to their time limit, store calls should take milliseconds. */
const PLATFORM_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STORE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

/** The methods of our routes; all others share one label, so that nobody makes series at will. */
const METHODS = new Set(['GET', 'HEAD', 'POST']);

/** Counted from 0 on: an alert on what has never happened yet needs a series as well. */
const REFRESH_OUTCOMES: readonly RefreshOutcome[] = [
  'refreshed',
  'ended',
  'failed',
  'unsaved',
  'over_budget',
];

/** What stands for a route that is not declared, and for a status that was never sent. */
const NONE = '(none)';

/** What the proxy counts, in Prometheus' terms. No label names a person, a session or an address. */
export class Metrics implements Observer {
  readonly registry = new Registry();
  readonly #registers = [this.registry];

  readonly #requests = new Counter({
    name: `${PREFIX}http_requests_total`,
    help: 'Requests, by route as it is declared, method and status; (none) for no such route, and for no answer since the client had left.',
    labelNames: ['route', 'method', 'status'],
    registers: this.#registers,
  });
  readonly #requestTimes = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time from the head of a request to the end of its answer, by route as it is declared and method.',
    labelNames: ['route', 'method'],
    buckets: REQUEST_BUCKETS,
    registers: this.#registers,
  });
  readonly #platformCalls = new Histogram({
    name: `${PREFIX}platform_request_duration_seconds`,
    help: 'Calls to the platform, by endpoint and outcome; spared ones were not made.',
    labelNames: ['endpoint', 'outcome'],
    buckets: PLATFORM_BUCKETS,
    registers: this.#registers,
  });
  readonly #unusableResponses = new Counter({
    name: `${PREFIX}platform_unusable_responses_total`,
    help: 'Responses of the platform that could not be used, by endpoint and reason.',
    labelNames: ['endpoint', 'reason'],
    registers: this.#registers,
  });
  readonly #waitingCalls = new Gauge({
    name: `${PREFIX}platform_queued_requests`,
    help: 'Calls that wait, since the platform limits how many it takes.',
    registers: this.#registers,
  });
  readonly #callWaits = new Histogram({
    name: `${PREFIX}platform_queue_seconds`,
    help: 'How long calls waited, since the platform limits how many it takes; those that did not are left out.',
    buckets: PLATFORM_BUCKETS,
    registers: this.#registers,
  });
  readonly #storeCalls = new Histogram({
    name: `${PREFIX}store_call_duration_seconds`,
    help: 'Calls to the session store, by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets: STORE_BUCKETS,
    registers: this.#registers,
  });
  readonly #refreshes = new Counter({
    name: `${PREFIX}refreshes_total`,
    help: 'Renewals of access tokens, by outcome.',
    labelNames: ['outcome'],
    registers: this.#registers,
  });
  readonly #contentions = new Counter({
    name: `${PREFIX}lease_contentions_total`,
    help: 'Times that the lease on a refresh token was held by somebody else.',
    registers: this.#registers,
  });
  readonly #unsavedTokens = new Gauge({
    name: `${PREFIX}unsaved_tokens`,
    help: 'Token pairs in memory that the session store has not taken yet.',
    registers: this.#registers,
  });

  constructor() {
    for (const outcome of REFRESH_OUTCOMES) this.#refreshes.inc({ outcome }, 0);
  }

  requestDone: RequestObserver = ({ route = NONE, method: sent, status, durationMs }) => {
    const method = METHODS.has(sent) ? sent : 'other';
    this.#requests.inc({ route, method, status: status ?? NONE });
    this.#requestTimes.observe({ route, method }, durationMs / 1000);
  };

  platformRequest: Observer['platformRequest'] = (endpoint) => {
    const end = this.#platformCalls.startTimer({ endpoint });
    return (outcome) => end({ outcome });
  };

  unusableResponse: Observer['unusableResponse'] = (endpoint, reason) =>
    this.#unusableResponses.inc({ endpoint, reason });

  queuedRequests: Observer['queuedRequests'] = (count) => this.#waitingCalls.set(count);

  requestQueued: Observer['requestQueued'] = (seconds) => this.#callWaits.observe(seconds);

  storeCall: Observer['storeCall'] = (operation) => {
    const end = this.#storeCalls.startTimer({ operation });
    return (outcome) => end({ outcome });
  };

  tokenRefresh: Observer['tokenRefresh'] = (outcome) => this.#refreshes.inc({ outcome });

  leaseContended: Observer['leaseContended'] = () => this.#contentions.inc();

  unsavedTokens: Observer['unsavedTokens'] = (count) => this.#unsavedTokens.set(count);
}
