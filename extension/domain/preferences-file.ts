import { isJsonObject, parseJson } from '../../shared/json.ts';
import { matchesSchema } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';
import { MAX_ACCOUNTS, MAX_NAME_LENGTH } from './account-list.ts';
import { type Policy, unmanaged } from './policy.ts';
import {
  ownPreferences,
  PreferenceChanges,
  type Preferences,
  sharedPreferences,
} from './preferences.ts';
import { isAddress } from './proxy-address.ts';

/** Distinguishes these files from those of other programs. */
const FORMAT = 'balance-companion-preferences';

/** A change that earlier versions of the extension would misread needs the next number. */
const VERSION = 1;

/** Ten accounts need less than 5 kB. */
export const MAX_FILE_BYTES = 65_536;

/** An account with what belongs into a file. */
export interface AccountInFile {
  /** The origin of the proxy. */
  address: string;
  slot: number;
  name?: string;
  preferences: Preferences;
}

/** An account of a file. What is `undefined` stays as it is; the name `null` removes the user's own. */
const FileAccount = Type.Object({
  address: Type.String(),
  slot: Type.Optional(Type.Integer()),
  name: Type.Optional(Type.Nullable(Type.String({ maxLength: MAX_NAME_LENGTH }))),
  preferences: Type.Optional(PreferenceChanges),
});
export type FileAccount = Type.Static<typeof FileAccount>;

const StoredFile = Type.Object({
  preferences: Type.Optional(PreferenceChanges),
  accounts: Type.Optional(Type.Array(FileAccount, { maxItems: MAX_ACCOUNTS })),
});

/** The content of a file: the preferences that are for all, and the accounts in the user's order. */
export interface PreferencesFile {
  preferences: PreferenceChanges;
  accounts: readonly FileAccount[];
}

/** Why a file cannot be used. `damaged` has a value that does not fit. */
export type FileProblem = 'not_preferences' | 'newer' | 'damaged';

/**
 * The file with the preferences of these accounts, in the user's order, but for those that the `policy` sets. It has
 * neither balances nor secrets.
 */
export function preferencesFileText(
  accounts: readonly AccountInFile[],
  policy: Policy = { proxyUrls: [] },
): string {
  const [first] = accounts;
  const file = {
    format: FORMAT,
    version: VERSION,
    preferences: unmanaged(sharedPreferences(first?.preferences ?? {}), policy),
    accounts: accounts.map(({ address, slot, name = null, preferences }) => {
      const own = unmanaged(ownPreferences(preferences), policy);
      return { address, slot, name, preferences: own };
    }),
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** Reads a file. Unknown members are left out. */
export function readPreferencesFile(
  text: string,
): { ok: true; file: PreferencesFile } | { ok: false; problem: FileProblem } {
  const raw = parseJson(text);
  if (!isJsonObject(raw) || raw.format !== FORMAT) return { ok: false, problem: 'not_preferences' };
  if (Number(raw.version) > VERSION) return { ok: false, problem: 'newer' };
  if (raw.version !== VERSION || !matchesSchema(StoredFile, raw)) {
    return { ok: false, problem: 'damaged' };
  }
  const { preferences = {}, accounts = [] } = raw;
  if (!accounts.every(({ address }) => isAddress(address))) {
    return { ok: false, problem: 'damaged' };
  }
  const file = {
    preferences: sharedPreferences(preferences),
    accounts: accounts.map((account) => ({
      ...account,
      preferences: ownPreferences(account.preferences ?? {}),
    })),
  };
  return { ok: true, file };
}
