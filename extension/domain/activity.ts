import * as Type from '../../shared/schema.ts';

/** When the extension was last used (Unix milliseconds): a popup was opened, a button clicked, a top-up started. */
export const Activity = Type.Object({ usedAt: Type.Number() });
export type Activity = Type.Static<typeof Activity>;
