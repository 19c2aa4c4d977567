import type { Browser } from 'puppeteer-core';

/** The part of WebDriver BiDi that puppeteer does not expose. */
interface BidiConnection {
  send(method: string, params: object): Promise<{ result: unknown }>;
}

interface Contexts {
  readonly contexts: readonly { readonly context: string }[];
}

interface ScriptOutcome {
  readonly type: 'success' | 'exception';
  readonly result?: { readonly value?: string };
  readonly exceptionDetails?: { readonly text: string };
}

/**
 * Runs privileged code in the first browser window. Needs `--remote-allow-system-access`. WebDriver has no
 * commands to stop an event page or to inspect the popup of a toolbar button.
 */
export class ChromeScope {
  readonly #connection: BidiConnection;

  constructor(browser: Browser) {
    // Firefox serves one connection only, and puppeteer's types do not expose its own.
    this.#connection = (browser as unknown as { connection: BidiConnection }).connection;
  }

  /** The ids of the open tabs. */
  openTabs(): Promise<string[]> {
    return this.#contexts({});
  }

  /** Runs the body of an async function with `args`. Its result is passed as JSON. */
  async run<T>(body: string, args: Readonly<Record<string, unknown>> = {}): Promise<T> {
    const [context] = await this.#contexts({ 'moz:scope': 'chrome' });
    const names = Object.keys(args).join(', ');
    const { result } = await this.#connection.send('script.callFunction', {
      functionDeclaration: `async (json) => {
        const { ${names} } = JSON.parse(json);
        return JSON.stringify(await (async () => { ${body} })());
      }`,
      arguments: [{ type: 'string', value: JSON.stringify(args) }],
      awaitPromise: true,
      target: { context },
    });
    const outcome = result as ScriptOutcome;
    if (outcome.type === 'exception') throw new Error(outcome.exceptionDetails?.text);
    const json = outcome.result?.value;
    return (json === undefined ? undefined : JSON.parse(json)) as T;
  }

  async #contexts(params: object): Promise<string[]> {
    const { result } = await this.#connection.send('browsingContext.getTree', params);
    return (result as Contexts).contexts.map(({ context }) => context);
  }
}
