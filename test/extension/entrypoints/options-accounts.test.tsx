import { describe, expect, test, vi } from 'vitest';
import { OptionsPage } from '../../../extension/entrypoints/options/OptionsPage.tsx';
import type { StoredAccount } from '../../../extension/storage/accounts.ts';
import { setUpEnvironment } from '../../support/extension/background-environment.ts';
import { NOON } from '../../support/extension/fixtures.ts';
import { signedIn, signedOut, storedAccount, withProblem } from '../../support/extension/states.ts';
import { rendered } from './rendered.ts';

setUpEnvironment();

describe('the accounts', () => {
  const WORK = { id: 3, slot: 1, name: 'Work', address: 'https://balance.example.com' };
  const alice = storedAccount(signedIn({ username: 'alice' }), { threshold: 800 });
  const work = storedAccount(withProblem(signedIn(), 'unreachable'), { threshold: 5 }, WORK);
  const draft = storedAccount(signedOut(), {}, { id: 4, slot: 2, draftSince: NOON });

  function several(accounts: StoredAccount[], active: StoredAccount, shown = active) {
    const stored = { accounts, all: [...new Set([...accounts, shown])], active, shown };
    return rendered(<OptionsPage initial={{ stored, mayNotify: true, shortcut: null }} />);
  }

  const rows = ({ all }: ReturnType<typeof several>) => all(/<label>(.*?)<\/label>/gsu);
  const groups = ({ all }: ReturnType<typeof several>) => all(/<h2[^>]*>(.*?)<\/h2>/gsu);

  test('are listed with their hosts and what is wrong, and the settings of one are shown', () => {
    const shown = several([alice, work], work);
    expect(rows(shown)).toEqual([
      'A alice localhost:8787 Your balance is low',
      'W Work balance.example.com Current account The proxy can’t be reached',
    ]);
    expect(groups(shown)).toEqual(['Accounts', 'Work', 'For all accounts']);
    expect(shown.html).toContain('value="https://balance.example.com"');
    expect(shown.html).toContain('value="Work"');
    expect(shown.html).toContain('value="5"');
    expect(new Set(shown.ids).size).toBe(shown.ids.length);
    for (const button of ['Move up: Work', 'Move down: alice', 'Remove account', 'Add account']) {
      expect(shown.buttons).toContain(button);
    }
  });

  test('cannot move beyond the ends of the list', () => {
    const { html } = several([alice, work], work, draft);
    const isDisabled = (name: string) =>
      html.includes(`aria-label="${name}" title="${name}" aria-disabled="true"`);
    const names = ['Move up: alice', 'Move down: alice', 'Move up: Work', 'Move down: Work'];
    expect(names.map(isDisabled)).toEqual([true, false, false, true]);
  });

  test('have nowhere to move while another one is being added to a single one', () => {
    expect(several([alice], alice, draft).buttons.join()).not.toContain('Move');
  });

  test('are not listed if there is only one, which cannot be removed', () => {
    const shown = several([alice], alice);
    expect(rows(shown)).toEqual([]);
    expect(shown.text).toContain('Signed in as alice');
    expect(shown.buttons).not.toContain('Sign in');
    const nobody = { ...alice, state: signedOut() };
    const signIn = several([nobody], nobody);
    expect(signIn.text).toContain('Not signed in');
    expect(signIn.primary).toEqual(['Sign in']);
    expect(signIn.buttons).not.toContain('Cancel');
    expect(several([work], work, draft).text).not.toContain('Signed in as');
    expect(groups(shown)).not.toContain('For all accounts');
    expect(shown.html).not.toContain('account-name');
    expect(shown.buttons).toContain('Add account');
    expect(shown.buttons).not.toContain('Remove account');
  });

  test('of which only one is left keep its name', () => {
    expect(several([work], work).html).toContain('value="Work"');
  });

  test('show the one that is being added with its sign-in and nothing that it does not have yet', () => {
    const shown = several([alice], alice, draft);
    expect(rows(shown).at(-1)).toBe('N New account localhost:8787 Not signed in');
    expect(groups(shown)).toEqual(['Accounts', 'New account', 'For all accounts']);
    expect(shown.text).toContain('The platform first asks which account to use.');
    expect(shown.buttons).toEqual(expect.arrayContaining(['Save', 'Sign in', 'Cancel']));
    expect(shown.primary).toEqual(['Sign in']);
    for (const button of ['Add account', 'Remove account', 'Delete history']) {
      expect(shown.buttons).not.toContain(button);
    }
    expect(shown.html).not.toContain('id="threshold"');
  });

  test('report why the sign-in of a new one failed', () => {
    const declined = { ...draft, state: signedOut('access_denied') };
    vi.spyOn(Date, 'now').mockReturnValue(NOON);
    expect(several([alice], alice, declined).text).toContain('You did not allow access');
  });

  test('are ten at most', () => {
    const ten = Array.from({ length: 10 }, (_, id) => ({ ...alice, id }));
    const { html, text } = several(ten, alice);
    expect(text).toContain('10 accounts at most.');
    expect(html).toMatch(/id="add-account"[^>]*aria-disabled="true"/u);
    expect(several(ten.slice(1), ten[1] ?? alice).text).not.toContain('maximum');
  });
});
