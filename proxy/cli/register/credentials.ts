import { type JsonObject, numbersAsText, parseJson } from '../../../shared/json.ts';
import { credential, InvalidValueError } from '../../config/value-rules.ts';

/** What the platform issued for an application. */
export interface CreatedApp {
  clientId: string;
  clientSecret: string;
  /** The callback address as the platform keeps it. */
  redirectUri: string | undefined;
}

/**
 * The client id and secret in a response, however they are wrapped: a secret is shown once, so whatever carries one
 * counts. Numbers keep their digits.
 */
export function findCredentials(body: string): CreatedApp | undefined {
  const objects = objectsIn(parseJson(body, numbersAsText));
  // Both side by side before each from somewhere else.
  for (const places of [...objects.map((one) => [one]), objects]) {
    const clientId = find(places, 'client_id', isCredential);
    const clientSecret = find(places, 'client_secret', isCredential);
    if (clientId === undefined || clientSecret === undefined) continue;
    return { clientId, clientSecret, redirectUri: find(places, 'redirect_uri', isText) };
  }
  return undefined;
}

/** Levels of wrapping that are opened. */
const MAX_DEPTH = 8;

/** Every object in a JSON value, the outer ones first; also those in a text that is JSON itself. */
function objectsIn(value: unknown, depth = 0): JsonObject[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof value === 'string')
    return /^\s*[{[]/.test(value) ? objectsIn(parseJson(value, numbersAsText), depth + 1) : [];
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((one) => objectsIn(one, depth + 1));
  return Array.isArray(value) ? inner : [value as JsonObject, ...inner];
}

function find<T>(
  places: readonly JsonObject[],
  name: string,
  fits: (value: unknown) => value is T,
) {
  return places.map((one) => one[name]).find(fits);
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isCredential(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  try {
    return credential(value) === value;
  } catch (error) {
    if (error instanceof InvalidValueError) return false;
    throw error;
  }
}
