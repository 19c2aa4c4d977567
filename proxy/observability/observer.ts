/** What a platform request is for; the first three go to the token endpoint. */
export type PlatformEndpoint =
  | 'code_exchange'
  | 'refresh'
  | 'credentials_check'
  | 'userinfo'
  | 'topup';

/**
 * How a platform request ended: `not_sent` if the circuit breaker or a cooldown stopped it, otherwise `ok` or the kind
 * of the platform error.
 */
export type RequestOutcome =
  | 'ok'
  | 'not_sent'
  | 'unreachable'
  | 'cut_off'
  | 'timeout'
  | 'unavailable'
  | 'rate_limited'
  | 'unreadable'
  | 'token_refused'
  | 'refused'
  | 'unauthorized'
  | 'grant_ended'
  | 'credentials_refused';

/** Why a platform response could not be used. */
export const UNUSABLE_REASONS = [
  'challenge_page',
  'redirect',
  'html',
  'status',
  'compressed',
  'too_large',
  'not_json',
  'missing_field',
  'invalid_field',
  'refused',
] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];

/**
 * How a token refresh ended: `unsaved` if the store has not accepted the new tokens yet, `over_budget` if the refresh
 * budget of the session was used up.
 */
export const REFRESH_OUTCOMES = ['refreshed', 'ended', 'failed', 'unsaved', 'over_budget'] as const;
export type RefreshOutcome = (typeof REFRESH_OUTCOMES)[number];

export type StoreOperation =
  | 'read'
  | 'insert'
  | 'replace'
  | 'remove'
  | 'spend'
  | 'removeEnded'
  | 'claimUnbound'
  | 'count'
  | 'check';

/** Records events for the metrics. No argument identifies a user or a session. */
export interface Observer {
  /** Starts a timer; call the returned function when the platform request has ended. */
  platformRequest(endpoint: PlatformEndpoint): (outcome: RequestOutcome) => void;
  unusableResponse(endpoint: PlatformEndpoint, reason: UnusableReason): void;
  /** Sets the number of platform requests in the queue. */
  queuedRequests(count: number): void;
  /** Records how long a platform request was queued. */
  requestQueued(seconds: number): void;
  /** Starts a timer; call the returned function when the store call has ended. */
  storeCall(operation: StoreOperation): (outcome: 'ok' | 'failed') => void;
  tokenRefresh(outcome: RefreshOutcome): void;
  /** Counts an attempt to take a refresh lease that another process held. */
  leaseContended(): void;
  /** Sets the number of sessions whose new tokens the store has not accepted yet. */
  unsavedTokens(count: number): void;
}

const end = () => {};

/** Records nothing. */
export const UNOBSERVED: Observer = {
  platformRequest: () => end,
  unusableResponse() {},
  queuedRequests() {},
  requestQueued() {},
  storeCall: () => end,
  tokenRefresh() {},
  leaseContended() {},
  unsavedTokens() {},
};

export interface CompletedRequest {
  /** The declared route, never the URL; undefined if no route matched. */
  route: string | undefined;
  method: string;
  /** Undefined if the client disconnected before the response was complete. */
  status: number | undefined;
  durationMs: number;
}

/** Called once for each completed request. */
export type RequestObserver = (request: CompletedRequest) => void;
