import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { applyRule, type Rule } from '../../config/value-rules.ts';

/** The user pressed Ctrl-C or closed the terminal. */
export class InterruptedError extends Error {}

export interface Prompt<T> {
  /** Without a colon. */
  label: string;
  rule: Rule<T>;
  /** The value of an empty line. */
  defaultValue?: string;
  /** Whether the input is hidden. */
  secret?: boolean;
}

/** Reads values from the user at a terminal. */
export class Terminal {
  readonly #lines: Interface;
  readonly #output: NodeJS.WriteStream;
  /** Drops everything that readline writes, including the prompt. */
  #isHidden = false;

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#output = output;
    const screen = new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        if (this.#isHidden) done();
        else output.write(chunk, () => done());
      },
    });
    this.#lines = createInterface({ input, output: screen, terminal: true, historySize: 0 });
  }

  /**
   * Prompts until the input is valid.
   * @throws {InterruptedError}
   */
  async prompt<T>({ label, rule, defaultValue, secret = false }: Prompt<T>): Promise<T> {
    const hint = defaultValue === undefined ? '' : ` [${defaultValue}]`;
    for (;;) {
      const line = await this.#readLine(`${label}${hint}: `, secret);
      const text = line.trim() === '' && defaultValue !== undefined ? defaultValue : line;
      const result = applyRule(rule, text);
      if ('value' in result) return result.value;
      this.#output.write(`  That ${result.problem}.\n`);
    }
  }

  close(): void {
    this.#lines.close();
  }

  async #readLine(prompt: string, secret: boolean): Promise<string> {
    const interrupted = Promise.withResolvers<never>();
    const interrupt = () => interrupted.reject(new InterruptedError());
    this.#lines.once('SIGINT', interrupt);
    this.#lines.once('close', interrupt);
    try {
      if (secret) this.#output.write(prompt);
      this.#isHidden = secret;
      return await Promise.race([this.#lines.question(prompt), interrupted.promise]);
    } finally {
      if (secret) this.#output.write('\n');
      this.#isHidden = false;
      this.#lines.off('SIGINT', interrupt);
      this.#lines.off('close', interrupt);
    }
  }
}
