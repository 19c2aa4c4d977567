import { isJsonObject, type JsonObject } from './json.ts';
import type { Static, TObject, TProperties, TSchema } from './schema.ts';

/** The keywords of JSON Schema (draft 2020-12) that our schemas use, as TypeBox writes them. */
interface Keywords {
  /** `null` unless it is one of the others. */
  type?: 'object' | 'array' | 'string' | 'number' | 'integer' | 'boolean' | 'null';
  const?: unknown;
  enum?: readonly unknown[];
  anyOf?: readonly Keywords[];
  properties?: Readonly<Record<string, Keywords>>;
  required?: readonly string[];
  items?: Keywords;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
}

/**
 * Whether `value` matches `schema`. Gives the same result as TypeBox's `Check` for the kinds of schema in use
 * here. `Check` alone is half as large as the rest of the extension's background.
 */
export function matchesSchema<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  return fitsKeywords(schema as Keywords, value);
}

/** The members of `raw` that match their schemas. Each is checked alone, and anything else is left out. */
export function matchingMembers<T extends TProperties>(
  { properties }: TObject<T>,
  raw: unknown,
): Partial<Static<TObject<T>>> {
  const members = isJsonObject(raw) ? raw : {};
  const valid = Object.entries(properties)
    .filter(([name, schema]) => matchesSchema(schema, members[name]))
    .map(([name]) => [name, members[name]]);
  return Object.fromEntries(valid);
}

function fitsKeywords(schema: Keywords, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => fitsKeywords(one, value));
  if (schema.enum) return schema.enum.includes(value);
  if ('const' in schema) return value === schema.const;
  switch (schema.type) {
    case 'object':
      return isJsonObject(value) && fitsMembers(schema, value);
    case 'array':
      return Array.isArray(value) && fitsItems(schema, value);
    case 'string':
      return typeof value === 'string' && fitsText(schema, value);
    case 'number':
      return Number.isFinite(value) && within(value as number, schema.minimum, schema.maximum);
    case 'integer':
      return Number.isInteger(value) && within(value as number, schema.minimum, schema.maximum);
    case 'boolean':
      return typeof value === 'boolean';
    default:
      return value === null;
  }
}

function fitsText({ minLength, maxLength, pattern }: Keywords, value: string): boolean {
  const isLike = pattern === undefined || new RegExp(pattern, 'u').test(value);
  return isLike && within([...value].length, minLength, maxLength);
}

function fitsMembers({ properties = {}, required = [] }: Keywords, value: JsonObject): boolean {
  return Object.entries(properties).every(([name, schema]) =>
    Object.hasOwn(value, name) && value[name] !== undefined
      ? fitsKeywords(schema, value[name])
      : !required.includes(name),
  );
}

function fitsItems({ items, minItems, maxItems }: Keywords, value: unknown[]): boolean {
  return (
    within(value.length, minItems, maxItems) &&
    (!items || value.every((item) => fitsKeywords(items, item)))
  );
}

function within(size: number, min = -Infinity, max = Infinity): boolean {
  return size >= min && size <= max;
}
