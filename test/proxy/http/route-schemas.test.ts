import fc from 'fast-check';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { SCHEMA_CONTROLLER } from '../../../proxy/http/route-schemas.ts';
import * as Type from '../../../shared/schema.ts';

/** The body of a response with this value. */
async function written(schema: object, value: unknown): Promise<unknown> {
  const app = Fastify({ schemaController: SCHEMA_CONTROLLER });
  app.get('/', { schema: { response: { 200: schema } } }, async () => value);
  const { statusCode, body } = await app.inject('/');
  return statusCode === 200 ? body : statusCode;
}

const Item = Type.Object({ id: Type.Union([Type.Integer(), Type.String()]) });
const Reply = Type.Object({
  first: Type.Optional(Type.Integer()),
  items: Type.Array(Item),
  last: Type.String(),
});

test('a response has the members that its schema names, in the order of the schema', async () => {
  const value = { secret: 's', last: 'z', items: [{ id: 1, secret: 's' }, { id: 'a' }], first: 0 };
  const body = '{"first":0,"items":[{"id":1},{"id":"a"}],"last":"z"}';
  expect(await written(Reply, value)).toBe(body);
  expect(await written(Reply, { last: 'z', items: [] })).toBe('{"items":[],"last":"z"}');
});

test.each([
  { last: { secret: 's' }, items: [] },
  { last: 'z', items: { secret: 's' } },
  { last: 'z', items: [{ id: { secret: 's' } }] },
  [{ secret: 's' }],
])('an object that the schema does not describe is never written: %j', async (value) => {
  expect(await written(Reply, value)).toBe(500);
});

test('texts, numbers and other plain values are written as JSON.stringify writes them', async () => {
  const app = Fastify({ schemaController: SCHEMA_CONTROLLER });
  let value: unknown;
  const schema = { type: 'object', properties: { member: {} } };
  app.get('/', { schema: { response: { 200: schema } } }, async () => ({ member: value }));
  const texts = [
    fc.string({ unit: 'binary' }),
    fc.string(),
    fc.constant('\ud83d'),
    fc.constant('😀"'),
  ];
  const plain = fc.oneof(...texts, fc.double(), fc.integer(), fc.boolean(), fc.constant(null));
  await fc.assert(
    fc.asyncProperty(plain, async (generated) => {
      value = generated;
      expect((await app.inject('/')).body).toBe(JSON.stringify({ member: generated }));
    }),
  );
});

test('headers are checked by their names in any case, and stay the object that Node.js made', async () => {
  const app = Fastify({ schemaController: SCHEMA_CONTROLLER });
  const headers = Type.Object({ 'X-Digit': Type.String({ pattern: '^[0-9]$' }) });
  app.get('/', { schema: { headers } }, async (request) => request.headers === request.raw.headers);
  const statusOf = async (sent: Record<string, string>) =>
    (await app.inject({ url: '/', headers: sent })).statusCode;
  expect((await app.inject({ url: '/', headers: { 'x-digit': '1' } })).body).toBe('true');
  expect(await statusOf({ 'x-digit': '10' })).toBe(400);
  expect(await statusOf({})).toBe(400);
});
