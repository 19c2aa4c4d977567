import { Gauge, type Registry } from 'prom-client';
import { PREFIX } from './metrics.ts';

/** What the proxy is asked when somebody scrapes. */
export interface StateSources {
  version: string;
  /** How many sessions there are; rejects while the store does not say. */
  sessions: () => Promise<number>;
  /** Resolves while the proxy can serve, else rejects. */
  readiness: () => Promise<void>;
  /** Whether the platform's last word on our client id and secret was no. */
  credentialsRefused: () => boolean;
}

/** Milliseconds that a scrape waits for the store: Prometheus gives up after ten seconds. */
const PATIENCE = 2_000;

/** Gauges of what is the case at the moment of the scrape, which is asked for then and not before. */
export function addStateGauges(registry: Registry, sources: StateSources): void {
  const registers = [registry];

  new Gauge({
    name: `${PREFIX}build_info`,
    help: 'Always 1; the label is the version that runs.',
    labelNames: ['version'],
    registers,
  }).set({ version: sources.version }, 1);

  new Gauge({
    name: `${PREFIX}sessions`,
    help: 'Sessions in the store, ended ones that are not yet removed among them; absent while the store does not answer.',
    registers,
    async collect() {
      try {
        this.set(await inTime(sources.sessions()));
      } catch {
        this.remove();
      }
    },
  });

  new Gauge({
    name: `${PREFIX}ready`,
    help: 'Whether the proxy can serve (1), as /readyz says it, or not (0).',
    registers,
    async collect() {
      const isReady = inTime(sources.readiness()).then(
        () => true,
        () => false,
      );
      this.set(Number(await isReady));
    },
  });

  new Gauge({
    name: `${PREFIX}platform_credentials_refused`,
    help: 'Whether the platform refuses our client id and secret (1) or not (0).',
    registers,
    collect() {
      this.set(Number(sources.credentialsRefused()));
    },
  });
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PATIENCE);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
