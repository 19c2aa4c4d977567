import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { Accounts } from './account/accounts.ts';
import { AccessTokens } from './auth/access-token-refresh.ts';
import { bindingsOf } from './auth/platform-binding.ts';
import { createSessionSweeper } from './auth/session-sweeper.ts';
import { Sessions } from './auth/sessions.ts';
import { describePlatformError, logBackgroundError } from './http/failure-log.ts';
import { createServer } from './http/fastify-server.ts';
import { type PluginOptions, registerPlugins } from './http/plugins.ts';
import { requestIds } from './http/request-id.ts';
import { watchCertificate } from './http/tls/certificate-watch.ts';
import { UNOBSERVED } from './observability/observer.ts';
import { OperatorLog } from './observability/operator-log.ts';
import { logStoreOutages } from './observability/store-outage-log.ts';
import { createPlatform } from './platform/create-platform.ts';
import { CredentialsWatch } from './platform/credentials-watch.ts';
import { PlatformTransport, userAgentOf } from './platform/transport/transport.ts';
import { registerRoutes } from './routes/routes.ts';
import type { SessionStore } from './store/session-store.ts';
import { IntervalLoop } from './timing/interval-loop.ts';

/** Everything that the proxy gets from outside. */
export interface AppDependencies
  extends Omit<PluginOptions, 'binding' | 'services' | 'onRequestDone'> {
  store: SessionStore;
  log: FastifyBaseLogger;
  /** Unix milliseconds. */
  now: () => number;
  randomBytes: (size: number) => Buffer;
  /** Milliseconds within which a whole request must arrive; 30 seconds by default. */
  requestTimeoutMs?: number | undefined;
  /** Times between two runs of the background tasks. */
  intervals?: { sweepMs?: number; credentialsCheckMs?: number; certificateCheckMs?: number };
}

const MINUTE_MS = 60_000;

/** Time by which a refresh lease outlives the time limit of the platform request that it protects. */
const LEASE_MARGIN_MS = 5_000;

/** Time in which a proxy that shuts down retries to save tokens that the store has not accepted. */
const SAVE_LIMIT_MS = 5_000;

/**
 * Composes the whole proxy, ready to listen. Closing it finishes the current requests and token refreshes, then closes
 * the store.
 */
export async function createApp(dependencies: AppDependencies): Promise<FastifyInstance> {
  const { config, masterKeys, store, version, log, now, randomBytes } = dependencies;
  const { sweepMs = MINUTE_MS, credentialsCheckMs = MINUTE_MS } = dependencies.intervals ?? {};
  const onBackgroundError = (error: unknown) => logBackgroundError(log, error);

  const operatorLog = new OperatorLog(log);
  const { host, metricsPort } = config;
  const metrics =
    metricsPort === undefined
      ? undefined
      : (await import('./http/metrics-listener.ts')).createMetrics(host, metricsPort);
  const observer = logStoreOutages(metrics?.observer ?? UNOBSERVED, log, store.kind, now);
  const onRequestDone = metrics?.observer.requestDone ?? (() => {});

  const { platformUrl, platformTimeoutMs: timeoutMs, outboundProxies } = config;
  const userAgent = userAgentOf(version);
  const transport = new PlatformTransport({ platformUrl, timeoutMs, outboundProxies, userAgent });
  const { outboundProxy } = transport;
  if (outboundProxy !== undefined) {
    log.info({ outboundProxy }, 'the platform is reached through an outbound proxy');
  }
  const { oauth, accountApi, admission, credentials } = createPlatform({
    ...config,
    transport,
    observer,
    now,
    random: () => randomBytes(4).readUInt32BE() / 2 ** 32,
    onCircuitChange: (endpoint, error) =>
      operatorLog.circuitChanged(endpoint, error && describePlatformError(error)),
  });
  const credentialsWatch = new CredentialsWatch({
    credentials,
    check: () => oauth.checkCredentials(),
    intervalMs: credentialsCheckMs,
    log,
  });

  const bindings = bindingsOf(config);
  const sessions = new Sessions({
    ...config,
    store,
    masterKeys,
    bindings,
    onForeignSession: () => operatorLog.foreignSession(),
    now,
    randomBytes,
    observer,
  });
  const accessTokens = new AccessTokens({
    sessions,
    refresh: (refreshToken, session) => oauth.refresh(refreshToken, session),
    admission,
    leaseMs: timeoutMs + LEASE_MARGIN_MS,
    now,
    observer,
    onBackgroundError,
  });
  const accounts = new Accounts({
    api: accountApi,
    accessTokens,
    maxAgeMs: config.userInfoMaxAgeMs,
    now,
  });

  const app = createServer({
    config,
    log,
    newRequestId: requestIds(randomBytes),
    requestTimeoutMs: dependencies.requestTimeoutMs,
    onRequestDone,
  });
  await registerPlugins(app, {
    ...dependencies,
    binding: bindings[0],
    services: { sessions, storeKind: store.kind, accounts, oauth, randomBytes, now },
    onRequestDone,
  });
  const publicOrigin = new URL(config.redirectUri).origin;
  await registerRoutes(app, { version, platformUrl, publicOrigin });

  // Assigns the sessions of 0.1.0 early. If the store fails, whatever depends on them tries again.
  sessions.claimUnbound().catch(() => {});
  const sweeper = createSessionSweeper({
    removeEnded: (limit) => sessions.removeEnded(limit),
    intervalMs: sweepMs,
    onError: onBackgroundError,
  });
  sweeper.start();
  const cacheCleanup = new IntervalLoop({
    intervalMs: MINUTE_MS,
    run() {
      accounts.forgetExpired();
      sessions.forgetUnused();
      app.sessionCookies.forgetExpired();
    },
  });
  cacheCleanup.start();
  const certificateWatch = watchCertificate(
    app,
    config.tls,
    now,
    dependencies.intervals?.certificateCheckMs,
  );

  const closeMetrics = metrics?.serve(app, {
    version,
    sessions: () => sessions.count(),
    readiness: () => app.readiness(),
    credentialsRefused: () => oauth.credentialsRefused,
  });

  app.addHook('onClose', async () => {
    try {
      const lost = await accessTokens.close(SAVE_LIMIT_MS);
      const tasks = [sweeper, cacheCleanup, credentialsWatch, certificateWatch];
      await Promise.all(tasks.map((task) => task?.close()));
      if (lost > 0) {
        log.error({ sessions: lost }, 'the session store did not accept the last unsaved tokens');
      }
      await transport.close();
      await store.close();
    } finally {
      await closeMetrics?.();
    }
  });
  return app;
}
