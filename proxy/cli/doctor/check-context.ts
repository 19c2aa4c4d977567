import { CSRF_HEADER, CSRF_VALUE } from '../../../shared/routes.ts';
import type { DoctorResponse, Fetch } from './fetch.ts';
import type { Target } from './target.ts';

/** What the checks work with. */
export interface CheckContext {
  target: Target;
  /** Fetches from the target. */
  fetchProxy: Fetch;
  /** Fetches from any origin, whatever its certificate. */
  lenientFetcherFor: (origin: string) => Fetch;
  /** Fetches from an origin whose certificate is trusted. */
  strictFetcherFor: (origin: string) => Fetch;
  /** Fetches the proxy's metrics; undefined without `--metrics`. */
  fetchMetrics?: (() => Promise<DoctorResponse>) | undefined;
  /** The version that the target should have at least. */
  version: string;
  /** Unix milliseconds. */
  now: () => number;
}

/** The headers of a request as the extension sends it. */
export const CSRF_HEADERS = { [CSRF_HEADER]: CSRF_VALUE };
