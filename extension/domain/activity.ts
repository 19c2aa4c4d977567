import * as Type from '../../shared/schema.ts';

/** When the extension was last used: a popup opened, a click, a top-up (Unix milliseconds). */
export const Activity = Type.Object({ usedAt: Type.Number() });
export type Activity = Type.Static<typeof Activity>;
