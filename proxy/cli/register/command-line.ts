import { parseArgs } from 'node:util';
import { httpsOrigin, InvalidValueError, type Rule } from '../../config/value-rules.ts';
import { RegisterError } from './register-error.ts';

/** What has to be known before an application can be registered; undefined where nobody has said it yet. */
export interface RegistrationInput {
  /** The platform's origin. */
  platformUrl: string | undefined;
  /** The origin under which browsers reach the proxy. */
  publicUrl: string | undefined;
  name: string | undefined;
  description: string | undefined;
  developerToken: string | undefined;
}

export interface CommandLine {
  help: boolean;
  input: RegistrationInput;
}

/** Reads a file's text, or all of the standard input for `-`. */
export type ReadText = (path: string) => string;

const OPTIONS = {
  platform: { type: 'string' },
  public: { type: 'string' },
  name: { type: 'string' },
  description: { type: 'string' },
  token: { type: 'string' },
  'token-file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** The longest name that is sent, in characters. */
const LONGEST_NAME = 100;

/** The platform's address: https, without a path (http for loopback). */
export const platformUrl: Rule<string> = httpsOrigin;

/** The proxy's public address; the callback's own address is understood as well. */
export const publicUrl: Rule<string> = (text) =>
  httpsOrigin(text.replace(/\/oauth\/callback\/?$/, ''));

/** One line of text that a person gave. */
export const line: Rule<string> = (text) => {
  const plain = text.trim();
  if (plain === '') throw new InvalidValueError('is empty');
  if (/\p{C}/u.test(plain)) throw new InvalidValueError('must be on one line');
  if ([...plain].length > LONGEST_NAME)
    throw new InvalidValueError(`is longer than ${LONGEST_NAME} characters`);
  return plain;
};

/** RFC 6750 section 2.1, read generously. */
export const developerToken: Rule<string> = (text) => {
  const token = text.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new InvalidValueError('must be one word, as the platform gave it');
  return token;
};

/**
 * Reads the command line; what is not in it may come from `DEVELOPER_TOKEN` in the environment.
 * @throws {RegisterError} naming every option that is unknown or wrong.
 */
export function readCommandLine(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  readText: ReadText,
): CommandLine {
  const values = parse(args);
  const faults: string[] = [];
  const read = (name: string, text: string | undefined, rule: Rule<string>) => {
    if (text === undefined) return undefined;
    try {
      return rule(text);
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      faults.push(`${name} ${error.message}.`);
      return undefined;
    }
  };
  if (values.token !== undefined && values['token-file'] !== undefined) {
    faults.push('--token and --token-file are both given: keep one of them.');
  }
  const token = read('--token-file', values['token-file'], readFile(readText)) ?? values.token;
  const input: RegistrationInput = {
    platformUrl: read('--platform', values.platform, platformUrl),
    publicUrl: read('--public', values.public, publicUrl),
    name: read('--name', values.name, line),
    description: read('--description', values.description, line),
    developerToken: read('The developer token', token ?? env.DEVELOPER_TOKEN, developerToken),
  };
  if (faults.length > 0) throw new RegisterError(faults.join('\n'));
  return { help: values.help ?? false, input };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    // The rest of Node's sentence can quote what stood beside the option.
    const option = /'(-{1,2}[a-z-]+)/.exec(message)?.[1];
    const what = option ? `The option ${option} cannot be read.` : 'Only options can be given.';
    throw new RegisterError(`${what} "npm run register -- --help" names every option.`);
  }
}

function readFile(readText: ReadText): Rule<string> {
  return (path) => {
    try {
      return readText(path);
    } catch {
      throw new InvalidValueError('names a file that cannot be read');
    }
  };
}
