import type { FastifyInstance } from 'fastify';
import { safeError } from '../errors/safe-error.ts';

/** Milliseconds on top of the platform's time limits that a shutdown may take. */
const GRACE = 15_000;

/**
 * Calls that one request may wait for in a row: another process's renewal, its own with a token that is
 * refused, for a new one, and with that.
 */
const MOST_CALLS = 4;

/**
 * SIGTERM and SIGINT stop the proxy once the requests under way are answered; a shutdown that takes
 * longer than the longest request can is cut off. An error that nobody caught ends the process, and reaches
 * the log through the one serializer that drops secrets.
 */
export function closeOnSignals(app: FastifyInstance, platformTimeoutMs: number): void {
  let closing = false;
  const close = async (signal: NodeJS.Signals) => {
    if (closing) return;
    closing = true;
    app.log.info({ signal }, 'shutting down');
    setTimeout(
      () => {
        app.log.error('shutdown took too long, requests were cut off');
        process.exit(1);
      },
      MOST_CALLS * platformTimeoutMs + GRACE,
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
