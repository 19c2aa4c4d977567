import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { AccountState } from '../../../extension/domain/account-state.ts';
import { popupStatus } from '../../../extension/domain/account-status.ts';
import type { History } from '../../../extension/domain/usage/history.ts';
import type { PopupActions } from '../../../extension/entrypoints/popup/actions.ts';
import { listAccounts } from '../../../extension/entrypoints/popup/listed-accounts.ts';
import { PopupScreen } from '../../../extension/entrypoints/popup/Popup.tsx';
import { type PopupContext, popupView } from '../../../extension/entrypoints/popup/view.ts';
import type { StoredAccount } from '../../../extension/storage/accounts.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';
import { storedAccount } from '../../support/extension/states.ts';

/** Renders an element and returns what a user perceives of it. */
export function rendered(element: ReactElement) {
  const html = renderToStaticMarkup(element);
  const all = (pattern: RegExp) => [...html.matchAll(pattern)].map(([, part = '']) => textOf(part));
  const buttons = [...html.matchAll(/<button([^>]*)>(.*?)<\/button>/gsu)].map(
    ([, attributes = '', content = '']) =>
      /aria-label="([^"]*)"/u.exec(attributes)?.[1] ?? textOf(content),
  );
  return {
    html,
    text: textOf(html),
    all,
    buttons,
    headings: all(/<h1[^>]*>(.*?)<\/h1>/gsu),
    mains: all(/<main[^>]*>(.*?)<\/main>/gsu).length,
    primary: all(/<button[^>]*class="button primary"[^>]*>(.*?)<\/button>/gsu),
    disabled: all(/<button[^>]*aria-disabled="true"[^>]*>(.*?)<\/button>/gsu),
    ids: [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id = '']) => id),
  };
}

function textOf(html: string): string {
  return html
    .replaceAll('<wbr/>', '')
    .replace(/<[^>]+>/gu, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Text that shows a missing value or an unfilled placeholder. */
export const BROKEN_TEXT = /\$|undefined|null|NaN|\[object/u;

const none = () => undefined;

export const POPUP_ACTIONS: PopupActions = {
  busy: null,
  failed: false,
  run: none,
  setHidden: none,
  switchTo: none,
  addAccount: none,
  open: none,
};

/** What the open account menu has besides the accounts. */
export const MENU = {
  offered: [] as string[],
  focused: 0,
  onSwitch: none,
  onAdd: none,
  onFocus: none,
  onClose: none,
  onLeave: none,
};

/** The context of a popup that is shown at noon, with UTC times. */
export const popupContext = (parts: Partial<PopupContext> = {}): PopupContext => ({
  id: 0,
  address: PROXY,
  extensionOrigin: 'chrome-extension://abc',
  now: NOON,
  clock: (at) => new Date(at).toISOString().slice(11, 16),
  hidden: false,
  budget: null,
  threshold: null,
  credit: null,
  isCreditAwaited: false,
  signedInBefore: false,
  isDraft: false,
  hasTopUp: true,
  isLocked: false,
  isReplacement: false,
  ...parts,
});

export interface PopupOptions extends Partial<PopupContext> {
  signingIn?: boolean;
  failed?: boolean;
  history?: History | null;
  /** False for the first paint, which has no history yet. */
  isHistoryRead?: boolean;
  /** The user's own name for the account. */
  name?: string;
  /** Further accounts of the list. The first one is active while another account is being added. */
  others?: StoredAccount[];
}

/** Renders the popup with an account in this state. */
export function popup(state: AccountState, options: PopupOptions = {}) {
  const {
    signingIn = false,
    failed = false,
    history = null,
    isHistoryRead = true,
    name,
    others = [],
    ...parts
  } = options;
  const context = popupContext(parts);
  const { threshold } = context;
  const shown = storedAccount(
    state,
    { threshold, hidden: context.hidden },
    { ...(name && { name }) },
  );
  const [active = shown, ...rest] = context.isDraft ? others : [shown, ...others];
  const accounts = listAccounts({ accounts: [active, ...rest], active }, context);
  const view = popupView(popupStatus(state, { threshold }, signingIn, context.now), context);
  const actions = { ...POPUP_ACTIONS, failed };
  const props = {
    view,
    context,
    actions,
    history: isHistoryRead ? history : undefined,
    name,
    accounts,
  };
  return rendered(createElement(PopupScreen, props));
}
