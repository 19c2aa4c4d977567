import type { FastifyServerOptions } from 'fastify';
import { matchesSchema } from '../../shared/matches-schema.ts';
import type { TSchema } from '../../shared/schema.ts';
import { ProxyError } from '../errors/proxy-error.ts';

interface ObjectSchema {
  type?: string;
  required?: readonly string[];
  properties?: Readonly<Record<string, ObjectSchema>>;
  items?: ObjectSchema;
}

/**
 * The option of Fastify by which it checks requests and writes responses by the schemas of the routes. Its own compilers
 * load Ajv and fast-json-stringify and generate code from every schema, at each start, for a few small objects.
 */
export const SCHEMA_CONTROLLER = {
  compilersFactory: { buildValidator: () => checkerFor, buildSerializer: () => writerFor },
  // The types of Fastify know no other validator than Ajv.
} as unknown as NonNullable<FastifyServerOptions['schemaController']>;

function checkerFor({ schema, httpPart }: { schema: TSchema & ObjectSchema; httpPart?: string }) {
  const matched = httpPart === 'headers' ? withLowerCaseNames(schema) : schema;
  return (value: unknown) =>
    matchesSchema(matched, value) || { error: new ProxyError('bad_request') };
}

/** Node.js has the names of headers in lower case. */
function withLowerCaseNames<T extends ObjectSchema>(schema: T): T {
  const { properties = {}, required = [] } = schema;
  const members = Object.entries(properties).map(([name, member]) => [name.toLowerCase(), member]);
  return {
    ...schema,
    properties: Object.fromEntries(members),
    required: required.map((name) => name.toLowerCase()),
  };
}

type Writer = (value: unknown) => string;

function writerFor({ schema }: { schema: ObjectSchema }): Writer {
  return writerOf(schema);
}

/**
 * Returns a function that writes the members that the schema names as JSON, in its order. It throws a `TypeError` for
 * an object or array where the schema has none.
 */
function writerOf({ type, properties = {}, items = {} }: ObjectSchema): Writer {
  if (type === 'array') {
    const write = writerOf(items);
    return (value) => (Array.isArray(value) ? `[${value.map(write).join()}]` : writeSimple(value));
  }
  if (type !== 'object') return writeSimple;
  const members = Object.entries(properties).map(
    ([name, schema]) => [name, `,${JSON.stringify(name)}:`, writerOf(schema)] as const,
  );
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return writeSimple(value);
    }
    let text = '';
    for (const [name, key, write] of members) {
      const member: unknown = (value as Record<string, unknown>)[name];
      if (member !== undefined) text += key + write(member);
    }
    return `{${text.slice(1)}}`;
  };
}

/** Characters that JSON escapes, and halves of surrogate pairs, which JSON.stringify escapes where they are alone. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes control characters.
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Writes a value as JSON.stringify does, but most texts and numbers without a call of it, which takes longer. */
function writeSimple(value: unknown): string {
  if (typeof value === 'string' && !ESCAPED.test(value)) return `"${value}"`;
  if (typeof value === 'number' && Number.isFinite(value)) return `${value}`;
  if (typeof value === 'object' && value !== null) {
    throw new TypeError('The response has an object that its schema does not describe.');
  }
  return JSON.stringify(value);
}
