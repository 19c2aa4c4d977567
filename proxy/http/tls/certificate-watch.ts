import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Server as TlsServer } from 'node:tls';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type { TlsConfig, TlsPair } from '../../config/tls.ts';
import { safeError } from '../../errors/safe-error.ts';
import { IntervalLoop } from '../../timing/interval-loop.ts';
import { keyPairProblem } from './key-pair-check.ts';

/** The files are small, and a new pair is used at the second check only. */
const CHECK_INTERVAL_MS = 5_000;

const DAY_MS = 86_400_000;

/** A warning is logged in the last sixth of a certificate's lifetime; ACME clients renew much earlier. */
const WARNING_PERIOD = 1 / 6;

interface WatchOptions {
  /** The paths of the files and the pair in use. */
  tls: TlsConfig;
  /** Serves new connections with a new pair. */
  server: TlsServer;
  /** Unix milliseconds. */
  now: () => number;
  log: FastifyBaseLogger;
}

/**
 * Reloads the certificate when its files change. The files are read at intervals, because file system events miss
 * replaced symbolic links and network file systems. A change counts only if two checks in a row read the same content:
 * a file may be half written, or only one of the two files replaced. A pair that cannot be used is logged once and
 * checked again.
 */
class CertificateWatch {
  readonly #options: WatchOptions;
  #inUse: TlsPair;
  #lastRead: string | undefined;
  /** The last problem that was logged; undefined if the files are usable. */
  #problem: string | undefined;
  #warnedAt = Number.NEGATIVE_INFINITY;

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#inUse = options.tls;
  }

  async check(): Promise<void> {
    const { certFile, keyFile } = this.#options.tls;
    const cert = await readText(certFile);
    const key = await readText(keyFile);
    const read = JSON.stringify([cert, key]);
    if (read === this.#lastRead) this.#compare(cert, key);
    this.#lastRead = read;
    this.#warnBeforeExpiry();
  }

  #compare(cert: string | undefined, key: string | undefined): void {
    if (cert === undefined) this.#reject('TLS_CERT_FILE names a file that cannot be read');
    else if (key === undefined) this.#reject('TLS_KEY_FILE names a file that cannot be read');
    else if (cert !== this.#inUse.cert || key !== this.#inUse.key) this.#replace({ cert, key });
    else if (this.#problem !== undefined) {
      this.#problem = undefined;
      this.#options.log.info({}, 'the certificate files match the certificate in use again');
    }
  }

  #reject(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    const line = 'the certificate files cannot be used: the old certificate stays in use';
    this.#options.log.error({ problem }, line);
  }

  #replace(pair: TlsPair): void {
    const { server, now, log } = this.#options;
    const problem = keyPairProblem(pair, now());
    if (problem !== undefined) {
      this.#reject(problem);
      return;
    }
    server.setSecureContext(pair);
    this.#inUse = pair;
    this.#problem = undefined;
    this.#warnedAt = Number.NEGATIVE_INFINITY;
    const expires = new X509Certificate(pair.cert).validToDate.toISOString();
    log.info({ expires }, 'new connections get the new certificate');
  }

  /** Warns once a day while the certificate is about to expire or has expired. */
  #warnBeforeExpiry(): void {
    const { now, log } = this.#options;
    const { validFromDate: from, validToDate: end } = new X509Certificate(this.#inUse.cert);
    const left = end.getTime() - now();
    if (left > (end.getTime() - from.getTime()) * WARNING_PERIOD) return;
    if (now() - this.#warnedAt < DAY_MS) return;
    this.#warnedAt = now();
    const line =
      left < 0
        ? 'the certificate has expired: browsers refuse it'
        : 'the certificate expires soon and has not been replaced';
    log.warn({ expires: end.toISOString() }, line);
  }
}

/** Undefined if the file cannot be read. */
async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch(() => undefined);
}

/** Starts a watch if the proxy serves https itself; undefined otherwise. */
export function watchCertificate(
  { server, log }: FastifyInstance,
  tls: TlsConfig | undefined,
  now: () => number,
  intervalMs = CHECK_INTERVAL_MS,
): IntervalLoop | undefined {
  if (!tls || !(server instanceof TlsServer)) return undefined;
  const watch = new CertificateWatch({ tls, server, now, log });
  const loop = new IntervalLoop({
    intervalMs,
    runAtStart: true,
    run: () => watch.check(),
    onError: (error) =>
      log.error({ cause: safeError(error) }, 'the certificate could not be reloaded'),
  });
  loop.start();
  return loop;
}
