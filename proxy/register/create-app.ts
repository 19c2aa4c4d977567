import { PlatformFault } from '../platform/faults.ts';
import type { PlatformHttp } from '../platform/platform-http.ts';
import { credential, Fault } from '../settings/rules.ts';
import { RegisterError } from './register-error.ts';

const CREATE_PATH = '/api/oauth_apps';

export interface NewApp {
  name: string;
  description: string;
  redirectUri: string;
}

/** What the platform issued for an application. */
export interface CreatedApp {
  clientId: string;
  clientSecret: string;
  /** The callback address as the platform keeps it. */
  redirectUri: string | undefined;
}

const MAYBE_CREATED =
  'It may have created the application all the same: look for it in the platform’s console before you try again.';

/**
 * Creates an OAuth application (guide, "2. Create an OAuth application"): `POST /api/oauth_apps`, answered
 * with `{success, message, data}`. Sent once, whatever comes of it.
 * @throws {RegisterError}
 */
export async function createApp(
  http: PlatformHttp,
  developerToken: string,
  { name, description, redirectUri }: NewApp,
): Promise<CreatedApp> {
  const answer = await http
    .call({
      method: 'POST',
      path: CREATE_PATH,
      headers: { authorization: `Bearer ${developerToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, description, redirect_uri: redirectUri }),
    })
    .catch((error: unknown) => {
      throw error instanceof PlatformFault ? faultWords(error) : error;
    });
  const reply = parseObject(answer.body);
  const { status } = answer;
  if (status < 200 || status > 299 || reply?.success !== true) {
    const said = plain(reply?.message, developerToken);
    throw new RegisterError(refusalWords(status, said));
  }
  return readApp(reply.data);
}

function faultWords(fault: PlatformFault): RegisterError {
  switch (fault.kind) {
    case 'unreachable':
      return new RegisterError(
        `The platform cannot be reached (${fault.detail}). Check its address and your connection; nothing was created.`,
      );
    case 'timeout':
      return new RegisterError(`The platform took too long to answer. ${MAYBE_CREATED}`);
    case 'cut_off':
      return new RegisterError(
        `The connection broke before the answer was there. ${MAYBE_CREATED}`,
      );
    default:
      return new RegisterError(
        `The platform’s answer cannot be read (${fault.detail}). ${MAYBE_CREATED}`,
      );
  }
}

/** Statuses that say by themselves what is wrong. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: 'The platform does not accept the developer token: copy it once more from its console.',
  403: 'The developer token may not create applications: use one that may.',
  404: 'There is no platform of this kind at that address: check it.',
  429: 'The platform has had enough of requests for now: try again in some minutes.',
};

function refusalWords(status: number, said: string | undefined): string {
  const isDown = status >= 500;
  const isRedirect = status >= 300 && status < 400;
  const words =
    REFUSALS[status] ??
    (isRedirect
      ? 'The platform’s address leads elsewhere: use the address that it leads to.'
      : isDown
        ? `The platform is in trouble (status ${status}). ${MAYBE_CREATED}`
        : `The platform did not create the application (status ${status}).`);
  return said === undefined ? words : `${words}\nThe platform says: ${said}`;
}

function readApp(data: unknown): CreatedApp {
  const {
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uri: redirectUri,
  } = (typeof data === 'object' && data !== null ? data : {}) as Record<string, unknown>;
  if (!isCredential(clientId) || !isCredential(clientSecret)) {
    throw new RegisterError(
      `The platform says that it created the application, but gives no client id and secret that can be used. ${MAYBE_CREATED}`,
    );
  }
  return {
    clientId,
    clientSecret,
    redirectUri: typeof redirectUri === 'string' ? redirectUri : undefined,
  };
}

function isCredential(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    return credential(value) === value;
  } catch (error) {
    if (error instanceof Fault) return false;
    throw error;
  }
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** The longest sentence of the platform that is repeated, in characters. */
const LONGEST = 300;

/** What a platform says, safe for a terminal: no control characters, not too long, and never the token. */
function plain(text: unknown, developerToken: string): string | undefined {
  if (typeof text !== 'string') return undefined;
  const characters = [
    ...text
      .replaceAll(developerToken, '…')
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim(),
  ];
  if (characters.length === 0) return undefined;
  return characters.length > LONGEST
    ? `${characters.slice(0, LONGEST).join('')}…`
    : characters.join('');
}
