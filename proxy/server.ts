import { readFile } from 'node:fs/promises';
import { Server as TlsServer } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { Accounts } from './account/accounts.ts';
import { buildApp } from './app.ts';
import { AccessTokens } from './auth/access-tokens.ts';
import type { MasterKey } from './auth/master-keys.ts';
import { bindingsOf } from './auth/platform-binding.ts';
import { createSessionSweeper } from './auth/session-sweeper.ts';
import { Sessions } from './auth/sessions.ts';
import type { Config } from './config/config.ts';
import { outboundProxyFor } from './config/outbound-proxies.ts';
import { describePlatformError, logBackgroundError } from './http/failure-log.ts';
import type { LoggerOptions } from './http/fastify-server.ts';
import { createMetricsListener } from './http/metrics-listener.ts';
import type { OverloadLimits } from './http/overload.ts';
import { CertificateWatch } from './http/tls/certificate-watch.ts';
import { Metrics } from './observability/metrics.ts';
import { OperatorLog } from './observability/operator-log.ts';
import { addStateGauges } from './observability/state-gauges.ts';
import { logStoreOutages } from './observability/store-outage-log.ts';
import { AccountApi } from './platform/account-api.ts';
import { CredentialsEvidence } from './platform/credentials-evidence.ts';
import { CredentialsWatch } from './platform/credentials-watch.ts';
import { createDispatcher } from './platform/dispatcher.ts';
import { OAuthClient } from './platform/oauth-client.ts';
import { PlatformRequests } from './platform/platform-requests.ts';
import { RequestQueue } from './platform/request-queue.ts';
import { PlatformTransport, userAgentOf } from './platform/transport.ts';
import type { SessionStore } from './store/session-store.ts';

/** What the proxy takes from the world around it. */
export interface Surroundings {
  settings: Config;
  masterKeys: readonly MasterKey[];
  store: SessionStore;
  version: string;
  /** Milliseconds for which requests are still taken while the proxy shuts down. */
  drain: number;
  /** From when on requests are refused; undefined for never. */
  overload?: OverloadLimits | undefined;
  /** In which a whole request must arrive; 30 seconds, unless set. */
  requestTimeoutMs?: number | undefined;
  /** Milliseconds from one time to the next; a minute, for certificates five seconds, unless said. */
  intervals?: { sweep?: number; credentialsCheck?: number; certificateCheck?: number };
  /** Unix milliseconds. */
  now: () => number;
  randomBytes: (size: number) => Buffer;
  logger: LoggerOptions;
}

const MINUTE = 60_000;

/** Milliseconds from one look at the certificate files to the next: they are small, and the second look counts. */
const CERTIFICATE_CHECK = 5_000;

/** Milliseconds by which the lease on a refresh token outlives the time limit of the call that uses it. */
const LEASE_MARGIN = 5_000;

/** Milliseconds for which a proxy that shuts down goes on writing tokens that the store did not take. */
const FLUSH_LIMIT = 5_000;

/**
 * Connections for code exchanges, which anybody can cause with a made-up code. The rate limit for sign-ins
 * keeps one address far below that.
 */
const MAX_SIGN_IN_CONNECTIONS = 1_024;

/**
 * The whole proxy, ready to listen. Closing it finishes the requests and renewals under way, then
 * closes the store.
 */
export async function createProxy(surroundings: Surroundings): Promise<FastifyInstance> {
  const { settings, masterKeys, store, version, now, randomBytes, logger } = surroundings;
  const { intervals = {} } = surroundings;
  const { sweep = MINUTE, credentialsCheck = MINUTE } = intervals;
  const operatorLog = new OperatorLog(() => app.log, now);
  const metrics = new Metrics();
  const observer = logStoreOutages(metrics, operatorLog.storeCalls);
  const { platformUrl, platformTimeoutMs: timeout, topUpHosts, outboundProxies } = settings;
  const connections = { timeoutMs: timeout, outboundProxies };
  const dispatcher = createDispatcher(connections);
  const singleUseDispatcher = createDispatcher({ ...connections, singleUse: true });
  const signInDispatcher = createDispatcher({
    ...connections,
    singleUse: true,
    maxConnections: MAX_SIGN_IN_CONNECTIONS,
  });
  const outboundProxy = outboundProxyFor(platformUrl, outboundProxies);
  const http = new PlatformTransport({
    platformUrl,
    timeoutMs: timeout,
    dispatcher,
    singleUseDispatcher,
    signInDispatcher,
    outboundProxy,
    userAgent: userAgentOf(version),
  });
  const random = () => randomBytes(4).readUInt32BE() / 2 ** 32;
  const elapsedMs = () => performance.now();
  const queue = new RequestQueue({ limitMs: timeout, elapsedMs, random, observer });
  const calls = new PlatformRequests({
    now,
    random,
    observer,
    queue,
    onSparing: (endpoint, error) =>
      operatorLog.circuitChanged(endpoint, error && describePlatformError(error)),
  });
  const evidence = new CredentialsEvidence({
    now,
    onChange: (areRefused) => credentials.heard(areRefused),
  });
  const oauth = new OAuthClient({ ...settings, http, calls, now, credentials: evidence });
  const bindings = bindingsOf(settings);
  const sessions = new Sessions({
    ...settings,
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
    admit: (session, work) => calls.inTurn({ kind: 'session', key: session }, work),
    leaseMs: timeout + LEASE_MARGIN,
    now,
    random,
    observer,
    onBackgroundError: (error) => logBackgroundError(app.log, error),
  });
  const accounts = new Accounts({
    api: new AccountApi({ http, calls, topUpHosts, now }),
    accessTokens,
    maxAge: settings.userInfoMaxAgeMs,
    now,
  });
  const app = await buildApp({
    settings,
    masterKeys,
    binding: bindings[0],
    services: { sessions, accounts, oauth, randomBytes, now },
    version,
    drain: surroundings.drain,
    overload: surroundings.overload,
    requestTimeoutMs: surroundings.requestTimeoutMs,
    onRequestDone: metrics.requestDone,
    logger,
  });

  if (outboundProxy !== undefined) {
    app.log.info({ outboundProxy }, 'the platform is reached through an outbound proxy');
  }
  const credentials = new CredentialsWatch({
    check: () => oauth.checkCredentials(),
    every: credentialsCheck,
    log: app.log,
  });
  const sweeper = createSessionSweeper({
    removeEnded: (limit) => sessions.removeEnded(limit),
    intervalMs: sweep,
    onError: (error) => logBackgroundError(app.log, error),
  });
  sweeper.start();
  // A store that is away is asked again before anything depends on it.
  sessions.claimUnbound().catch(() => {});
  const forgetting = setInterval(() => {
    accounts.forgetExpired();
    sessions.forgetUnused();
    app.sessionCookie.forgetExpired();
  }, MINUTE);
  forgetting.unref();

  addStateGauges(metrics.registry, {
    version,
    sessions: () => sessions.count(),
    readiness: () => app.readiness(),
    credentialsRefused: () => oauth.credentialsRefused,
  });
  const closeMetrics = serveMetrics(app, metrics, settings);
  const certificates = watchCertificate(app, settings, intervals.certificateCheck, now);

  app.addHook('onClose', async () => {
    try {
      clearInterval(forgetting);
      const lost = await accessTokens.close(FLUSH_LIMIT);
      await Promise.all([sweeper.close(), credentials.close(), certificates?.close()]);
      if (lost > 0) app.log.error({ pairs: lost }, 'the store did not take the last token pairs');
      await Promise.all([
        dispatcher.close(),
        singleUseDispatcher.close(),
        signInDispatcher.close(),
      ]);
      await store.close();
    } finally {
      await closeMetrics();
    }
  });
  return app;
}

/** Serves the metrics from when the proxy is ready to listen, where there is a port for them; gives what ends that. */
function serveMetrics(
  app: FastifyInstance,
  { registry }: Metrics,
  { host, metricsPort: port }: Config,
): () => Promise<void> {
  if (port === undefined) return async () => {};
  const listener = createMetricsListener({ registry, log: app.log });
  const listenTextResolver = (address: string) => `metrics on ${address}/metrics`;
  app.addHook('onReady', async () => {
    await listener.listen({ host, port, listenTextResolver });
  });
  return () => listener.close();
}

/** Where the proxy serves https itself: new connections get what is in the files now. */
function watchCertificate(
  { server, log }: FastifyInstance,
  { tls }: Config,
  every = CERTIFICATE_CHECK,
  now: () => number,
): CertificateWatch | undefined {
  if (!tls || !(server instanceof TlsServer)) return undefined;
  const watch = new CertificateWatch({
    tls,
    readText: (path) => readFile(path, 'utf8'),
    use: (pair) => server.setSecureContext(pair),
    every,
    now,
    log,
  });
  watch.start();
  return watch;
}
