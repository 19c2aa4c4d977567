import { randomBytes } from 'node:crypto';
import { createApp } from './app.ts';
import { loadOrCreateKeys } from './auth/key-file.ts';
import { toMasterKeys } from './auth/master-keys.ts';
import type { Config } from './config/config.ts';
import { version } from './config/version.ts';
import { listen } from './http/listen.ts';
import { shutDownOnSignals } from './http/shutdown.ts';
import { createLogger } from './observability/logger.ts';
import { openStore } from './store/open-store.ts';

/** Clients on open connections need some time to learn that the proxy shuts down. */
const DRAIN_MS = 300;

/**
 * A request takes several turns of the event loop. If each is a second late, the response would take many seconds, and
 * an immediate refusal is better. A short burst on a small server stays far below this limit.
 */
const OVERLOAD = { maxEventLoopDelayMs: 1_000, sampleIntervalMs: 1_000 };

/**
 * Runs the proxy until a signal ends it; resolves when it listens.
 * @throws {ConfigError} if the machine cannot provide what the configuration names
 */
export async function run(config: Config): Promise<void> {
  const { storeUrl, sessionKeys, dataDir } = config;
  const log = createLogger(config.logLevel);
  const onWarning = (text: string) => log.warn(text);
  const onRecovery = (text: string) => log.info(text);
  if (storeUrl !== 'sqlite:' && !sessionKeys) {
    log.warn(
      'SESSION_KEYS is not set, so the key in DATA_DIR seals the sessions: every other proxy on this Redis needs the same key',
    );
  }
  const keys = sessionKeys ?? loadOrCreateKeys(dataDir, randomBytes, onWarning);
  const app = await createApp({
    config,
    masterKeys: toMasterKeys(keys),
    store: await openStore(config, { onWarning, onRecovery }),
    version,
    log,
    now: Date.now,
    randomBytes,
    drainMs: DRAIN_MS,
    overload: OVERLOAD,
  });
  shutDownOnSignals(app, config.platformTimeoutMs);
  await listen(app, config);
}
