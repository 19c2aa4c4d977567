import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger } from 'fastify';
import { loadOrCreateKeys } from './auth/key-file.ts';
import { toMasterKeys } from './auth/master-keys.ts';
import { type Config, ConfigError } from './config/config.ts';
import { version } from './config/version.ts';
import { closeOnSignals } from './http/signals.ts';
import { createProxy } from './server.ts';
import { openStore, prepareDataDir } from './store/open-store.ts';

/** Milliseconds; a client on a kept connection needs a moment to be told to leave. */
const DRAIN = 300;

/**
 * A request takes a few turns of the event loop: where each is this much too long, whoever asks would wait for
 * seconds, and is better told at once. A short burst on a small server stays far below.
 */
const OVERLOAD = { eventLoopDelay: 1_000, sampleInterval: 1_000 };

const ONE_PROXY_ALONE =
  'SESSION_KEYS is not set, so the key in DATA_DIR seals the sessions: every other proxy on this Redis needs the same key';

/**
 * Runs the proxy until a signal ends it; resolves once it listens.
 * @throws {ConfigError} where the machine does not let a setting be as it is.
 */
export async function serve(settings: Config): Promise<void> {
  const { storeUrl, sessionKeys, dataDir } = settings;
  const log = Promise.withResolvers<FastifyBaseLogger>();
  const onWarning = async (sentence: string) => (await log.promise).warn(sentence);
  if (storeUrl === 'sqlite:' || !sessionKeys) prepareDataDir(dataDir);
  const keys = sessionKeys ?? loadOrCreateKeys(dataDir, randomBytes, onWarning);
  const app = await createProxy({
    settings,
    masterKeys: toMasterKeys(keys),
    store: await openStore(settings, {
      onWarning,
      onRecovery: async (sentence) => (await log.promise).info(sentence),
    }),
    version,
    drain: DRAIN,
    overload: OVERLOAD,
    now: Date.now,
    randomBytes,
    logger: { level: settings.logLevel },
  });
  log.resolve(app.log);
  if (storeUrl !== 'sqlite:' && !sessionKeys) app.log.warn(ONE_PROXY_ALONE);
  closeOnSignals(app, settings.platformTimeoutMs);
  const { host, port } = settings;
  try {
    await app.listen({ host, port, listenTextResolver: (address) => `listening on ${address}` });
  } catch (error) {
    await app.close();
    throw listenError(error, settings);
  }
}

function listenError(error: unknown, settings: Config): unknown {
  const { host, metricsPort } = settings;
  const { code, port = settings.port } = error as NodeJS.ErrnoException & { port?: number };
  const name = port === metricsPort ? 'METRICS_PORT' : 'PORT';
  switch (code) {
    case 'EADDRINUSE': {
      const problem = `is ${port}, which another program on ${host} uses: stop that program or choose a free port`;
      return new ConfigError([{ name, problem, example: String(port + 1) }]);
    }
    case 'EACCES': {
      const problem = `is ${port}, which this user may not open: choose one above 1023`;
      const example = name === 'PORT' ? '8787' : '9464';
      return new ConfigError([{ name, problem, example }]);
    }
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND': {
      const problem = 'is no address of this machine';
      return new ConfigError([{ name: 'HOST', problem, example: '127.0.0.1' }]);
    }
    default:
      return error;
  }
}
