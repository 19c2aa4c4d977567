import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import schema from '../../extension/public/managed-schema.json' with { type: 'json' };
import { readDocument } from './read-document.ts';

const DOCUMENTS = ['docs/administrators.md', 'docs/administrators.zh-CN.md'];

interface Example {
  policies?: Example;
  '3rdparty'?: Partial<Record<'extensions' | 'Extensions', Record<string, object>>>;
}

const matches = new Ajv({ strict: false }).compile({ ...schema, additionalProperties: false });

test.each(DOCUMENTS)('%s has policies that fit the schema', (document) => {
  const blocks = [...readDocument(document).matchAll(/^```json\n([\s\S]*?)^```$/gm)];
  const policies = blocks.flatMap(([, text = '']) => {
    const example: Example = JSON.parse(text);
    const { extensions, Extensions } = (example.policies ?? example)['3rdparty'] ?? {};
    return Object.values(extensions ?? Extensions ?? {});
  });
  expect(policies).toHaveLength(2);
  for (const policy of policies) expect(matches(policy), JSON.stringify(policy)).toBe(true);
});

test.each(DOCUMENTS)('%s describes each member with an example that fits', (document) => {
  const rows = [...readDocument(document).matchAll(/^\| `(\w+)` \| `([^`]+)` \|/gm)];
  expect(rows.map(([, name]) => name)).toEqual(Object.keys(schema.properties));
  for (const [row, name = '', example = ''] of rows) {
    expect(matches({ [name]: JSON.parse(example) }), row).toBe(true);
  }
});
