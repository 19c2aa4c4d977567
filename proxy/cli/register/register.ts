import { isLoopback } from '../../../shared/loopback.ts';
import { FileDraft } from '../../files/file-draft.ts';
import type { PlatformTransport } from '../../platform/transport/transport.ts';
import type { RegistrationInput } from './command-line.ts';
import * as rules from './command-line.ts';
import { createApp } from './create-app.ts';
import { readEnvFile, withVariables, writeEnvFile } from './env-file.ts';
import { RegisterError } from './register-error.ts';
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

const DEFAULTS = {
  platform: 'https://api.kr777.top',
  name: 'Balance Companion',
  description: 'Shows the balance of your account in the browser’s toolbar.',
};

/** The options without which a terminal is needed. */
const REQUIRED_OPTIONS = {
  platformUrl: '--platform',
  publicUrl: '--public',
  developerToken: '--token-file',
} as const;

/**
 * Creates the OAuth application on the platform and writes its credentials to `.env`. Checks first that the file can
 * be written, since the platform shows the client secret once.
 * @throws {RegisterError}
 */
export async function register(options: RegisterOptions): Promise<void> {
  const { envFile, httpTo } = options;
  const before = readEnvironmentFile(envFile);
  const { platformUrl, publicUrl, name, description, developerToken } = await complete(options);
  // From here on Ctrl-C ends the process.
  options.terminal?.close();
  const redirectUri = `${publicUrl}/oauth/callback`;
  try {
    new FileDraft(envFile).discard();
  } catch {
    throw new RegisterError(
      `${envFile} cannot be written by this user. Nothing was asked of the platform.`,
    );
  }
  console.log(`\nCreating “${name}” at ${platformUrl}, with the callback address ${redirectUri}.`);
  const app = await createApp(httpTo(platformUrl), developerToken, {
    name,
    description,
    redirectUri,
  });
  saveVariables(envFile, before, {
    PLATFORM_URL: platformUrl,
    OAUTH_CLIENT_ID: app.clientId,
    OAUTH_CLIENT_SECRET: app.clientSecret,
    OAUTH_REDIRECT_URI: redirectUri,
  });
  if (app.redirectUri !== undefined && app.redirectUri !== redirectUri) {
    throw new RegisterError(
      'The platform has kept another callback address than the one that was sent: nobody can sign in before they are the same, letter for letter. Correct it in the platform’s console.',
    );
  }
  console.log(nextSteps(publicUrl));
}

function readEnvironmentFile(envFile: string): string | undefined {
  try {
    return readEnvFile(envFile);
  } catch {
    throw new RegisterError(
      `${envFile} is there and cannot be read by this user. Nothing was asked of the platform.`,
    );
  }
}

type CompleteInput = { [Name in keyof RegistrationInput]: string };

const PROMPTS = {
  platformUrl: {
    label: 'Address of the platform',
    rule: rules.platformUrl,
    defaultValue: DEFAULTS.platform,
  },
  publicUrl: {
    label: 'Address under which browsers will reach the proxy, such as https://wallet.example.com',
    rule: rules.publicUrl,
  },
  name: { label: 'Name of the application', rule: rules.line, defaultValue: DEFAULTS.name },
  developerToken: {
    label: 'Your developer token at the platform (it is not shown, and not kept)',
    rule: rules.developerToken,
    secret: true,
  },
} satisfies Record<string, Prompt<string>>;

async function complete({ input, terminal }: RegisterOptions): Promise<CompleteInput> {
  const missing = Object.entries(REQUIRED_OPTIONS).filter(
    ([name]) => input[name as keyof RegistrationInput] === undefined,
  );
  if (!terminal && missing.length > 0) {
    const options = missing.map(([, option]) => option).join(', ');
    throw new RegisterError(
      `Nobody can be asked here, and this is missing: ${options}. "npm run register -- --help" names every option.`,
    );
  }
  const prompt = async (name: keyof typeof PROMPTS) =>
    input[name] ?? terminal?.prompt(PROMPTS[name]) ?? '';
  return {
    platformUrl: await prompt('platformUrl'),
    publicUrl: await prompt('publicUrl'),
    name: (await prompt('name')) || DEFAULTS.name,
    description: input.description ?? DEFAULTS.description,
    developerToken: await prompt('developerToken'),
  };
}

/** Writes `.env`; if that fails, prints the credentials, which the platform will not show again. */
function saveVariables(
  envFile: string,
  before: string | undefined,
  variables: Readonly<Record<string, string>>,
): void {
  try {
    const kept = writeEnvFile(envFile, withVariables(before ?? '', variables));
    if (kept !== undefined) console.log(`The .env that was there is kept as ${kept}.`);
    console.log(`${envFile} is written, readable by you alone.`);
  } catch {
    console.log('\nThe platform shows these once. Put them into .env now:\n');
    for (const [name, value] of Object.entries(variables)) console.log(`${name}=${value}`);
    throw new RegisterError(
      `The application is created, but ${envFile} could not be written. What belongs into it stands above.`,
    );
  }
}

function nextSteps(publicUrl: string): string {
  const isLocal = isLoopback(new URL(publicUrl).hostname);
  return [
    '\nNext:',
    '  npm start -- --check   says whether every setting is right',
    '  npm start              starts the proxy',
    ...(isLocal ? [] : [`Then let your web server pass ${publicUrl} on to it.`]),
    `In the extension’s settings, the proxy address is ${publicUrl}.`,
  ].join('\n');
}
