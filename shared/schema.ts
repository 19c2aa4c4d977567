/**
 * Builds the same JSON Schemas (draft 2020-12) as TypeBox, with its types. TypeBox itself would be a twentieth of
 * the extension's background, and a quarter of the processor time of a start of the proxy. `@__NO_SIDE_EFFECTS__` lets
 * the bundler drop unused schemas.
 */
import type * as Type from 'typebox';

export type { Static, TObject, TProperties, TSchema } from 'typebox';

/** The key by which TypeBox marks a schema as optional. It is not enumerable, so it is not in the JSON. */
const OPTIONAL = '~optional';

function ofType(type: string) {
  return (options?: object) => ({ type, ...options }) as object;
}

const BooleanSchema = ofType('boolean') as typeof Type.Boolean;
export const Integer = ofType('integer') as typeof Type.Integer;
export const Null = ofType('null') as typeof Type.Null;
const NumberSchema = ofType('number') as typeof Type.Number;
const StringSchema = ofType('string') as typeof Type.String;

function ArraySchema<T extends Type.TSchema>(items: T, options?: Type.TArrayOptions) {
  return { type: 'array', items, ...options } as Type.TArray<T>;
}

/* @__NO_SIDE_EFFECTS__ */
export function Enum<T extends Type.TEnumValue[]>(values: readonly [...T]) {
  return { enum: values } as object as Type.TEnum<T>;
}

export function Literal<T extends string | number | boolean>(value: T) {
  return { type: typeof value, const: value } as object as Type.TLiteral<T>;
}

export function Union<T extends Type.TSchema[]>(anyOf: [...T]) {
  return { anyOf } as object as Type.TUnion<T>;
}

/* @__NO_SIDE_EFFECTS__ */
function ObjectSchema<T extends Type.TProperties>(properties: T) {
  const required = Object.keys(properties).filter(
    (name) => !(OPTIONAL in Object(properties[name])),
  );
  const names = required.length > 0 && { required };
  return { type: 'object', ...names, properties } as object as Type.TObject<T>;
}

export function Optional<T extends Type.TSchema>(schema: T): Type.TOptional<T> {
  return Object.defineProperty({ ...schema }, OPTIONAL, { value: true }) as Type.TOptional<T>;
}

type TPartial<T extends Type.TProperties> = Type.TObject<{ [K in keyof T]: Type.TOptional<T[K]> }>;

/** `schema` with every member optional. */
/* @__NO_SIDE_EFFECTS__ */
export function Partial<T extends Type.TProperties>({ properties }: Type.TObject<T>): TPartial<T> {
  const members = Object.entries(properties).map(([name, member]) => [name, Optional(member)]);
  return ObjectSchema(Object.fromEntries(members));
}

/** `schema`, or `null`. */
export function Nullable<T extends Type.TSchema>(schema: T) {
  return Union([schema, Null()]);
}

export {
  ArraySchema as Array,
  BooleanSchema as Boolean,
  NumberSchema as Number,
  ObjectSchema as Object,
  StringSchema as String,
};
