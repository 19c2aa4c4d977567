import { parseArgs } from 'node:util';
import { inFile } from '../../config/tls.ts';
import { applyRule, httpsOrigin, InvalidValueError, type Rule } from '../../config/value-rules.ts';
import type { ReadText } from '../../config/variable-reader.ts';
import { CommandError } from '../command-error.ts';
import { commandText } from '../command-text.ts';

/** The values that a registration needs; undefined if the command line does not contain them. */
export type RegistrationInput = ReturnType<typeof readCommandLine>['input'];

const OPTIONS = {
  platform: { type: 'string' },
  public: { type: 'string' },
  name: { type: 'string' },
  description: { type: 'string' },
  token: { type: 'string' },
  'token-file': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Characters. */
const MAX_NAME_LENGTH = 100;

/** The origin at which browsers reach the proxy; the address of the callback is accepted as well. */
export const publicUrl: Rule<string> = (text) =>
  httpsOrigin(text.replace(/\/oauth\/callback\/?$/, ''));

/** A name or description on one line. */
export const line: Rule<string> = (text) => {
  const plain = text.trim();
  if (plain === '') throw new InvalidValueError('is empty');
  if (/\p{C}/u.test(plain)) throw new InvalidValueError('must be on one line');
  if ([...plain].length > MAX_NAME_LENGTH)
    throw new InvalidValueError(`is longer than ${MAX_NAME_LENGTH} characters`);
  return plain;
};

/** A superset of the syntax in RFC 6750 section 2.1. */
export const developerToken: Rule<string> = (text) => {
  const token = text.trim();
  if (!/^[\x21-\x7e]+$/.test(token))
    throw new InvalidValueError('must be one word, as the platform gave it');
  return token;
};

/**
 * Reads the command line, and the developer token from `DEVELOPER_TOKEN` if no option contains it.
 * @param readText reads a file, or all of the standard input for `-`
 * @throws {CommandError} naming every invalid option
 */
export function readCommandLine(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  readText: ReadText,
) {
  const values = parse(args);
  const problems: string[] = [];
  const read = (name: string, text: string | undefined, rule: Rule<string>) => {
    if (text === undefined) return undefined;
    const result = applyRule(rule, text);
    if ('value' in result) return result.value;
    problems.push(`${name} ${result.problem}.`);
    return undefined;
  };
  if (values.token !== undefined && values['token-file'] !== undefined) {
    problems.push('--token and --token-file are both given: keep one of them.');
  }
  const token =
    read(
      '--token-file',
      values['token-file'],
      inFile((text) => text, readText),
    ) ?? values.token;
  const input = {
    platformUrl: read('--platform', values.platform, httpsOrigin),
    publicUrl: read('--public', values.public, publicUrl),
    name: read('--name', values.name, line),
    description: read('--description', values.description, line),
    developerToken: read('The developer token', token ?? env.DEVELOPER_TOKEN, developerToken),
  };
  if (problems.length > 0) throw new CommandError(problems.join('\n'));
  return { help: values.help ?? false, input };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith('ERR_PARSE_ARGS')) throw error;
    // The rest of the message of Node.js can quote the value of the option.
    const option = /'(-{1,2}[a-z-]+)/.exec(message)?.[1];
    const what = option ? `The option ${option} cannot be read.` : 'Only options can be given.';
    throw new CommandError(`${what} "${commandText('register', '--help')}" names every option.`);
  }
}
