import { isJsonObject, parseJson, parseJsonObject } from '../../../shared/json.ts';
import { PlatformError } from '../../platform/errors/platform-error.ts';
import type { PlatformResponse } from '../../platform/errors/response-error.ts';
import { summarizeResponse } from '../../platform/errors/response-summary.ts';
import type { PlatformTransport } from '../../platform/transport/transport.ts';
import { type CreatedApp, findCredentials } from './credentials.ts';
import { RegisterError } from './register-error.ts';

const CREATE_PATH = '/api/oauth_apps';

export interface NewApp {
  name: string;
  description: string;
  redirectUri: string;
}

const MAYBE_CREATED =
  'It may have created the application all the same: look for it in the platform’s console before you try again.';

/**
 * Creates an OAuth application (guide, "2. Create an OAuth application"): `POST /api/oauth_apps`, answered
 * with `{success, message, data}`. Sent once, whatever comes of it. A response that carries a client id and secret
 * has created one, whatever else it says.
 * @throws {RegisterError}
 */
export async function createApp(
  http: PlatformTransport,
  developerToken: string,
  { name, description, redirectUri }: NewApp,
): Promise<CreatedApp> {
  const response = await http
    .send({
      method: 'POST',
      path: CREATE_PATH,
      headers: { authorization: `Bearer ${developerToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, description, redirect_uri: redirectUri }),
    })
    .catch((error: unknown) => {
      throw error instanceof PlatformError ? faultWords(error) : error;
    });
  const app = findCredentials(response.body);
  if (app) return app;
  const said = plain(parseJsonObject(response.body)?.message, developerToken, MAX_MESSAGE_LENGTH);
  // A secret in a form that is not understood must not be lost either.
  const shown = /client_?secret/i.test(response.body)
    ? plain(response.body, developerToken, MAX_BODY_LENGTH)
    : undefined;
  throw new RegisterError(
    [
      unusableWords(response),
      ...(said === undefined ? [] : [`The platform says: ${said}`]),
      ...(shown === undefined ? [] : [`This came back, and is not shown again: ${shown}`]),
    ].join('\n'),
  );
}

function faultWords(fault: PlatformError): RegisterError {
  if (fault.kind === 'unreachable' || (fault.kind === 'timeout' && !fault.inDoubt)) {
    return new RegisterError(
      `The platform cannot be reached (${fault.detail}). Check its address and your connection; nothing was created.`,
    );
  }
  switch (fault.kind) {
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

/** What a response is that carries no credentials, and what to do about it. */
function unusableWords(response: PlatformResponse): string {
  const { status, body, unreadBody } = response;
  const { reason, redirectHost } = summarizeResponse(response);
  const isRefusal = REFUSALS[status] !== undefined && reason === 'status';
  if (reason === 'challenge_page') {
    return `A challenge page came back in the place of the platform’s response (status ${status}): the service in front of the platform takes this program for a robot. Ask the platform which address programs may use, or have it let this machine’s address through.`;
  }
  if (reason === 'redirect') {
    const where = redirectHost === undefined ? '' : ` (${redirectHost})`;
    return `The platform’s address leads elsewhere${where}: use the address that it leads to.`;
  }
  if (status >= 500) return `The platform is in trouble (status ${status}). ${MAYBE_CREATED}`;
  if (isRefusal || status === 404 || status === 429) return REFUSALS[status] ?? '';
  if (reason === 'html') {
    return `An HTML page came back (status ${status}), such as a sign-in page: something else than the platform’s API answers at that address. Check the address.`;
  }
  if (unreadBody)
    return `The platform’s answer cannot be read (${unreadBody.text}). ${MAYBE_CREATED}`;
  const reply = parseJson(body);
  const refused = isJsonObject(reply) && reply.success === false;
  if (status >= 200 && status <= 299 && typeof reply === 'object' && !refused) {
    return `The platform’s response (status ${status}) carries no client id and secret that can be used. ${MAYBE_CREATED}`;
  }
  const kind = reply === undefined ? ', not JSON' : '';
  return `The platform did not create the application (status ${status}${kind}).`;
}

/** Characters of a sentence of the platform that are repeated. */
const MAX_MESSAGE_LENGTH = 300;

/** Characters of a response that are repeated when it may carry a secret. */
const MAX_BODY_LENGTH = 4_000;

/** What a platform says, safe for a terminal: no control characters, not too long, and never the token. */
function plain(text: unknown, developerToken: string, maxLength: number): string | undefined {
  if (typeof text !== 'string') return undefined;
  const characters = [
    ...text
      .replaceAll(developerToken, '…')
      .replace(/[\p{C}\s]+/gu, ' ')
      .trim(),
  ];
  if (characters.length === 0) return undefined;
  return characters.length > maxLength
    ? `${characters.slice(0, maxLength).join('')}…`
    : characters.join('');
}
