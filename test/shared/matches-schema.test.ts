import fc from 'fast-check';
import type { TSchema } from 'typebox';
import * as Type from 'typebox';
import { Check } from 'typebox/value';
import { describe, expect, test } from 'vitest';
import { Command } from '../../extension/background/messages.ts';
import { AccountState } from '../../extension/domain/account-state.ts';
import { Login } from '../../extension/storage/items.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import { AboutReply, ErrorReply, TopUpReply, UserInfoReply } from '../../shared/replies.ts';

const SCHEMAS: Record<string, TSchema> = {
  AccountState,
  Command,
  Login,
  AboutReply,
  ErrorReply,
  TopUpReply,
  UserInfoReply,
  numbers: Type.Array(Type.Number({ minimum: -1, maximum: 5 }), { minItems: 1, maxItems: 3 }),
  choices: Type.Union([Type.Literal(5), Type.Literal('five'), Type.Enum(['a', 'b']), Type.Null()]),
  digits: Type.Union([Type.Boolean(), Type.String({ pattern: '^-?[0-9]+$', maxLength: 3 })]),
  flags: Type.Object({ on: Type.Boolean(), off: Type.Optional(Type.Boolean()) }),
};

const ODD_VALUES = [undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 1e300, 2 ** 53];

/** Values close to what a schema describes, so that both results are frequent. */
function near(schema: TSchema): fc.Arbitrary<unknown> {
  const { anyOf, properties, items } = schema as {
    anyOf?: TSchema[];
    properties?: Record<string, TSchema>;
    items?: TSchema;
  };
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom(...ODD_VALUES, '', '😀', '-12', '1234'));
  const constants = 'const' in schema ? [schema.const] : 'enum' in schema ? schema.enum : [];
  const right = anyOf
    ? fc.oneof(...anyOf.map(near))
    : properties
      ? fc.record(
          Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, near(one)])),
          { requiredKeys: [] },
        )
      : items
        ? fc.array(near(items), { maxLength: 5 })
        : Array.isArray(constants) && constants.length > 0
          ? fc.constantFrom(...constants)
          : fc.oneof(fc.integer(), fc.double(), fc.string(), fc.boolean(), fc.constant(null));
  return fc.oneof({ weight: 12, arbitrary: right }, { weight: 1, arbitrary: odd });
}

describe('matchesSchema agrees with TypeBox', () => {
  test.each(Object.entries(SCHEMAS))('on %s', (_name, schema) => {
    fc.assert(
      fc.property(near(schema), (value) => {
        expect(matchesSchema(schema, value)).toBe(Check(schema, value));
      }),
      { numRuns: 2_000 },
    );
  });

  test('for every kind of schema in use', () => {
    const kinds = JSON.stringify(SCHEMAS).match(/(?<="type":")\w+/g);
    const known = ['object', 'array', 'string', 'number', 'integer', 'boolean', 'null'];
    expect([...new Set(kinds)].sort()).toEqual(known.sort());
  });
});
