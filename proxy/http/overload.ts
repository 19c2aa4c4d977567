import underPressure from '@fastify/under-pressure';
import fp from 'fastify-plugin';
import { ProxyError } from '../errors/proxy-error.ts';
import { OutageLog } from '../observability/outages.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Whether requests are refused since this process has more to do than it can. */
    isOverloaded: () => boolean;
  }
}

/** From when on a process counts as overloaded. */
export interface OverloadLimits {
  /** Milliseconds that one turn of the event loop may take longer than it should, on average. */
  eventLoopDelay: number;
  /** Milliseconds over which the average is taken, and from one look at it to the next. */
  sampleInterval: number;
}

export interface OverloadOptions {
  /** Undefined for a process that never refuses a request. */
  limits: OverloadLimits | undefined;
  /** Unix milliseconds. */
  now: () => number;
}

/** Milliseconds without a refused request after which the log says that the overload is over. */
const CALM = 10_000;

/** For the `config` of a route that answers whatever the load is. */
export const ALWAYS_ANSWERED = { pressureHandler: () => {} };

/**
 * An overloaded process refuses requests at once, before any cookie is opened, and takes them again as soon
 * as it keeps up. The delay of the event loop is what decides, not how busy it is: a process that
 * answers everybody in time may well be busy all the time.
 */
export default fp<OverloadOptions>(
  async (app, { limits, now }) => {
    if (!limits) {
      app.decorate('isOverloaded', () => false);
      return;
    }
    const episodes = new OutageLog({
      now,
      calm: CALM,
      onBegin: () => {
        const { eventLoopDelay } = app.memoryUsage();
        // Infinite where no turn ended in a whole interval.
        const delay = Math.round(
          Number.isFinite(eventLoopDelay) ? eventLoopDelay : limits.sampleInterval,
        );
        app.log.warn({ delay }, 'overloaded: requests are refused');
      },
      onEnd: (requests) => app.log.info({ refused: requests }, 'no longer overloaded'),
    });
    await app.register(underPressure, {
      maxEventLoopDelay: limits.eventLoopDelay,
      sampleInterval: limits.sampleInterval,
      pressureHandler: async () => {
        episodes.fault();
        throw new ProxyError('overloaded');
      },
    });
    app.decorate('isOverloaded', () => app.isUnderPressure());
    app.addHook('onRequest', (_request, _reply, done) => {
      if (!app.isUnderPressure()) episodes.success();
      done();
    });
  },
  { name: 'overload', dependencies: ['error-replies'] },
);
