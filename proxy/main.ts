import './node-version.js';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { loadOrCreateKeys } from './auth/key-file.ts';
import { toMasterKeys } from './auth/master-keys.ts';
import { type Config, ConfigError, readConfig } from './config/config.ts';
import { readEnvironment, secretsCutAtHash } from './config/env-file.ts';
import { storeKind } from './config/store-url.ts';
import { version } from './config/version.ts';
import { safeError } from './errors/safe-error.ts';
import { listen } from './http/listen.ts';
import { shutDownOnSignals } from './http/shutdown.ts';
import { createLogger } from './observability/logger.ts';
import { openStore, prepareDataDir } from './store/open-store.ts';

/** Clients on open connections need some time to learn that the proxy shuts down. */
const DRAIN_MS = 300;

/**
 * A request takes several turns of the event loop. If each is a second late, the response would take many seconds, and
 * an immediate refusal is better. A short burst on a small server stays far below this limit.
 */
const OVERLOAD = { maxEventLoopDelayMs: 1_000, sampleIntervalMs: 1_000 };

async function main(): Promise<void> {
  const env = readEnvironment(process.env, process.cwd());
  const isCheck = process.argv.includes('--check');
  if (isCheck) {
    for (const name of secretsCutAtHash(process.env, process.cwd())) {
      console.warn(
        `Warning: ${name} is cut at a #. Put single quotes around the value if the # belongs to it.`,
      );
    }
  }
  const config = readConfig(env, (path) => readFileSync(path, 'utf8'));
  await (isCheck ? reportCheck(config) : start(config));
}

async function reportCheck({ platformUrl, outboundProxies, storeUrl }: Config): Promise<void> {
  console.log('Every setting is fine.');
  console.log(`The sessions are kept in ${storeKind(storeUrl)}.`);
  const { outboundProxyFor } = await import('./config/outbound-proxies.ts');
  const outboundProxy = outboundProxyFor(platformUrl, outboundProxies);
  console.log(
    outboundProxy === undefined
      ? 'The platform is reached directly, without an outbound proxy.'
      : `The platform is reached through the outbound proxy ${outboundProxy}.`,
  );
}

/**
 * Runs the proxy until a signal ends it; resolves when it listens.
 * @throws {ConfigError} if the machine cannot provide what the configuration names
 */
async function start(config: Config): Promise<void> {
  // Loading the app takes most of the start, and an invalid configuration is reported without that delay.
  const { createApp } = await import('./app.ts');
  const { storeUrl, sessionKeys, dataDir } = config;
  const log = createLogger(config.logLevel);
  const onWarning = (text: string) => log.warn(text);
  const onRecovery = (text: string) => log.info(text);
  if (storeUrl === 'sqlite:' || !sessionKeys) prepareDataDir(dataDir);
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

main().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(error.message);
  else console.error('The proxy could not start.', safeError(error));
  process.exitCode = 1;
});
