import { type JsonObject, numbersAsText, parseJson } from '../../../shared/json.ts';
import { applyRule, credential } from '../../config/value-rules.ts';

export interface CreatedApp {
  clientId: string;
  clientSecret: string;
  /** The callback address that the platform stored. */
  redirectUri: string | undefined;
}

/**
 * Finds the client id and secret in a response, however they are wrapped, since the platform shows a secret once.
 * Numbers keep their digits.
 */
export function findCredentials(body: string): CreatedApp | undefined {
  const objects = objectsIn(parseJson(body, numbersAsText));
  // Both in one object are preferred to one in each of two objects.
  for (const places of [...objects.map((one) => [one]), objects]) {
    const clientId = findIn(places, 'client_id', isCredential);
    const clientSecret = findIn(places, 'client_secret', isCredential);
    if (clientId === undefined || clientSecret === undefined) continue;
    return { clientId, clientSecret, redirectUri: findIn(places, 'redirect_uri', isText) };
  }
  return undefined;
}

const MAX_DEPTH = 8;

/** Every object in a JSON value, outer ones first, including those in strings of JSON. */
function objectsIn(value: unknown, depth = 0): JsonObject[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof value === 'string')
    return /^\s*[{[]/.test(value) ? objectsIn(parseJson(value, numbersAsText), depth + 1) : [];
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap((one) => objectsIn(one, depth + 1));
  return Array.isArray(value) ? inner : [value as JsonObject, ...inner];
}

function findIn<T>(
  places: readonly JsonObject[],
  name: string,
  fits: (value: unknown) => value is T,
) {
  return places.map((one) => one[name]).find(fits);
}

const isText = (value: unknown): value is string => typeof value === 'string';

function isCredential(value: unknown): value is string {
  return typeof value === 'string' && 'value' in applyRule(credential, value);
}
