import * as TypeBox from 'typebox';
import { describe, expect, test } from 'vitest';
import * as Type from '../../shared/schema.ts';

/** The same schema of every kind, made by `type`. */
function schemasBy(type: typeof Type) {
  const text = type.String({ minLength: 1, maxLength: 5, pattern: '^a' });
  return {
    text,
    number: type.Number({ minimum: 0 }),
    integer: type.Integer({ minimum: -1, maximum: 1 }),
    boolean: type.Boolean(),
    null: type.Null(),
    array: type.Array(text, { minItems: 1, maxItems: 2 }),
    enum: type.Enum(['a', 'b']),
    literals: type.Union([type.Literal('a'), type.Literal(1), type.Literal(true)]),
    empty: type.Object({}),
    optional: type.Object({ on: type.Optional(type.Boolean()) }),
    partial: type.Partial(type.Object({ on: type.Boolean(), text })),
    object: type.Object({ needed: text, optional: type.Optional(text), other: type.Null() }),
  };
}

describe('a schema is the one that TypeBox makes', () => {
  const theirs = schemasBy(TypeBox as unknown as typeof Type);
  test.each(Object.entries(schemasBy(Type)))('%s', (name, schema) => {
    expect(JSON.stringify(schema)).toBe(JSON.stringify(Reflect.get(theirs, name)));
  });

  test('where something can be null', () => {
    const union = TypeBox.Union([TypeBox.String(), TypeBox.Null()]);
    expect(JSON.stringify(Type.Nullable(Type.String()))).toBe(JSON.stringify(union));
  });

  test('where the members of one are used in another, in TypeBox too', () => {
    const { properties } = Type.Object({ on: Type.Optional(Type.Boolean()), off: Type.Null() });
    expect(Type.Object({ ...properties }).required).toEqual(['off']);
    expect(TypeBox.Object({ ...properties }).required).toEqual(['off']);
    expect(properties.on).toEqual({ type: 'boolean' });
  });
});
