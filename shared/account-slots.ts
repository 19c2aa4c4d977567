/**
 * Account slots: one browser holds up to ten sessions at one proxy, each in a slot of its own. A client that names no
 * slot uses slot 0, as version 0.1.0 does.
 */

/** Names the slot of a request: one digit. */
export const SLOT_HEADER = 'X-Account-Slot';

export const DEFAULT_SLOT = 0;

export const SLOTS: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

/** Matches the name of a slot. */
export const SLOT_PATTERN = '^[0-9]$';

const SLOT = new RegExp(SLOT_PATTERN);

/** The slot that a request names, {@link DEFAULT_SLOT} if it names none; undefined if `name` is malformed. */
export function parseSlot(name: unknown): number | undefined {
  if (name === undefined) return DEFAULT_SLOT;
  return typeof name === 'string' && SLOT.test(name) ? Number(name) : undefined;
}
