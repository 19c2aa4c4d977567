import { Gauge, type Registry } from 'prom-client';
import { PREFIX } from './metrics.ts';

/** The sources of the gauges, read at each scrape. */
export interface StateSources {
  version: string;
  /** Number of sessions; rejects during a store outage. */
  sessions: () => Promise<number>;
  /** Resolves if the proxy can serve requests, rejects otherwise. */
  readiness: () => Promise<void>;
  /** Whether the platform refuses the client id and secret. */
  credentialsRefused: () => boolean;
}

/** A scrape waits this long for the store. Prometheus times out after ten seconds. */
const TIMEOUT_MS = 2_000;

/** Adds gauges whose values are read at the time of each scrape. */
export function addStateGauges(registry: Registry, sources: StateSources): void {
  const registers = [registry];

  new Gauge({
    name: `${PREFIX}build_info`,
    help: 'Always 1; the label is the running version.',
    labelNames: ['version'],
    registers,
  }).set({ version: sources.version }, 1);

  new Gauge({
    name: `${PREFIX}sessions`,
    help: 'Sessions in the store, including ended ones that are not removed yet; absent during a store outage.',
    registers,
    async collect() {
      try {
        this.set(await withTimeout(sources.sessions()));
      } catch {
        this.remove();
      }
    },
  });

  new Gauge({
    name: `${PREFIX}ready`,
    help: 'Whether the proxy can serve requests (1) or not (0), as in /readyz.',
    registers,
    async collect() {
      const isReady = withTimeout(sources.readiness()).then(
        () => true,
        () => false,
      );
      this.set(Number(await isReady));
    },
  });

  new Gauge({
    name: `${PREFIX}platform_credentials_refused`,
    help: 'Whether the platform refuses the client id and secret (1) or not (0).',
    registers,
    collect() {
      this.set(Number(sources.credentialsRefused()));
    },
  });
}

async function withTimeout<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('timeout')), TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
