import { isJsonObject, parseJson, parseJsonObject } from '../../../shared/json.ts';
import type { PlatformResponse } from '../../platform/errors/classify-response.ts';
import { PlatformError } from '../../platform/errors/platform-error.ts';
import { summarizeResponse } from '../../platform/errors/response-summary.ts';
import type { PlatformTransport } from '../../platform/transport/transport.ts';
import { CommandError } from '../command-error.ts';
import { printableText } from '../printable-text.ts';
import { type CreatedApp, findCredentials } from './credentials.ts';

const CREATE_PATH = '/api/oauth_apps';

const MAYBE_CREATED =
  'It may have created the application all the same: look for it in the platform’s console before you try again.';

/**
 * Creates an OAuth application (platform guide, "2. Create an OAuth application"): `POST /api/oauth_apps`, with a
 * response of the form `{success, message, data}`. The request is sent once. A response with a client id and secret
 * counts as success, whatever else it contains.
 * @throws {CommandError}
 */
export async function createApp(
  http: PlatformTransport,
  developerToken: string,
  { name, description, redirectUri }: Record<'name' | 'description' | 'redirectUri', string>,
): Promise<CreatedApp> {
  const response = await http
    .send({
      method: 'POST',
      path: CREATE_PATH,
      headers: { authorization: `Bearer ${developerToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name, description, redirect_uri: redirectUri }),
    })
    .catch((error: unknown) => {
      throw error instanceof PlatformError ? requestFailed(error) : error;
    });
  const app = findCredentials(response.body);
  if (app) return app;
  const { message: rawMessage } = parseJsonObject(response.body) ?? {};
  const message = plain(rawMessage, developerToken, MAX_MESSAGE_LENGTH);
  // The platform shows a secret once, so one in an unknown form is printed.
  const shown = /client_?secret/i.test(response.body)
    ? plain(response.body, developerToken, MAX_BODY_LENGTH)
    : undefined;
  throw new CommandError(
    [
      describeUnusable(response),
      ...(message === undefined ? [] : [`The platform says: ${message}`]),
      ...(shown === undefined ? [] : [`This came back, and is not shown again: ${shown}`]),
    ].join('\n'),
  );
}

function requestFailed({ kind, detail, inDoubt }: PlatformError): CommandError {
  if (kind === 'unreachable' || (kind === 'timeout' && !inDoubt)) {
    return new CommandError(
      `The platform cannot be reached (${detail}). Check its address and your connection; nothing was created.`,
    );
  }
  const problems: Partial<Record<typeof kind, string>> = {
    timeout: 'The platform took too long to answer.',
    cut_off: 'The connection broke before the answer was there.',
  };
  const problem = problems[kind] ?? `The platform’s answer cannot be read (${detail}).`;
  return new CommandError(`${problem} ${MAYBE_CREATED}`);
}

/** Messages for statuses that need no further details. */
const REFUSALS: Readonly<Record<number, string>> = {
  401: 'The platform does not accept the developer token: copy it once more from its console.',
  403: 'The developer token may not create applications: use one that may.',
  404: 'There is no platform of this kind at that address: check it.',
  429: 'The platform has had enough of requests for now: try again in some minutes.',
};

/** Describes a response without credentials, and what to do about it. */
function describeUnusable(response: PlatformResponse): string {
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

/** Characters of a message of the platform that are printed. */
const MAX_MESSAGE_LENGTH = 300;

/** Characters of a response that are printed if it may contain a secret. */
const MAX_BODY_LENGTH = 4_000;

/** A text of the platform without control characters and without the token, shortened for a terminal. */
function plain(text: unknown, developerToken: string, maxLength: number): string | undefined {
  if (typeof text !== 'string') return undefined;
  return printableText(text.replaceAll(developerToken, '…'), maxLength) || undefined;
}
