import { matchingMembers } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';
import { Budget } from './budget.ts';

/** The refresh intervals that a user can choose from, in minutes. */
export const REFRESH_INTERVALS = [5, 10, 30, 60] as const;

/**
 * The user's preferences. The threshold is in the unit of `balance_formatted`; `null` means no notification. With
 * `budgetBadge` the badge shows how much of the budget is used instead of the balance.
 */
export const Preferences = Type.Object({
  minutes: Type.Enum(REFRESH_INTERVALS),
  threshold: Type.Nullable(Type.Number({ minimum: 0 })),
  badge: Type.Boolean(),
  lowBalanceNotification: Type.Boolean(),
  creditNotification: Type.Boolean(),
  budget: Type.Nullable(Budget),
  budgetBadge: Type.Boolean(),
  budgetNotification: Type.Boolean(),
  hidden: Type.Boolean(),
});
export type Preferences = Type.Static<typeof Preferences>;

/** The preferences that each account has of its own. The others are for all accounts. */
const OWN_NAMES = [
  'threshold',
  'lowBalanceNotification',
  'creditNotification',
  'budget',
  'budgetBadge',
  'budgetNotification',
] as const;
export type OwnPreferences = Pick<Preferences, (typeof OWN_NAMES)[number]>;

/** The own ones of some preferences. */
export function ownPreferences<T extends Partial<Preferences>>(preferences: T) {
  return pick(preferences, isOwn) as Pick<T, keyof OwnPreferences & keyof T>;
}

/** Those of some preferences that are for all accounts. */
export function sharedPreferences(preferences: PreferenceChanges): PreferenceChanges {
  return pick(preferences, (name) => Object.hasOwn(Preferences.properties, name) && !isOwn(name));
}

const isOwn = (name: string) => (OWN_NAMES as readonly string[]).includes(name);

/** Those of some preferences whose names are wanted. */
export function pick(
  preferences: PreferenceChanges,
  isWanted: (name: string) => boolean,
): PreferenceChanges {
  return Object.fromEntries(Object.entries(preferences).filter(([name]) => isWanted(name)));
}

/** New values of some preferences. */
export const PreferenceChanges = Type.Partial(Preferences);
export type PreferenceChanges = Type.Static<typeof PreferenceChanges>;

export const DEFAULT_PREFERENCES: Preferences = {
  minutes: 10,
  threshold: null,
  badge: true,
  lowBalanceNotification: false,
  creditNotification: false,
  budget: null,
  budgetBadge: false,
  budgetNotification: false,
  hidden: false,
};

/** Reads stored preferences. A member that is missing or invalid has its default. */
export function readPreferences(raw: unknown): Preferences {
  return { ...DEFAULT_PREFERENCES, ...matchingMembers(Preferences, raw) };
}
