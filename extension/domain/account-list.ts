import { DEFAULT_SLOT, SLOTS } from '../../shared/account-slots.ts';
import { isJsonObject } from '../../shared/json.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';

export const MAX_ACCOUNTS = 10;

/** Maximum length of a name that the user gives to an account. */
export const MAX_NAME_LENGTH = 40;

/** The account whose data has the storage keys of version 0.1.0, which knows no other and uses slot 0. */
export const FIRST_ID = 0;

/** All ids of accounts. {@link freeId} gives no other, because {@link FIRST_ID} may be left out. */
export const IDS: readonly number[] = Array.from({ length: MAX_ACCOUNTS + 1 }, (_, id) => id);

/**
 * An account of the list. `id` names its data in storage, and `slot` its session at its proxy. `name` is the
 * user's own. Times are Unix milliseconds: `draftSince` when the user began to add the account, until the first
 * sign-in succeeds; `replacedAt` when a sign-in last replaced its session because the user was in the list already.
 */
export const AccountEntry = Type.Object({
  id: Type.Integer({ minimum: 0, maximum: MAX_ACCOUNTS }),
  slot: Type.Integer({ minimum: 0, maximum: SLOTS.length - 1 }),
  name: Type.Optional(Type.String({ minLength: 1, maxLength: MAX_NAME_LENGTH })),
  draftSince: Type.Optional(Type.Number()),
  replacedAt: Type.Optional(Type.Number()),
});
export type AccountEntry = Type.Static<typeof AccountEntry>;

/** The accounts in the user's order. `active` is the id of the one that the badge shows. */
export interface AccountList {
  readonly active: number;
  readonly entries: readonly AccountEntry[];
}

/** The list of a new installation, and of an update from version 0.1.0. */
export const INITIAL_LIST: AccountList = {
  active: FIRST_ID,
  entries: [{ id: FIRST_ID, slot: DEFAULT_SLOT }],
};

export const isDraft = (entry: AccountEntry): boolean => entry.draftSince !== undefined;

/** Reads a stored list. An invalid entry is left out. `null` if there is no valid one. */
export function readAccountList(raw: unknown): AccountList | null {
  const { active, entries } = isJsonObject(raw) ? raw : {};
  const valid = (Array.isArray(entries) ? entries : []).filter(
    (entry, index, all): entry is AccountEntry =>
      matchesSchema(AccountEntry, entry) &&
      all.findIndex((other) => isJsonObject(other) && other.id === entry.id) === index,
  );
  const id = typeof active === 'number' ? active : FIRST_ID;
  return valid.length > 0 ? withEntries(id, valid) : null;
}

/** A list of these entries. The active one is among them and no draft. A draft that is alone counts as an account. */
export function withEntries(active: number, entries: readonly AccountEntry[]): AccountList {
  const [first, ...rest] = entries;
  if (!first) return INITIAL_LIST;
  const instead = entries.find((entry) => !isDraft(entry));
  if (!instead) return { active: first.id, entries: [{ id: first.id, slot: first.slot }, ...rest] };
  const isPossible = entries.some((entry) => entry.id === active && !isDraft(entry));
  return { active: isPossible ? active : instead.id, entries };
}

export function entryOf(list: AccountList, id: number): AccountEntry | undefined {
  return list.entries.find((entry) => entry.id === id);
}

/** The id of the account that the pages show: the one that is being added, else the active one. */
export function shownId({ active, entries }: AccountList): number {
  return entries.find(isDraft)?.id ?? active;
}

/** The list with one more entry at its end; the same list if it is full. */
export function withEntry(list: AccountList, entry: AccountEntry): AccountList {
  if (list.entries.length >= MAX_ACCOUNTS) return list;
  return { ...list, entries: [...list.entries, entry] };
}

/** The list without an account; the same list if it has no other. The one after it becomes active in its place. */
export function withoutEntry(list: AccountList, id: number): AccountList {
  const index = list.entries.findIndex((entry) => entry.id === id);
  if (index < 0 || list.entries.length === 1) return list;
  const rest = list.entries.filter((entry) => entry.id !== id);
  const accounts = (from: number) => rest.slice(from).filter((entry) => !isDraft(entry));
  const next = accounts(index)[0] ?? accounts(0).at(-1);
  return withEntries(list.active === id ? (next?.id ?? id) : list.active, rest);
}

/** The list with this account as the active one, and without a draft. */
export function withActive(list: AccountList, id: number): AccountList {
  const entry = entryOf(list, id);
  if (!entry || isDraft(entry)) return list;
  return { active: id, entries: list.entries.filter((one) => !isDraft(one)) };
}

/** The list with other values of an account. `undefined` removes a value. */
export function withChanges(
  list: AccountList,
  id: number,
  changes: { [K in keyof Omit<AccountEntry, 'id'>]?: AccountEntry[K] | undefined },
): AccountList {
  const entries = list.entries.map((entry) =>
    entry.id === id
      ? (JSON.parse(JSON.stringify({ ...entry, ...changes })) as AccountEntry)
      : entry,
  );
  return withEntries(list.active, entries);
}

/** The list with an account moved by one place, up (-1) or down (1), as far as the list allows. */
export function withMoved(list: AccountList, id: number, by: -1 | 1): AccountList {
  const from = list.entries.findIndex((entry) => entry.id === id);
  if (from < 0 || !list.entries[from + by]) return list;
  const entries = [...list.entries];
  entries.splice(from + by, 0, ...entries.splice(from, 1));
  return { ...list, entries };
}

/** The lowest slot that is not in `taken`: the slots of the other accounts at the same proxy. */
export function freeSlot(taken: readonly number[]): number {
  return SLOTS.find((slot) => !taken.includes(slot)) ?? DEFAULT_SLOT;
}

/** The lowest free id for an account with this slot. Version 0.1.0 expects slot 0 for {@link FIRST_ID}. */
export function freeId({ entries }: AccountList, slot: number): number {
  let id = slot === DEFAULT_SLOT ? FIRST_ID : FIRST_ID + 1;
  while (entries.some((entry) => entry.id === id)) id += 1;
  return id;
}
