import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { InvalidValueError, type Rule } from '../../config/value-rules.ts';

/** The person pressed Ctrl-C, or closed the terminal. */
export class InterruptedError extends Error {}

export interface Question<T> {
  /** As it is put, without a colon. */
  words: string;
  rule: Rule<T>;
  /** What an empty answer stands for. */
  fallback?: string;
  /** Whether the answer is kept off the screen. */
  secret?: boolean;
}

/** Asks a person at a terminal. */
export class Terminal {
  readonly #screen: Screen;
  readonly #lines: Interface;
  readonly #output: NodeJS.WriteStream;

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#output = output;
    this.#screen = new Screen(output);
    this.#lines = createInterface({ input, output: this.#screen, terminal: true, historySize: 0 });
  }

  /**
   * Asks until the answer keeps the rule.
   * @throws {InterruptedError}
   */
  async ask<T>({ words, rule, fallback, secret = false }: Question<T>): Promise<T> {
    const hint = fallback === undefined ? '' : ` [${fallback}]`;
    for (;;) {
      const answer = await this.#answer(`${words}${hint}: `, secret);
      const text = answer.trim() === '' && fallback !== undefined ? fallback : answer;
      try {
        return rule(text);
      } catch (error) {
        if (!(error instanceof InvalidValueError)) throw error;
        this.#output.write(`  That ${error.message}.\n`);
      }
    }
  }

  close(): void {
    this.#lines.close();
  }

  async #answer(question: string, secret: boolean): Promise<string> {
    const interrupted = Promise.withResolvers<never>();
    const interrupt = () => interrupted.reject(new InterruptedError());
    this.#lines.once('SIGINT', interrupt);
    this.#lines.once('close', interrupt);
    try {
      // What is hidden is all that readline writes, the question included.
      if (secret) this.#output.write(question);
      this.#screen.isHidden = secret;
      const answer = this.#lines.question(question);
      return await Promise.race([answer, interrupted.promise]);
    } finally {
      if (secret) this.#output.write('\n');
      this.#screen.isHidden = false;
      this.#lines.off('SIGINT', interrupt);
      this.#lines.off('close', interrupt);
    }
  }
}

/** What readline writes, kept back while a secret is typed. */
class Screen extends Writable {
  isHidden = false;
  readonly #output: NodeJS.WriteStream;

  constructor(output: NodeJS.WriteStream) {
    super();
    this.#output = output;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    if (this.isHidden) done();
    else this.#output.write(chunk, () => done());
  }
}
