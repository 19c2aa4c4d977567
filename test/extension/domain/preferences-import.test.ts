import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AccountList, withMoved } from '../../../extension/domain/account-list.ts';
import {
  type PreferencesFile,
  preferencesFileText,
  readPreferencesFile,
} from '../../../extension/domain/preferences-file.ts';
import {
  type ImportPlan,
  isEmpty,
  movesTo,
  type PresentAccount,
  planImport,
} from '../../../extension/domain/preferences-import.ts';
import { PROXY } from '../../support/extension/fixtures.ts';
import { somePresentAccounts } from '../../support/extension/present-accounts.ts';
import { signedIn, storedAccount } from '../../support/extension/states.ts';

const OTHER = 'https://wallet.example.com';

const account = (id: number, slot: number, address = PROXY, name?: string) =>
  storedAccount(signedIn(), { threshold: id }, { id, slot, address, ...(name && { name }) });

const fileOf = (accounts: readonly PresentAccount[]): PreferencesFile => {
  const read = readPreferencesFile(preferencesFileText(accounts));
  if (!read.ok) throw new Error(read.problem);
  return read.file;
};

/** The accounts once the background has carried the plan out. */
function applied<A extends PresentAccount>(plan: ImportPlan<A>, present: readonly A[]) {
  const entries = present.map(({ id, slot }) => ({ id, slot }));
  let list: AccountList = { active: 0, entries };
  for (const { id } of movesTo(plan.order ?? present, present)) list = withMoved(list, id, -1);
  return list.entries.map(({ id }) => {
    const one = present.find((other) => other.id === id) as A;
    const own = plan.accounts.find((changes) => changes.account === one);
    const { name: before, ...rest } = one;
    const name = own?.name ?? before;
    const preferences = { ...one.preferences, ...plan.shared, ...own?.preferences };
    return { ...rest, ...(name && { name }), preferences };
  });
}

describe('the plan of an import', () => {
  test('has what differs and nothing else', () => {
    const [one, two] = [account(0, 0), account(1, 1, PROXY, 'Work')];
    const file: PreferencesFile = {
      preferences: { minutes: 60, badge: true },
      accounts: [
        { address: PROXY, slot: 1, name: 'Work', preferences: { threshold: 7 } },
        { address: PROXY, slot: 0, name: ' Home ', preferences: { threshold: 0 } },
      ],
    };
    expect(planImport(file, [one, two])).toEqual({
      shared: { minutes: 60 },
      accounts: [
        { account: two, preferences: { threshold: 7 } },
        { account: one, name: 'Home', preferences: {} },
      ],
      order: [two, one],
      managed: [],
      missing: [],
    });
  });

  test('pairs accounts by proxy and slot, then by the order of their slots', () => {
    const present = [account(0, 3), account(1, 1), account(2, 0, OTHER)];
    const wanted = [
      { address: OTHER, slot: 5 },
      { address: PROXY },
      { address: PROXY, slot: 1, name: 'Work' },
      { address: PROXY, slot: 0 },
      { address: 'https://third.example.com', slot: 0 },
    ];
    const plan = planImport({ preferences: {}, accounts: wanted }, present);
    expect(plan.accounts).toEqual([{ account: present[1], name: 'Work', preferences: {} }]);
    expect(plan.order?.map(({ id }) => id)).toEqual([2, 1, 0]);
    expect(plan.missing).toEqual([wanted[1], wanted[4]]);
  });

  test('keeps the places of accounts that are not in the file', () => {
    const present = [account(0, 0), account(1, 0, OTHER), account(2, 1), account(3, 2)];
    const accounts = [2, 1, 0].map((slot) => ({ address: PROXY, slot }));
    const { order } = planImport({ preferences: {}, accounts }, present);
    expect(order?.map(({ id }) => id)).toEqual([3, 1, 2, 0]);
  });

  test('removes a name that the file removes, and keeps one that it does not mention', () => {
    const present = [account(0, 0, PROXY, 'Work')];
    const plan = (wanted: object) =>
      planImport({ preferences: {}, accounts: [{ address: PROXY, slot: 0, ...wanted }] }, present);
    expect(plan({ name: null }).accounts).toMatchObject([{ name: '' }]);
    expect(isEmpty(plan({}))).toBe(true);
  });

  test('of the file of a list is empty for that list', () => {
    fc.assert(
      fc.property(somePresentAccounts, (present) => {
        const plan = planImport(fileOf(present), present);
        expect(isEmpty(plan)).toBe(true);
        expect(plan.missing).toEqual([]);
      }),
    );
  });

  test('leaves nothing to change once it is carried out', () => {
    fc.assert(
      fc.property(somePresentAccounts, somePresentAccounts, (other, present) => {
        const file = fileOf(other);
        const plan = planImport(file, present);
        const after = applied(plan, present);
        const again = planImport(file, after);
        expect(isEmpty(again)).toBe(true);
        expect(again.missing).toEqual(plan.missing);
        expect(after.map(({ id }) => id).sort()).toEqual(present.map(({ id }) => id).sort());
      }),
    );
  });
});
