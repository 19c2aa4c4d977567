import underPressure from '@fastify/under-pressure';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { createOutageLog } from '../observability/outage-log.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether requests are refused because the event loop is too slow. */
    isOverloaded: () => boolean;
  }
}

/** The limits above which a process counts as overloaded. */
export interface OverloadLimits {
  /** Average milliseconds by which a turn of the event loop may be late. */
  maxEventLoopDelayMs: number;
  /** Milliseconds over which the average is taken. */
  sampleIntervalMs: number;
}

export interface OverloadOptions {
  /** Undefined if requests are never refused. */
  limits: OverloadLimits | undefined;
  /** Unix milliseconds. */
  now: () => number;
}

/** Milliseconds without a refused request after which the overload is over. */
const CALM_MS = 10_000;

/** The `config` of a route that is served under any load. */
export const ALWAYS_SERVED = { pressureHandler: () => {} };

/**
 * Refuses requests of an overloaded process with `overloaded`, before any cookie is opened. The criterion is the delay
 * of the event loop and not its utilization: a process that is always busy may still respond in time.
 */
export default fp<OverloadOptions>(
  async (app, { limits, now }) => {
    if (!limits) {
      app.decorate('isOverloaded', () => false);
      return;
    }
    const outages = createOutageLog({
      now,
      calmMs: CALM_MS,
      onStart: () => {
        const { eventLoopDelay } = app.memoryUsage();
        // The delay is infinite if no turn ended within the interval.
        const eventLoopDelayMs = Math.round(
          Number.isFinite(eventLoopDelay) ? eventLoopDelay : limits.sampleIntervalMs,
        );
        app.log.warn({ eventLoopDelayMs }, 'overloaded: requests are refused');
      },
      onEnd: (refused) => app.log.info({ refused }, 'no longer overloaded'),
    });
    await app.register(underPressure, {
      maxEventLoopDelay: limits.maxEventLoopDelayMs,
      sampleInterval: limits.sampleIntervalMs,
      pressureHandler: async () => {
        outages.failed();
        throw new ProxyError('overloaded');
      },
    });
    app.decorate('isOverloaded', () => app.isUnderPressure());
    app.addHook('onRequest', (_request, _reply, done) => {
      if (!app.isUnderPressure()) outages.succeeded();
      done();
    });
  },
  { name: 'overload', dependencies: ['error-handler'] },
);
