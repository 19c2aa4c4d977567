import { expect } from 'vitest';
import type { AccountState } from '../../../extension/domain/account-state.ts';
import { storedStates } from '../../pictures/screens/states.ts';
import { monthOfSamples } from '../../support/extension/month-of-history.ts';
import { tEnglish as t } from '../../support/user/messages.ts';
import { until } from '../../support/waiting/until.ts';
import { expectUsable, MAX_BLANK, measureBlank } from '../layout.ts';
import { storedHistory } from '../stored-account.ts';
import { openWithNewSession, suite } from '../suite.ts';

/** The popup at a zoom of 150 %, and the height that browsers allow at most. In CSS pixels. */
const ZOOMED = { width: 360, height: 400 };
const MAX_HEIGHT = 600;

/** The states whose messages are the longest. They begin inside the popup at a zoom of 150 %. */
const LONG = /intercepted|detected|too_many_cookies|refused|repeated|session_isolated/;

/** States of another account than the one that is signed in. */
const OTHER_ACCOUNTS = ['long', 'longest'];

export const popupPlaces = suite('the places in the popup', ['chromium'], (test) => {
  test('stay the same in every state of an account', async (env) => {
    const { popup } = await openWithNewSession(env);
    await popup.resize(ZOOMED.width, ZOOMED.height);
    const { owner } = await storedHistory(env);
    const { account } = (await env.browser.storage()).local.account as AccountState & {
      phase: 'signed_in';
    };
    const now = Date.now();
    const histories = [null, { owner, samples: monthOfSamples(750, 250_000, now) }];
    const states = storedStates(account, now).filter(
      ([name, state]) => 'account' in state && !OTHER_ACCOUNTS.includes(name),
    );
    const known = await popup.evaluate(findPlaces);
    expect(Object.keys(known)).toEqual([
      'Balance',
      t('actionTopUp'),
      t('actionRefresh'),
      t('actionSignOut'),
    ]);
    const first = known[t('actionTopUp')];
    const below = (known[t('actionSignOut')]?.bottom ?? 0) + 1;
    for (const history of histories) {
      await env.browser.store({ history });
      for (const [index, [name, state, shows]] of states.entries()) {
        if (!('account' in state)) continue;
        // A name of its own tells the state from the one before.
        const username = `${history ? 'month' : 'new'}-${index}`;
        await env.browser.store({ account: { ...state, account: { ...state.account, username } } });
        await until(`the popup to show: ${t(shows)}`, async () => {
          const shown = () => document.getElementById('username')?.textContent;
          const isShown = (await popup.evaluate(shown)) === username;
          return isShown && (await popup.text()).includes(t(shows));
        });
        const title = `${name}, ${history ? 'with' : 'without'} history`;
        await expectUsable(popup, title);
        for (const [button, place] of Object.entries(await popup.evaluate(findPlaces))) {
          const isFurther = !known[button] && place.top >= below;
          if (!isFurther) expect(place, `${button}: ${title}`).toEqual(known[button] ?? first);
        }
        const { height, message } = await popup.evaluate(measureContent);
        if (!LONG.test(name)) expect(message, title).toBeLessThanOrEqual(ZOOMED.height);
        expect(await popup.evaluate(measureBlank, '#root'), title).toBeLessThanOrEqual(MAX_BLANK);
        expect(height, title).toBeLessThanOrEqual(MAX_HEIGHT);
      }
    }
  });
});

/** A scroll bar narrows the page, but moves nothing to the other side. */
interface Place {
  side: 'start' | 'end';
  top: number;
  bottom: number;
}

/** Where the balance and each button is. Runs in the page. */
function findPlaces(): Record<string, Place> {
  const elements = document.querySelectorAll('#balance, .buttons button');
  return Object.fromEntries(
    [...elements].map((element) => {
      const { left, top, bottom } = element.getBoundingClientRect();
      const name = element.id ? 'Balance' : element.textContent;
      const side = left < innerWidth / 4 ? 'start' : 'end';
      return [name, { side, top, bottom } as const];
    }),
  );
}

/** The height of the page and the end of the messages. Runs in the page. */
function measureContent() {
  const message = document.querySelector('.messages')?.getBoundingClientRect().bottom ?? 0;
  return { height: document.documentElement.scrollHeight, message };
}
