import type { OutboundProxies } from './outbound-proxies.ts';
import { readOutboundProxies } from './outbound-proxy-variables.ts';
import { storeUrl } from './store-url.ts';
import {
  belongTogether,
  certificate,
  FOREIGN_KEY,
  inFile,
  privateKey,
  type TlsConfig,
} from './tls.ts';
import * as rules from './value-rules.ts';
import { type ConfigProblem, createReader, type Reader, type ReadText } from './variable-reader.ts';

const DAY_MS = 86_400_000;

/** Invalid and missing variables. The message names all of them and contains no value. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const rows = problems.map(
      ({ name, problem, example }) =>
        `  ${name} ${problem}.${example === undefined ? '' : `\n    Example: ${name}=${example}`}`,
    );
    const count = problems.length === 1 ? 'one setting is' : `${problems.length} settings are`;
    super(
      [
        `Balance Companion's proxy cannot start: ${count} missing or wrong.`,
        ...rows,
        'Set them in the environment or in the file .env of the folder it starts in.',
      ].join('\n'),
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Where sessions are stored and the keys that seal them. */
export type StorageConfig = ReturnType<typeof readStorage>;

function readStorage({ optional, withDefault }: Reader) {
  return {
    sessionKeys: optional(
      'SESSION_KEYS',
      '(the output of: openssl rand -base64 32 | tr "+/" "-_" | tr -d "=")',
      rules.sessionKeys,
    ),
    /** `sqlite:`, or a URL that `redisAddress` parses. */
    storeUrl: withDefault('STORE_URL', 'sqlite:', storeUrl),
    dataDir: withDefault('DATA_DIR', './data', rules.path),
  };
}

/**
 * Reads the part of the configuration that the backup commands need.
 * @throws {ConfigError}
 */
export function readStorageConfig(env: NodeJS.ProcessEnv, readText: ReadText): StorageConfig {
  const problems: ConfigProblem[] = [];
  const storage = readStorage(createReader(env, readText, problems));
  if (problems.length > 0) throw new ConfigError(problems);
  return storage;
}

/**
 * Reads the outbound proxies only.
 * @throws {ConfigError}
 */
export function readOutboundConfig(env: NodeJS.ProcessEnv): OutboundProxies {
  const problems: ConfigProblem[] = [];
  const reader = createReader(env, () => '', problems);
  const proxies = readOutboundProxies(env, reader);
  if (problems.length > 0) throw new ConfigError(problems);
  return proxies;
}

/** The configuration of the proxy. */
export type Config = ReturnType<typeof readConfig>;

/**
 * Reads the whole configuration. Rate limits are in requests per minute; 0 switches a limit off.
 * @throws {ConfigError} naming every variable that is missing or invalid
 */
export function readConfig(env: NodeJS.ProcessEnv, readText: ReadText) {
  const problems: ConfigProblem[] = [];
  const reader = createReader(env, readText, problems);
  const { required, optional, withDefault } = reader;

  const config = {
    platformUrl: required('PLATFORM_URL', 'https://api.kr777.top', rules.httpsOrigin),
    /** Former addresses of the same platform. */
    platformMovedFrom:
      optional(
        'PLATFORM_MOVED_FROM',
        'https://old.example.com,https://older.example.com',
        rules.httpsOrigins,
      ) ?? [],
    clientId: required('OAUTH_CLIENT_ID', 'client_abc123', rules.credential),
    clientSecret: required('OAUTH_CLIENT_SECRET', 'secret_xyz789', rules.credential),
    /** Exactly as configured, because the platform compares it as text (RFC 6749 section 3.1.2.3). */
    redirectUri: required(
      'OAUTH_REDIRECT_URI',
      'https://wallet.example.com/oauth/callback',
      rules.redirectUri,
    ),
    scope: withDefault('OAUTH_SCOPE', 'profile balance', rules.scope),
    pkce: withDefault('OAUTH_PKCE', 'on', rules.oneOf('on', 'off')) === 'on',
    ...readStorage(reader),
    host: withDefault('HOST', '127.0.0.1', rules.host),
    port: withDefault('PORT', '8787', rules.port),
    trustProxy: optional('TRUST_PROXY', '127.0.0.1,10.0.0.0/8', rules.addresses) ?? [],
    extensionOrigins: optional(
      'EXTENSION_ORIGINS',
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      rules.extensionOrigins,
    ),
    topUpHosts: optional('TOPUP_HOSTS', 'api.kr777.top,pay.example.com', rules.hosts),
    userInfoMaxAgeMs:
      1000 * withDefault('USERINFO_MAX_AGE', '2', rules.number(0, 3600, 'fraction')),
    sessionIdleMs: DAY_MS * withDefault('SESSION_IDLE_DAYS', '30', rules.number(1, 365)),
    sessionMaxMs: DAY_MS * withDefault('SESSION_MAX_DAYS', '180', rules.number(1, 400)),
    rateLimitSignIn: withDefault('RATE_LIMIT_SIGN_IN', '60', rules.number(0, 1_000_000)),
    rateLimitApi: withDefault('RATE_LIMIT_API', '600', rules.number(0, 1_000_000)),
    platformTimeoutMs: Math.round(
      1000 * withDefault('PLATFORM_TIMEOUT', '10', rules.number(0.1, 120, 'fraction')),
    ),
    outboundProxies: readOutboundProxies(env, { optional }),
    /** 0 sends no `Strict-Transport-Security` header. */
    hstsMaxAgeSeconds: withDefault(
      'HSTS_MAX_AGE',
      String(defaultHstsMaxAge(env.OAUTH_REDIRECT_URI)),
      rules.number(0, 315_360_000),
      '31536000',
    ),
    tls: readTls(env, readText, optional, problems),
    /** Undefined serves no metrics. */
    metricsPort: optional('METRICS_PORT', '9464', rules.port),
    logLevel: withDefault(
      'LOG_LEVEL',
      'info',
      rules.oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    ),
  };
  if (config.metricsPort !== undefined && config.metricsPort === config.port) {
    const problem = 'is the same as PORT: metrics have a listener of their own';
    problems.push({ name: 'METRICS_PORT', problem, example: '9464' });
  }
  if (problems.length > 0) throw new ConfigError(problems);
  return config;
}

/** Seconds. HSTS covers all ports of a host (RFC 6797 section 8.2), and other ports may serve plain http. */
function defaultHstsMaxAge(redirectUri = ''): number {
  const url = URL.parse(redirectUri);
  return url?.protocol === 'https:' && url.port === '' ? 31_536_000 : 0;
}

const CERT_EXAMPLE = '/etc/balance-companion/fullchain.pem';
const KEY_EXAMPLE = '/etc/balance-companion/privkey.pem';

function readTls(
  env: NodeJS.ProcessEnv,
  readText: ReadText,
  optional: Reader['optional'],
  problems: ConfigProblem[],
): TlsConfig | undefined {
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = env;
  const cert = optional('TLS_CERT_FILE', CERT_EXAMPLE, inFile(certificate, readText));
  const key = optional('TLS_KEY_FILE', KEY_EXAMPLE, inFile(privateKey, readText));
  if (certFile && !keyFile) {
    const problem = 'is missing: TLS_CERT_FILE is set, and https needs both';
    problems.push({ name: 'TLS_KEY_FILE', problem, example: KEY_EXAMPLE });
  }
  if (keyFile && !certFile) {
    const problem = 'is missing: TLS_KEY_FILE is set, and https needs both';
    problems.push({ name: 'TLS_CERT_FILE', problem, example: CERT_EXAMPLE });
  }
  if (!certFile || !keyFile || cert === undefined || key === undefined) return undefined;
  if (!belongTogether({ cert, key })) {
    problems.push({ name: 'TLS_KEY_FILE', problem: FOREIGN_KEY, example: KEY_EXAMPLE });
  }
  return { cert, key, certFile, keyFile };
}
