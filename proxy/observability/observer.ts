import type { PlatformErrorKind } from '../platform/errors/platform-error.ts';
import type { UnusableReason } from '../platform/response-summary.ts';
import type { SessionStore } from '../store/session-store.ts';

/** What the proxy calls the platform for: the first three at its token endpoint. */
export type PlatformEndpoint =
  | 'code_exchange'
  | 'refresh'
  | 'credentials_check'
  | 'userinfo'
  | 'topup';

/** How a call to the platform ended; `spared` is one that was not made, since the platform is down. */
export type RequestOutcome = 'ok' | 'spared' | PlatformErrorKind;

/** How the renewal of a session's tokens ended; `held` tokens came, and could not be written yet. */
export type RefreshOutcome = 'renewed' | 'ended' | 'failed' | 'held' | 'capped';

export type StoreOperation = Exclude<keyof SessionStore, 'close'>;

/** Told what happens inside, for the metrics. Nothing that it hears names a person or a session. */
export interface Observer {
  /** A call to the platform begins; the answer is called when it has ended. */
  platformCall(endpoint: PlatformEndpoint): (outcome: RequestOutcome) => void;
  /** A response of the platform could not be used. */
  unusableResponse(endpoint: PlatformEndpoint, reason: UnusableReason): void;
  /** How many calls to the platform are waiting for their turn. */
  waitingCalls(count: number): void;
  /** A call has waited for so long. */
  callWaited(seconds: number): void;
  /** A call to the session store begins; the answer is called when it has ended. */
  storeCall(operation: StoreOperation): (outcome: 'ok' | 'failed') => void;
  refresh(outcome: RefreshOutcome): void;
  /** Somebody else held the lease that this process wanted. */
  leaseContended(): void;
  /** How many token pairs wait in memory for the store to take them. */
  unsavedTokens(count: number): void;
}

/** A request that is over. */
export interface DoneRequest {
  /** As it is declared, never the URL; undefined where there is no such route. */
  route: string | undefined;
  method: string;
  /** Undefined where the client left before the answer was out. */
  status: number | undefined;
  milliseconds: number;
}

/** Told of every request that is over. */
export type RequestObserver = (request: DoneRequest) => void;
