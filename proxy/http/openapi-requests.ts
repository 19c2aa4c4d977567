import { SLOT_HEADER, SLOT_PATTERN } from '../../shared/account-slots.ts';
import * as Type from '../../shared/schema.ts';

/** The schema of the headers of a request that concerns one account. */
export const accountSlotHeader = Type.Object({
  [SLOT_HEADER]: Type.Optional(
    Type.String({
      pattern: SLOT_PATTERN,
      description: 'The account slot of the session; `0` by default.',
    }),
  ),
});
