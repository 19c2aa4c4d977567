import type { FastifyBaseLogger } from 'fastify';
import { ProxyError } from '../errors/proxy-error.ts';
import { safeError } from '../errors/safe-error.ts';
import { PlatformError } from '../platform/errors/platform-error.ts';
import { toProxyError } from '../platform/errors/to-proxy-error.ts';

/** Log fields for a platform error: its kind and a summary of the response, never the text of the platform. */
export function describePlatformError(error: PlatformError): Record<string, unknown> {
  const { kind, detail, response } = error;
  if (!response) return { platformError: kind, detail };
  const { text: _, ...rest } = response;
  return { platformError: kind, detail, response: rest };
}

/** Log fields for a failure: its error code and the platform error or the stack behind it. */
export function describeFailure(failure: ProxyError): Record<string, unknown> {
  const { code, cause, statusCode } = failure;
  if (cause instanceof PlatformError) return { error: code, ...describePlatformError(cause) };
  if (cause === undefined || statusCode < 500) return { error: code };
  return { error: code, cause: safeError(cause instanceof ProxyError ? cause.cause : cause) };
}

/** Outages that are logged once when they start and once when they end. */
const OUTAGE_CODES: ReadonlySet<string> = new Set([
  'overloaded',
  'platform_misconfigured',
  'shutting_down',
  'store_unavailable',
]);

/** The log level of a failure: `info` for client errors and for requests that fail because of a known outage. */
export function levelOf({ code, cause, statusCode }: ProxyError): 'info' | 'warn' {
  const wasNotSent = cause instanceof PlatformError && cause.notSent;
  return statusCode < 500 || wasNotSent || OUTAGE_CODES.has(code) ? 'info' : 'warn';
}

/** Logs an error that no request is waiting for. */
export function logBackgroundError(log: FastifyBaseLogger, error: unknown): void {
  const failure = toProxyError(error);
  // The user has signed out in the meantime, which is no error.
  if (failure.code === 'not_authenticated') return;
  log[levelOf(failure)](describeFailure(failure), 'background work failed');
}
