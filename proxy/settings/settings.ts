import * as rules from './rules.ts';
import { Fault, type Rule } from './rules.ts';
import { storeUrl } from './store-url.ts';
import {
  belongTogether,
  certificate,
  FOREIGN_KEY,
  inFile,
  privateKey,
  type TlsSettings,
} from './tls.ts';

const DAY = 86_400_000;

/** Reads a file's text; passed in so that settings can be checked without a disk. */
export type ReadText = (path: string) => string;

/** A setting that cannot be used: its name, what is wrong with it, and an example of a right one. */
export interface SettingFault {
  name: string;
  problem: string;
  example?: string;
}

/** Every faulty setting at once. The message names each and never prints a value. */
export class SettingsError extends Error {
  readonly faults: readonly SettingFault[];

  constructor(faults: readonly SettingFault[]) {
    const rows = faults.map(
      ({ name, problem, example }) =>
        `  ${name} ${problem}.${example === undefined ? '' : `\n    Example: ${name}=${example}`}`,
    );
    const count = faults.length === 1 ? 'one setting is' : `${faults.length} settings are`;
    super(
      [
        `Balance Companion's proxy cannot start: ${count} missing or wrong.`,
        ...rows,
        'Set them in the environment or in the file .env of the folder it starts in.',
      ].join('\n'),
    );
    this.name = 'SettingsError';
    this.faults = faults;
  }
}

/** Reads one setting by its rule; a fault is noted, and the reading goes on with the next. */
interface Reader {
  required<T>(name: string, example: string, rule: Rule<T>): T;
  optional<T>(name: string, example: string, rule: Rule<T>): T | undefined;
  withDefault<T>(name: string, fallback: string, example: string, rule: Rule<T>): T;
}

function createReader(env: NodeJS.ProcessEnv, readText: ReadText, faults: SettingFault[]): Reader {
  const textOf = (name: string, fileName: string): string | undefined => {
    const text = env[name] || undefined;
    const path = env[fileName] || undefined;
    if (path === undefined) return text;
    if (text !== undefined) throw new Fault(`and ${fileName} are both set: keep one of them`);
    let content: string;
    try {
      content = readText(path).trim();
    } catch {
      throw new Fault(`cannot be read from the file that ${fileName} names`);
    }
    if (content === '') throw new Fault(`cannot be read: the file that ${fileName} names is empty`);
    return content;
  };

  const read = <T>(name: string, example: string, rule: Rule<T>, absent: () => T): T => {
    try {
      const text = SECRETS.has(name) ? textOf(name, `${name}_FILE`) : env[name] || undefined;
      return text === undefined ? absent() : rule(text);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      faults.push({ name, problem: error.message, example });
      // The value is never used: readSettings throws as soon as the whole table has been read.
      return undefined as T;
    }
  };

  return {
    required: (name, example, rule) =>
      read(name, example, rule, () => {
        throw new Fault('is missing');
      }),
    optional: <T>(name: string, example: string, rule: Rule<T>) =>
      read<T | undefined>(name, example, rule, () => undefined),
    withDefault: (name, fallback, example, rule) => read(name, example, rule, () => rule(fallback)),
  };
}

/** Those that may also come from the file that `NAME_FILE` names. */
const SECRETS = new Set(['OAUTH_CLIENT_ID', 'OAUTH_CLIENT_SECRET', 'SESSION_KEYS', 'STORE_URL']);

const STORE_URL_EXAMPLE = 'rediss://:password@redis.example.com:6379/0';

/** All that the proxy can be told. Durations are in milliseconds, rate limits in requests a minute (0 is off). */
export interface Settings {
  platformUrl: string;
  clientId: string;
  clientSecret: string;
  /** Letter for letter as it was set: the platform compares it so (RFC 6749 section 3.1.2.3). */
  redirectUri: string;
  scope: string;
  pkce: boolean;
  sessionKeys: Buffer[] | undefined;
  /** `sqlite:`, or the URL of a Redis server. */
  storeUrl: string;
  dataDir: string;
  host: string;
  port: number;
  trustProxy: string[];
  extensionOrigins: string[] | undefined;
  topUpHosts: string[] | undefined;
  userInfoMaxAge: number;
  sessionIdle: number;
  sessionMax: number;
  rateLimitSignIn: number;
  rateLimitApi: number;
  platformTimeout: number;
  tls: TlsSettings | undefined;
  /** Undefined where no metrics are served. */
  metricsPort: number | undefined;
  logLevel: string;
}

/**
 * Reads and checks every setting at once.
 * @throws {SettingsError} naming each one that is missing or wrong.
 */
export function readSettings(env: NodeJS.ProcessEnv, readText: ReadText): Settings {
  const faults: SettingFault[] = [];
  const { required, optional, withDefault } = createReader(env, readText, faults);

  const settings: Settings = {
    platformUrl: required('PLATFORM_URL', 'https://api.kr777.top', rules.httpsOrigin),
    clientId: required('OAUTH_CLIENT_ID', 'client_abc123', rules.credential),
    clientSecret: required('OAUTH_CLIENT_SECRET', 'secret_xyz789', rules.credential),
    redirectUri: required(
      'OAUTH_REDIRECT_URI',
      'https://wallet.example.com/oauth/callback',
      rules.redirectUri,
    ),
    scope: withDefault('OAUTH_SCOPE', 'profile balance', 'profile balance', rules.scope),
    pkce: withDefault('OAUTH_PKCE', 'on', 'on', rules.oneOf('on', 'off')) === 'on',
    sessionKeys: optional(
      'SESSION_KEYS',
      '(the output of: openssl rand -base64 32 | tr "+/" "-_" | tr -d "=")',
      rules.sessionKeys,
    ),
    storeUrl: withDefault('STORE_URL', 'sqlite:', STORE_URL_EXAMPLE, storeUrl),
    dataDir: withDefault('DATA_DIR', './data', './data', rules.path),
    host: withDefault('HOST', '127.0.0.1', '127.0.0.1', rules.host),
    port: withDefault('PORT', '8787', '8787', rules.port),
    trustProxy: optional('TRUST_PROXY', '127.0.0.1,10.0.0.0/8', rules.addresses) ?? [],
    extensionOrigins: optional(
      'EXTENSION_ORIGINS',
      'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
      rules.extensionOrigins,
    ),
    topUpHosts: optional('TOPUP_HOSTS', 'api.kr777.top,pay.example.com', rules.hosts),
    userInfoMaxAge:
      1000 * withDefault('USERINFO_MAX_AGE', '2', '2', rules.number(0, 3600, 'fraction')),
    sessionIdle: DAY * withDefault('SESSION_IDLE_DAYS', '30', '30', rules.number(1, 365)),
    sessionMax: DAY * withDefault('SESSION_MAX_DAYS', '180', '180', rules.number(1, 400)),
    rateLimitSignIn: withDefault('RATE_LIMIT_SIGN_IN', '60', '60', rules.number(0, 1_000_000)),
    rateLimitApi: withDefault('RATE_LIMIT_API', '600', '600', rules.number(0, 1_000_000)),
    platformTimeout:
      1000 * withDefault('PLATFORM_TIMEOUT', '10', '10', rules.number(0.1, 120, 'fraction')),
    tls: readTls(env, readText, optional, faults),
    metricsPort: optional('METRICS_PORT', '9464', rules.port),
    logLevel: withDefault(
      'LOG_LEVEL',
      'info',
      'info',
      rules.oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    ),
  };
  if (settings.metricsPort !== undefined && settings.metricsPort === settings.port) {
    const problem = 'is the same as PORT: metrics have a listener of their own';
    faults.push({ name: 'METRICS_PORT', problem, example: '9464' });
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return settings;
}

const CERT_EXAMPLE = '/etc/balance-companion/fullchain.pem';
const KEY_EXAMPLE = '/etc/balance-companion/privkey.pem';

function readTls(
  env: NodeJS.ProcessEnv,
  readText: ReadText,
  optional: Reader['optional'],
  faults: SettingFault[],
): TlsSettings | undefined {
  const faultsBefore = faults.length;
  const { TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile } = env;
  const cert = optional('TLS_CERT_FILE', CERT_EXAMPLE, inFile(certificate, readText));
  const key = optional('TLS_KEY_FILE', KEY_EXAMPLE, inFile(privateKey, readText));
  if (certFile && !keyFile) {
    const problem = 'is missing: TLS_CERT_FILE is set, and https needs both';
    faults.push({ name: 'TLS_KEY_FILE', problem, example: KEY_EXAMPLE });
  }
  if (keyFile && !certFile) {
    const problem = 'is missing: TLS_KEY_FILE is set, and https needs both';
    faults.push({ name: 'TLS_CERT_FILE', problem, example: CERT_EXAMPLE });
  }
  if (faults.length > faultsBefore || !certFile || !keyFile) return undefined;
  if (cert === undefined || key === undefined) return undefined;
  if (!belongTogether({ cert, key })) {
    faults.push({ name: 'TLS_KEY_FILE', problem: FOREIGN_KEY, example: KEY_EXAMPLE });
  }
  return { cert, key, certFile, keyFile };
}
