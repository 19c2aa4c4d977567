import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { type Observer, REFRESH_OUTCOMES, type RequestObserver } from './observer.ts';

export const PREFIX = 'balance_companion_';

/** Seconds. The slowest requests wait for several platform requests in a row. */
const REQUEST_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];
/** Seconds. Platform requests can take up to their time limit, store calls should take milliseconds. */
const PLATFORM_BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STORE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.25, 1, 5];

/** The methods of the routes. All others share one label, so that clients cannot create series at will. */
const METHODS = new Set(['GET', 'HEAD', 'POST']);

/** The label of undeclared routes and of statuses that were never sent. */
const NONE = '(none)';

/** The Prometheus metrics of the proxy. No label identifies a user, a session or an address. */
export class Metrics implements Observer {
  readonly registry = new Registry();
  readonly #registers = [this.registry];

  readonly #requests = new Counter({
    name: `${PREFIX}http_requests_total`,
    help: 'Requests by declared route, method and status; (none) for an unknown route and for a response that the client did not wait for.',
    labelNames: ['route', 'method', 'status'],
    registers: this.#registers,
  });
  readonly #requestTimes = new Histogram({
    name: `${PREFIX}http_request_duration_seconds`,
    help: 'Time from the head of a request to the end of its response, by declared route and method.',
    labelNames: ['route', 'method'],
    buckets: REQUEST_BUCKETS,
    registers: this.#registers,
  });
  readonly #platformRequests = new Histogram({
    name: `${PREFIX}platform_request_duration_seconds`,
    help: 'Platform requests by endpoint and outcome; not_sent if the circuit breaker or a cooldown stopped the request.',
    labelNames: ['endpoint', 'outcome'],
    buckets: PLATFORM_BUCKETS,
    registers: this.#registers,
  });
  readonly #unusableResponses = new Counter({
    name: `${PREFIX}platform_unusable_responses_total`,
    help: 'Platform responses that could not be used, by endpoint and reason.',
    labelNames: ['endpoint', 'reason'],
    registers: this.#registers,
  });
  readonly #queuedRequests = new Gauge({
    name: `${PREFIX}platform_queued_requests`,
    help: 'Platform requests in the queue, because the platform limits their rate.',
    registers: this.#registers,
  });
  readonly #queueTimes = new Histogram({
    name: `${PREFIX}platform_queue_seconds`,
    help: 'Time that platform requests were queued, without requests that were sent at once.',
    buckets: PLATFORM_BUCKETS,
    registers: this.#registers,
  });
  readonly #storeCalls = new Histogram({
    name: `${PREFIX}store_call_duration_seconds`,
    help: 'Calls to the session store by operation and outcome.',
    labelNames: ['operation', 'outcome'],
    buckets: STORE_BUCKETS,
    registers: this.#registers,
  });
  readonly #refreshes = new Counter({
    name: `${PREFIX}refreshes_total`,
    help: 'Token refreshes by outcome.',
    labelNames: ['outcome'],
    registers: this.#registers,
  });
  readonly #contentions = new Counter({
    name: `${PREFIX}lease_contentions_total`,
    help: 'Attempts to take a refresh lease that another process held.',
    registers: this.#registers,
  });
  readonly #unsavedTokens = new Gauge({
    name: `${PREFIX}unsaved_tokens`,
    help: 'Sessions with new tokens in memory that the session store has not accepted yet.',
    registers: this.#registers,
  });

  constructor() {
    // An alert needs a series also for events that have not happened yet.
    for (const outcome of REFRESH_OUTCOMES) this.#refreshes.inc({ outcome }, 0);
  }

  requestDone: RequestObserver = ({ route = NONE, method: sent, status, durationMs }) => {
    const method = METHODS.has(sent) ? sent : 'other';
    this.#requests.inc({ route, method, status: status ?? NONE });
    this.#requestTimes.observe({ route, method }, durationMs / 1000);
  };

  platformRequest: Observer['platformRequest'] = (endpoint) => {
    const end = this.#platformRequests.startTimer({ endpoint });
    return (outcome) => end({ outcome });
  };

  unusableResponse: Observer['unusableResponse'] = (endpoint, reason) =>
    this.#unusableResponses.inc({ endpoint, reason });

  queuedRequests: Observer['queuedRequests'] = (count) => this.#queuedRequests.set(count);

  requestQueued: Observer['requestQueued'] = (seconds) => this.#queueTimes.observe(seconds);

  storeCall: Observer['storeCall'] = (operation) => {
    const end = this.#storeCalls.startTimer({ operation });
    return (outcome) => end({ outcome });
  };

  tokenRefresh: Observer['tokenRefresh'] = (outcome) => this.#refreshes.inc({ outcome });

  leaseContended: Observer['leaseContended'] = () => this.#contentions.inc();

  unsavedTokens: Observer['unsavedTokens'] = (count) => this.#unsavedTokens.set(count);
}
