import * as Type from '../../../shared/schema.ts';

/**
 * A top-up that the user began. `openedAt` and `rise.at` are Unix milliseconds; `tabId` is the tab of
 * the platform's page until it is closed; `before` is the lowest balance seen since, `null` where no
 * number could be read; `rise.amount` is what has been added, and `rise.text` the same as it is shown:
 * `+20.00`.
 */
export const TopUp = Type.Object({
  openedAt: Type.Number(),
  tabId: Type.Nullable(Type.Integer()),
  before: Type.Nullable(Type.Number()),
  credit: Type.Nullable(
    Type.Object({
      text: Type.String(),
      at: Type.Number(),
      amount: Type.Optional(Type.Number()),
    }),
  ),
});
export type TopUp = Type.Static<typeof TopUp>;
