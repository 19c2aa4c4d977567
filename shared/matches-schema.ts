import type { Static, TSchema } from './schema.ts';

/** The members of JSON Schema (draft 2020-12) that our schemas use, as TypeBox writes them. */
interface Keywords {
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
 * Whether `value` is what `schema` describes. The same as TypeBox's own `Check`, for the kinds of schema
 * that this extension has; that one is half as large as all the rest of the background.
 */
export function matchesSchema<T extends TSchema>(schema: T, value: unknown): value is Static<T> {
  return fitsKeywords(schema as Keywords, value);
}

function fitsKeywords(schema: Keywords, value: unknown): boolean {
  if (schema.anyOf) return schema.anyOf.some((one) => fitsKeywords(one, value));
  if (schema.enum) return schema.enum.includes(value);
  if ('const' in schema) return value === schema.const;
  switch (schema.type) {
    case 'object':
      return isObject(value) && fitsMembers(schema, value);
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
    case 'null':
      return value === null;
    default:
      throw new TypeError('Unknown kind of schema.');
  }
}

function fitsText({ minLength, maxLength, pattern }: Keywords, value: string): boolean {
  const isLike = pattern === undefined || new RegExp(pattern, 'u').test(value);
  return isLike && within([...value].length, minLength, maxLength);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function fitsMembers(
  { properties = {}, required = [] }: Keywords,
  value: Record<string, unknown>,
): boolean {
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

function within(size: number, least = -Infinity, most = Infinity): boolean {
  return size >= least && size <= most;
}
