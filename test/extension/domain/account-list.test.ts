import { describe, expect, test } from 'vitest';
import {
  type AccountEntry,
  type AccountList,
  freeId,
  freeSlot,
  readAccountList,
  shownId,
  withActive,
  withChanges,
  withEntry,
  withMoved,
  withoutEntry,
} from '../../../extension/domain/account-list.ts';
import { NOON } from '../../support/extension/fixtures.ts';

const draft: AccountEntry = { id: 3, slot: 3, draftSince: NOON };
const entries: AccountEntry[] = [0, 1, 2].map((id) => ({ id, slot: id }));
const list: AccountList = { active: 1, entries };
const withDraft: AccountList = { active: 1, entries: [...entries, draft] };
const ids = (from: AccountList) => from.entries.map(({ id }) => id);

describe('a stored list', () => {
  test('is read as it was stored', () => {
    expect(readAccountList(JSON.parse(JSON.stringify(withDraft)))).toEqual(withDraft);
  });

  test.each([null, 42, [], {}, { entries: [] }, { active: 0, entries: [{ id: 0 }] }])(
    'is none if storage holds %j',
    (raw) => {
      expect(readAccountList(raw)).toBeNull();
    },
  );

  test('lacks the entries that are damaged or repeat an id, and keeps the others', () => {
    const damaged = [
      { id: 0, slot: 0 },
      { id: 1, slot: 10 },
      { id: 2, slot: 2, name: 7 },
      ...[null, 'x', { id: 0, slot: 5 }],
      { id: 4, slot: 4, name: 'Work' },
    ];
    expect(readAccountList({ active: 2, entries: damaged })).toEqual({
      active: 0,
      entries: [damaged[0], damaged.at(-1)],
    });
  });
});

describe('a list', () => {
  test('shows the account that is being added, else the active one', () => {
    expect([shownId(list), shownId(withDraft)]).toEqual([1, 3]);
  });

  test('drops the draft when another account becomes active', () => {
    expect(withActive(withDraft, 2)).toEqual({ active: 2, entries });
    expect(withActive(withDraft, 3)).toBe(withDraft);
    expect(withActive(list, 9)).toBe(list);
  });

  test.each<[removed: number, active: number, next: number]>([
    [0, 0, 1],
    [1, 1, 2],
    [2, 2, 1],
    [2, 0, 0],
    [3, 1, 1],
  ])('without account %i while %i is active has %i as the active one', (removed, active, next) => {
    const without = withoutEntry({ ...withDraft, active }, removed);
    expect(without.active).toBe(next);
    expect(ids(without)).not.toContain(removed);
  });

  test('keeps its only account, and makes an account of a draft that is alone', () => {
    const only = { active: 0, entries: [{ id: 0, slot: 0 }] };
    expect(withoutEntry(only, 0)).toBe(only);
    const both = { active: 0, entries: [{ id: 0, slot: 0 }, draft] };
    expect(withoutEntry(both, 0)).toEqual({ active: 3, entries: [{ id: 3, slot: 3 }] });
  });

  test('has at most ten accounts', () => {
    const full = [...Array(10).keys()].reduce(
      (grown, id) => withEntry(grown, { id: id + 1, slot: 1 }),
      { active: 0, entries: [{ id: 0, slot: 0 }] } as AccountList,
    );
    expect(ids(full)).toEqual([...Array(10).keys()]);
  });

  test.each<[id: number, by: -1 | 1, order: number[]]>([
    [0, 1, [1, 0, 2]],
    [2, -1, [0, 2, 1]],
    [0, -1, [0, 1, 2]],
    [2, 1, [0, 1, 2]],
  ])('with account %i moved by %i has the order %j', (id, by, order) => {
    expect(ids(withMoved(list, id, by))).toEqual(order);
  });

  test('gives an account other values, and removes those that are undefined', () => {
    const named = withChanges(list, 1, { name: 'Work', slot: 5 });
    expect(named.entries[1]).toEqual({ id: 1, slot: 5, name: 'Work' });
    expect(withChanges(named, 1, { name: undefined }).entries[1]).toEqual({ id: 1, slot: 5 });
    expect(named.entries[0]).toBe(entries[0]);
  });
});

test('the first free slot and id are taken, and the id of version 0.1.0 only with slot 0', () => {
  expect([freeSlot([]), freeSlot([0, 1, 3]), freeSlot([1, 2])]).toEqual([0, 2, 0]);
  expect([freeId(list, 0), freeId(withoutEntry(list, 1), 1)]).toEqual([3, 1]);
  const withoutFirst = withoutEntry(list, 0);
  expect([freeId(withoutFirst, 0), freeId(withoutFirst, 4)]).toEqual([0, 3]);
});
