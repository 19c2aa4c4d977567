import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isAllowed, isLocked, PolicyMembers, unmanaged } from '../../../extension/domain/policy.ts';
import schema from '../../../extension/public/managed-schema.json' with { type: 'json' };
import { policyItem } from '../../../extension/storage/items.ts';

const { read } = policyItem;
const URL_A = 'https://a.example.com';
const URL_B = 'https://b.example.com:8443';

const FULL = {
  proxyUrl: URL_A,
  proxyUrlLocked: true,
  proxyUrls: [URL_B],
  notifyBelow: 2.5,
  badge: false,
  refreshMinutes: 30,
  topUp: false,
  welcome: false,
};

/** Names of the schema whose members have another name in the extension. */
const RENAMED: Record<string, string> = { notifyBelow: 'threshold', refreshMinutes: 'minutes' };

describe('a policy', () => {
  test('is read with the names of preferences', () => {
    const { notifyBelow: threshold, refreshMinutes: minutes, ...others } = FULL;
    const proxyUrls = [URL_A, URL_B];
    expect(read(FULL)).toEqual({ ...others, threshold, minutes, proxyUrls });
  });

  test('that was read reads the same again', () => {
    const once = JSON.stringify(read(FULL));
    expect(JSON.stringify(read(JSON.parse(once)))).toBe(once);
  });

  test.each(Object.keys(FULL))('does without %s if that is invalid, and keeps the rest', (name) => {
    const { [RENAMED[name] ?? name]: _, ...rest } = read(FULL) as object as Record<string, unknown>;
    const raw = { ...FULL, [name]: name === 'notifyBelow' ? -1 : { odd: true } };
    const proxyUrls = [URL_A, URL_B].filter(
      (url) => url !== { proxyUrl: URL_A, proxyUrls: URL_B }[name],
    );
    expect(JSON.parse(JSON.stringify(read(raw)))).toEqual({ ...rest, proxyUrls });
  });

  test.each([undefined, null, {}, [], 'text', 5])('is empty for %s', (raw) => {
    expect(JSON.stringify(read(raw))).toBe('{"proxyUrls":[]}');
  });

  test('takes addresses with a slash at their end, each once, and no others', () => {
    const proxyUrls = [`${URL_B}/`, URL_A, 'http://c.example.com', `${URL_A}/path`, 'x', '', URL_B];
    const policy = read({ proxyUrl: `${URL_A}/`, proxyUrls });
    expect(policy).toEqual({ proxyUrl: URL_A, proxyUrls: [URL_A, URL_B] });
  });

  test('locks addresses only with an address', () => {
    expect(isLocked(read({ proxyUrlLocked: true, proxyUrls: [URL_B] }))).toBe(false);
    expect(isLocked(read({ proxyUrl: URL_A }))).toBe(false);
    const locked = read(FULL);
    expect(isLocked(locked)).toBe(true);
    const allowed = [URL_A, URL_B, 'https://c.example.com'].map((url) => isAllowed(locked, url));
    expect(allowed).toEqual([true, true, false]);
  });

  test('leaves the other preferences to the user', () => {
    const changes = { minutes: 5, badge: true, hidden: true, threshold: 1 } as const;
    expect(unmanaged(changes, read({ badge: false, notifyBelow: 0 }))).toEqual({
      minutes: 5,
      hidden: true,
    });
    expect(unmanaged(changes, read({}))).toEqual(changes);
  });
});

describe('managed-schema.json', () => {
  const members = Object.entries(schema.properties);

  test('has the members that are read, each with a title and a description', () => {
    const names = members.map(([name]) => RENAMED[name] ?? name);
    expect(names).toEqual(Object.keys(PolicyMembers.properties));
    for (const [name, { title, description }] of members) {
      expect([title, description].every(Boolean), name).toBe(true);
    }
  });

  test('uses what Chromium knows: it refuses to load an extension with a minimum of a number', () => {
    const known = ['title', 'description', 'type', 'enum', 'items', 'pattern'];
    const used = members.flatMap(([, member]) => Object.keys(member));
    expect([...new Set(used)].filter((keyword) => !known.includes(keyword))).toEqual([]);
  });

  test.each(members)('agrees on %s with what is read', (name, member) => {
    const { type } = member;
    const own = 'enum' in member ? member.enum : [];
    const values = {
      boolean: [true, false],
      number: [0, 2.5],
      integer: own,
      string: [URL_A],
      array: [[URL_B], []],
    };
    for (const value of values[type as keyof typeof values] as unknown[]) {
      expect(read({ [name]: value }), String(value)).toHaveProperty(RENAMED[name] ?? name);
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const kind = Array.isArray(value) ? 'array' : typeof value;
        const isKnown = kind === type || (kind === 'number' && own.includes(value as number));
        if (isKnown || name === 'proxyUrls') return;
        expect(read({ [name]: value })[(RENAMED[name] ?? name) as 'badge']).toBeUndefined();
      }),
    );
  });
});
