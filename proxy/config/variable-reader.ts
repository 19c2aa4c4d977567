import { InvalidValueError, type Rule } from './value-rules.ts';

/** Reads the text of a file. Tests pass in their own. */
export type ReadText = (path: string) => string;

/** An invalid or missing variable: its name, what is wrong with it, and a valid example. */
export interface ConfigProblem {
  name: string;
  problem: string;
  example?: string;
}

export type Reader = ReturnType<typeof createReader>;

/** Creates a reader of variables that adds to `problems`. The caller must not use any value if there are problems. */
export function createReader(
  env: NodeJS.ProcessEnv,
  readText: ReadText,
  problems: ConfigProblem[],
) {
  const textOf = (name: string, fileName: string): string | undefined => {
    const text = env[name] || undefined;
    const path = env[fileName] || undefined;
    if (path === undefined) return text;
    if (text !== undefined)
      throw new InvalidValueError(`and ${fileName} are both set: keep one of them`);
    let content: string;
    try {
      content = readText(path).trim();
    } catch {
      throw new InvalidValueError(`cannot be read from the file that ${fileName} names`);
    }
    if (content === '')
      throw new InvalidValueError(`cannot be read: the file that ${fileName} names is empty`);
    return content;
  };

  const read = <T>(name: string, example: string, rule: Rule<T>, absent: () => T): T => {
    try {
      const text = SECRETS.has(name) ? textOf(name, `${name}_FILE`) : env[name] || undefined;
      return text === undefined ? absent() : rule(text);
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      problems.push({ name, problem: error.message, example: error.example ?? example });
      // The caller throws before it uses the value.
      return undefined as T;
    }
  };

  return {
    required: <T>(name: string, example: string, rule: Rule<T>) =>
      read(name, example, rule, () => {
        throw new InvalidValueError('is missing');
      }),
    optional: <T>(name: string, example: string, rule: Rule<T>) =>
      read<T | undefined>(name, example, rule, () => undefined),
    /** The example is `fallback` unless another one is given. */
    withDefault: <T>(name: string, fallback: string, rule: Rule<T>, example = fallback) =>
      read(name, example, rule, () => rule(fallback)),
  };
}

/** Variables that can also be read from the file that `NAME_FILE` names. */
export const SECRETS: ReadonlySet<string> = new Set([
  'OAUTH_CLIENT_ID',
  'OAUTH_CLIENT_SECRET',
  'SESSION_KEYS',
  'STORE_URL',
]);
