import fc from 'fast-check';
import { MAX_ACCOUNTS } from '../../../extension/domain/account-list.ts';
import type { PresentAccount } from '../../../extension/domain/preferences-import.ts';
import { PROXY } from './fixtures.ts';
import { somePreferences } from './states.ts';

const parts = fc.record({
  address: fc.constantFrom(PROXY, 'https://wallet.example.com', 'https://[2001:db8::1]:8443'),
  slot: fc.nat(9),
  name: fc.option(fc.constantFrom('Work', 'Home', '备用账户'), { nil: undefined }),
  preferences: somePreferences,
});

/** The accounts of a list: one at least, each in a slot of its own at its proxy. */
export const somePresentAccounts: fc.Arbitrary<PresentAccount[]> = fc
  .tuple(
    somePreferences,
    fc.uniqueArray(parts, {
      minLength: 1,
      maxLength: MAX_ACCOUNTS,
      selector: ({ address, slot }) => `${address} ${slot}`,
    }),
  )
  .map(([{ minutes, badge, hidden }, all]) =>
    all.map(({ name, preferences, ...rest }, id) => ({
      ...{ id, ...rest, ...(name !== undefined && { name }) },
      preferences: { ...preferences, minutes, badge, hidden },
    })),
  );
