import { matchesSchema } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';

/** Minutes between two looks at the balance that a user can choose from. */
export const REFRESH_INTERVALS = [5, 10, 30, 60] as const;

const minutes = Type.Enum([...REFRESH_INTERVALS]);
/** In the platform's own unit, that of `balance_formatted`. */
const threshold = Type.Nullable(Type.Number({ minimum: 0 }));
const onOff = Type.Boolean();

/** What the user has chosen. `threshold: null` warns of nothing. */
export const Preferences = Type.Object({
  minutes,
  threshold,
  badge: onOff,
  lowBalanceNotification: onOff,
  creditNotification: onOff,
  hidden: onOff,
});
export type Preferences = Type.Static<typeof Preferences>;

/** Some of the preferences, each with what it becomes. */
export const PreferenceChanges = Type.Object({
  minutes: Type.Optional(minutes),
  threshold: Type.Optional(threshold),
  badge: Type.Optional(onOff),
  lowBalanceNotification: Type.Optional(onOff),
  creditNotification: Type.Optional(onOff),
  hidden: Type.Optional(onOff),
});
export type PreferenceChanges = Type.Static<typeof PreferenceChanges>;

export const DEFAULT_PREFERENCES: Preferences = {
  minutes: 10,
  threshold: null,
  badge: true,
  lowBalanceNotification: false,
  creditNotification: false,
  hidden: false,
};

/** Reads stored preferences member by member: what is missing or does not fit is as {@link DEFAULT_PREFERENCES} has it. */
export function readPreferences(raw: unknown): Preferences {
  const stored = typeof raw === 'object' && raw !== null ? raw : {};
  const good = Object.entries(Preferences.properties).filter(
    ([name, schema]) =>
      Object.hasOwn(stored, name) && matchesSchema(schema, Reflect.get(stored, name)),
  );
  const read = good.map(([name]) => [name, Reflect.get(stored, name)]);
  return { ...DEFAULT_PREFERENCES, ...Object.fromEntries(read) };
}
