import { isLoopback } from '../../../shared/loopback.ts';
import { httpsOrigin } from '../../config/value-rules.ts';
import { FileDraft } from '../../files/file-draft.ts';
import type { PlatformTransport } from '../../platform/transport/transport.ts';
import { CommandError } from '../command-error.ts';
import { commandText } from '../command-text.ts';
import type { RegistrationInput } from './command-line.ts';
import * as rules from './command-line.ts';
import { createApp } from './create-app.ts';
import { readEnvFile, withVariables, writeEnvFile } from './env-file.ts';
import type { Prompt, Terminal } from './terminal.ts';

export interface RegisterOptions {
  input: RegistrationInput;
  /** Undefined without an interactive terminal. */
  terminal: Terminal | undefined;
  /** Path of the `.env` file to write. */
  envFile: string;
  /** A client for the platform at this origin. */
  httpTo: (platformUrl: string) => PlatformTransport;
}

const DEFAULT_NAME = 'Balance Companion';
const DEFAULT_DESCRIPTION = 'Shows the balance of your account in the browser’s toolbar.';

/** The options without which a terminal is needed. */
const REQUIRED_OPTIONS = [
  ['platformUrl', '--platform'],
  ['publicUrl', '--public'],
  ['developerToken', '--token-file'],
] as const;

/**
 * Creates the OAuth application on the platform and writes its credentials to `.env`. Checks first that the file can
 * be written, since the platform shows the client secret once.
 * @throws {CommandError}
 */
export async function register(options: RegisterOptions): Promise<void> {
  const { envFile, httpTo } = options;
  const before = readEnvFile(envFile);
  const { platformUrl, publicUrl, name, description, developerToken } = await complete(options);
  // From here on Ctrl-C ends the process.
  options.terminal?.close();
  const redirectUri = `${publicUrl}/oauth/callback`;
  try {
    new FileDraft(envFile).discard();
  } catch {
    throw new CommandError(
      `${envFile} cannot be written by this user. Nothing was asked of the platform.`,
    );
  }
  console.log(`\nCreating “${name}” at ${platformUrl}, with the callback address ${redirectUri}.`);
  const newApp = { name, description, redirectUri };
  const app = await createApp(httpTo(platformUrl), developerToken, newApp);
  saveVariables(envFile, before, {
    PLATFORM_URL: platformUrl,
    OAUTH_CLIENT_ID: app.clientId,
    OAUTH_CLIENT_SECRET: app.clientSecret,
    OAUTH_REDIRECT_URI: redirectUri,
  });
  if (app.redirectUri !== undefined && app.redirectUri !== redirectUri) {
    throw new CommandError(
      'The platform has kept another callback address than the one that was sent: nobody can sign in before they are the same, letter for letter. Correct it in the platform’s console.',
    );
  }
  console.log(nextSteps(publicUrl));
}

const PROMPTS = {
  platformUrl: {
    label: 'Address of the platform',
    rule: httpsOrigin,
    defaultValue: 'https://api.kr777.top',
  },
  publicUrl: {
    label: 'Address under which browsers will reach the proxy, such as https://wallet.example.com',
    rule: rules.publicUrl,
  },
  name: { label: 'Name of the application', rule: rules.line, defaultValue: DEFAULT_NAME },
  developerToken: {
    label: 'Your developer token at the platform (it is not shown, and not kept)',
    rule: rules.developerToken,
    secret: true,
  },
} satisfies Record<string, Prompt<string>>;

async function complete({ input, terminal }: RegisterOptions) {
  const missing = REQUIRED_OPTIONS.filter(([name]) => input[name] === undefined);
  if (!terminal && missing.length > 0) {
    const options = missing.map(([, option]) => option).join(', ');
    throw new CommandError(
      `Nobody can be asked here, and this is missing: ${options}. "${commandText('register', '--help')}" names every option.`,
    );
  }
  const prompt = async (name: keyof typeof PROMPTS) =>
    input[name] ?? terminal?.prompt(PROMPTS[name]) ?? '';
  return {
    platformUrl: await prompt('platformUrl'),
    publicUrl: await prompt('publicUrl'),
    name: (await prompt('name')) || DEFAULT_NAME,
    description: input.description ?? DEFAULT_DESCRIPTION,
    developerToken: await prompt('developerToken'),
  };
}

/** Writes `.env`; if that fails, prints the credentials, which the platform will not show again. */
function saveVariables(
  envFile: string,
  before: string,
  variables: Readonly<Record<string, string>>,
): void {
  try {
    const kept = writeEnvFile(envFile, withVariables(before, variables));
    if (kept !== undefined) console.log(`The .env that was there is kept as ${kept}.`);
    console.log(`${envFile} is written, readable by you alone.`);
  } catch {
    console.log('\nThe platform shows these once. Put them into .env now:\n');
    for (const [name, value] of Object.entries(variables)) console.log(`${name}=${value}`);
    throw new CommandError(
      `The application is created, but ${envFile} could not be written. What belongs into it stands above.`,
    );
  }
}

function nextSteps(publicUrl: string): string {
  const check = commandText('start', '--check');
  const isLocal = isLoopback(new URL(publicUrl).hostname);
  return [
    '\nNext:',
    `  ${check}   says whether every setting is right`,
    `  ${commandText('start').padEnd(check.length)}   starts the proxy`,
    ...(isLocal ? [] : [`Then let your web server pass ${publicUrl} on to it.`]),
    `In the extension’s settings, the proxy address is ${publicUrl}.`,
  ].join('\n');
}
