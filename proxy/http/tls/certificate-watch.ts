import { X509Certificate } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { TlsConfig, TlsPair } from '../../config/tls.ts';
import { pairProblem } from './key-pair-check.ts';

export interface CertificateWatchOptions {
  /** The files, and the pair that is in use. */
  tls: TlsConfig;
  /** Rejects where a file cannot be read. */
  readText: (path: string) => Promise<string>;
  /** Has new connections served with this pair; throws where they cannot be. */
  use: (pair: TlsPair) => void;
  /** Milliseconds from one look at the files to the next. */
  every: number;
  /** Unix milliseconds. */
  now: () => number;
  log: Record<'error' | 'warn' | 'info', (fields: object, line: string) => void>;
}

const DAY = 86_400_000;

/** The part of its life that a certificate has left when a warning says so; it is renewed long before. */
const LAST_PART = 1 / 6;

/**
 * Takes a renewed certificate into use while the proxy serves. The files are read anew each time, since what tells of
 * changes misses symbolic links that are turned round and file systems of other machines. A change counts once two
 * looks in a row find the same, so that a file which is just being written, or a pair of which one half is still the
 * old one, is passed over. What cannot be used is kept out, told of once, and looked at again each time.
 */
export class CertificateWatch {
  readonly #options: CertificateWatchOptions;
  readonly #closing = new AbortController();
  #inUse: TlsPair;
  #lastSeen: string | undefined;
  /** The last problem that was told of; undefined while all is well. */
  #problem: string | undefined;
  #warnedAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  constructor(options: CertificateWatchOptions) {
    this.#options = options;
    this.#inUse = options.tls;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when the look under way is done. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    const { every } = this.#options;
    while (!signal.aborted) {
      await this.#look();
      await wait(every, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #look(): Promise<void> {
    const { certFile, keyFile } = this.#options.tls;
    const cert = await this.#read(certFile);
    const key = await this.#read(keyFile);
    const seen = JSON.stringify([cert, key]);
    if (seen === this.#lastSeen) this.#consider(cert, key);
    this.#lastSeen = seen;
    this.#warnOfEnd();
  }

  /** Undefined where there is nothing to read. */
  async #read(path: string): Promise<string | undefined> {
    return await this.#options.readText(path).catch(() => undefined);
  }

  #consider(cert: string | undefined, key: string | undefined): void {
    if (cert === undefined) this.#keepOut('TLS_CERT_FILE names a file that cannot be read');
    else if (key === undefined) this.#keepOut('TLS_KEY_FILE names a file that cannot be read');
    else if (cert !== this.#inUse.cert || key !== this.#inUse.key) this.#takeOver({ cert, key });
    else if (this.#problem !== undefined) {
      this.#problem = undefined;
      this.#options.log.info({}, 'the certificate files are again those that are in use');
    }
  }

  #keepOut(problem: string): void {
    if (problem === this.#problem) return;
    this.#problem = problem;
    const line = 'the certificate files cannot be used: the old certificate goes on';
    this.#options.log.error({ problem }, line);
  }

  #takeOver(pair: TlsPair): void {
    const { use, now, log } = this.#options;
    const problem = pairProblem(pair, now());
    if (problem !== undefined) {
      this.#keepOut(problem);
      return;
    }
    use(pair);
    this.#inUse = pair;
    this.#problem = undefined;
    this.#warnedAt = Number.NEGATIVE_INFINITY;
    const until = new X509Certificate(pair.cert).validToDate.toISOString();
    log.info({ until }, 'new connections get the new certificate');
  }

  /** Once a day where it is late for a renewal. */
  #warnOfEnd(): void {
    const { now, log } = this.#options;
    const { validFromDate: from, validToDate: end } = new X509Certificate(this.#inUse.cert);
    const left = end.getTime() - now();
    if (left > (end.getTime() - from.getTime()) * LAST_PART) return;
    if (now() - this.#warnedAt < DAY) return;
    this.#warnedAt = now();
    const line =
      left < 0
        ? 'the certificate has ended: browsers refuse it'
        : 'the certificate ends soon, and no newer one is in its place';
    log.warn({ until: end.toISOString() }, line);
  }
}
