import { isLoopback } from '../../../shared/loopback.ts';
import type { PlatformTransport } from '../../platform/transport/transport.ts';
import type { RegistrationInput } from './command-line.ts';
import * as choice from './command-line.ts';
import { createApp } from './create-app.ts';
import type { CreatedApp } from './credentials.ts';
import { readEnvFile, requireWritable, withVariables, writeEnvFile } from './env-file.ts';
import { RegisterError } from './register-error.ts';
import type { Terminal } from './terminal.ts';

export interface RegisterOptions {
  input: RegistrationInput;
  /** Undefined where nobody can be asked. */
  terminal: Terminal | undefined;
  /** Path of the `.env` to be written. */
  envFile: string;
  /** Calls the platform at an origin. */
  httpTo: (platformUrl: string) => PlatformTransport;
  /** Tells the person, a line or more at a time. */
  tell: (text: string) => void;
  /** Unix milliseconds. */
  now: () => number;
}

const DEFAULTS = {
  platform: 'https://api.kr777.top',
  name: 'Balance Companion',
  description: 'Shows the balance of your account in the browser’s toolbar.',
};

/** The options that stand for each answer, for where nobody can be asked. */
const OPTION_OF = {
  platformUrl: '--platform',
  publicUrl: '--public',
  developerToken: '--token-file',
} as const;

/**
 * Creates the OAuth application on the platform and writes what it issued into `.env`. Nothing is asked of the
 * platform before the file can be written, since the client secret is shown once.
 * @throws {RegisterError} with what to do
 */
export async function register(options: RegisterOptions): Promise<void> {
  const { envFile, tell, httpTo } = options;
  const before = readEnvironmentFile(envFile);
  const { platformUrl, publicUrl, name, description, developerToken } = await complete(options);
  // From here on Ctrl-C is the system's again, and ends the command.
  options.terminal?.close();
  const redirectUri = `${publicUrl}/oauth/callback`;
  try {
    requireWritable(envFile);
  } catch {
    throw new RegisterError(
      `${envFile} cannot be written by this user. Nothing was asked of the platform.`,
    );
  }
  tell(`\nCreating “${name}” at ${platformUrl}, with the callback address ${redirectUri}.`);
  const app = await createApp(httpTo(platformUrl), developerToken, {
    name,
    description,
    redirectUri,
  });
  keep(app, { platformUrl, redirectUri, before, ...options });
  if (app.redirectUri !== undefined && app.redirectUri !== redirectUri) {
    throw new RegisterError(
      'The platform has kept another callback address than the one that was sent: nobody can sign in before they are the same, letter for letter. Correct it in the platform’s console.',
    );
  }
  tell(nextSteps(publicUrl));
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

type Complete = { [Name in keyof RegistrationInput]: string };

async function complete({ input, terminal }: RegisterOptions): Promise<Complete> {
  const { platformUrl, publicUrl, name, description, developerToken } = input;
  if (!terminal) {
    const missing = Object.entries(OPTION_OF).filter(
      ([one]) => input[one as keyof RegistrationInput] === undefined,
    );
    if (missing.length > 0) {
      const names = missing.map(([, option]) => option).join(', ');
      throw new RegisterError(
        `Nobody can be asked here, and this is missing: ${names}. "npm run register -- --help" names every option.`,
      );
    }
  }
  const ask: Terminal['ask'] = (question) => {
    if (!terminal) throw new RegisterError('Nobody can be asked here.');
    return terminal.ask(question);
  };
  return {
    platformUrl:
      platformUrl ??
      (await ask({
        words: 'Address of the platform',
        rule: choice.platformUrl,
        fallback: DEFAULTS.platform,
      })),
    publicUrl:
      publicUrl ??
      (await ask({
        words:
          'Address under which browsers will reach the proxy, such as https://wallet.example.com',
        rule: choice.publicUrl,
      })),
    name:
      name ??
      (terminal
        ? await ask({
            words: 'Name of the application',
            rule: choice.line,
            fallback: DEFAULTS.name,
          })
        : DEFAULTS.name),
    description: description ?? DEFAULTS.description,
    developerToken:
      developerToken ??
      (await ask({
        words: 'Your developer token at the platform (it is not shown, and not kept)',
        rule: choice.developerToken,
        secret: true,
      })),
  };
}

/** Writes `.env`; where that fails after all, the person gets what the platform will not show again. */
function keep(
  { clientId, clientSecret }: CreatedApp,
  {
    platformUrl,
    redirectUri,
    before = '',
    envFile,
    tell,
    now,
  }: Pick<RegisterOptions, 'envFile' | 'tell' | 'now'> & {
    platformUrl: string;
    redirectUri: string;
    before: string | undefined;
  },
): void {
  const settings = {
    PLATFORM_URL: platformUrl,
    OAUTH_CLIENT_ID: clientId,
    OAUTH_CLIENT_SECRET: clientSecret,
    OAUTH_REDIRECT_URI: redirectUri,
  };
  try {
    const kept = writeEnvFile(envFile, withVariables(before, settings), now());
    if (kept !== undefined) tell(`The .env that was there is kept as ${kept}.`);
    tell(`${envFile} is written, readable by you alone.`);
  } catch {
    tell('\nThe platform shows these once. Put them into .env now:\n');
    for (const [name, value] of Object.entries(settings)) tell(`${name}=${value}`);
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
