import * as Type from '../../shared/schema.ts';

/**
 * When the extension was last used (Unix milliseconds): a popup was opened, a button clicked, a top-up started.
 * `account` is the id of the account that was used. Version 0.1.0 has only one.
 */
export const Activity = Type.Object({
  usedAt: Type.Number(),
  account: Type.Optional(Type.Integer()),
});
export type Activity = Type.Static<typeof Activity>;
