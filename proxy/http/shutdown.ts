import type { FastifyInstance } from 'fastify';
import { safeError } from '../errors/safe-error.ts';

/** Time that a shutdown may take in addition to the time limits of the platform requests. */
const GRACE_MS = 15_000;

/**
 * Consecutive platform requests that one request may wait for: a token refresh in another process, a request with a
 * token that is refused, a token refresh of its own, and the request with the new token.
 */
const MAX_PLATFORM_REQUESTS = 4;

/**
 * On SIGTERM and SIGINT, closes the app after the current requests are answered; exits with code 1 if that takes longer
 * than the longest request can. Further signals are ignored, because a terminal and npm both send SIGINT on Ctrl+C.
 * Exits with code 1 at once on an uncaught error, which is logged without its message.
 */
export function shutDownOnSignals(app: FastifyInstance, platformTimeoutMs: number): void {
  let isClosing = false;
  const close = async (signal: NodeJS.Signals) => {
    if (isClosing) return;
    isClosing = true;
    app.log.info({ signal }, 'shutting down');
    setTimeout(
      () => {
        app.log.error('shutdown took too long, requests were cut off');
        process.exit(1);
      },
      MAX_PLATFORM_REQUESTS * platformTimeoutMs + GRACE_MS,
    ).unref();
    try {
      await app.close();
      app.log.info('stopped');
    } catch (error) {
      app.log.error({ err: error }, 'shutdown failed');
      process.exitCode = 1;
    }
  };
  process.on('SIGTERM', close);
  process.on('SIGINT', close);
  for (const event of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(event, (error: unknown) => {
      app.log.fatal({ cause: safeError(error) }, event);
      process.exit(1);
    });
  }
}
