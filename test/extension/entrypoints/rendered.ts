import { createElement, type ReactElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import type { AccountState } from '../../../extension/domain/account-state.ts';
import { popupStatus } from '../../../extension/domain/account-status.ts';
import type { PopupActions } from '../../../extension/entrypoints/popup/actions.ts';
import { PopupScreen } from '../../../extension/entrypoints/popup/Popup.tsx';
import { type PopupContext, popupView } from '../../../extension/entrypoints/popup/view.ts';
import { NOON, PROXY } from '../../support/extension/fixtures.ts';

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
    ids: [...html.matchAll(/ id="([^"]+)"/gu)].map(([, id = '']) => id),
  };
}

function textOf(html: string): string {
  return html
    .replace(/<[^>]+>/gu, ' ')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&')
    .replace(/\s+/gu, ' ')
    .trim();
}

/** Text that shows a missing value or an unfilled placeholder. */
export const BROKEN_TEXT = /\$|undefined|null|NaN|\[object/u;

export const POPUP_ACTIONS: PopupActions = {
  busy: null,
  failed: false,
  run: () => undefined,
  setHidden: () => undefined,
  open: () => undefined,
};

/** The context of a popup that is shown at noon, with UTC times. */
export const popupContext = (parts: Partial<PopupContext> = {}): PopupContext => ({
  address: PROXY,
  extensionOrigin: 'chrome-extension://abc',
  now: NOON,
  clock: (at) => new Date(at).toISOString().slice(11, 16),
  hidden: false,
  credit: null,
  signedInBefore: false,
  ...parts,
});

export interface PopupOptions extends Partial<PopupContext> {
  signingIn?: boolean;
  threshold?: number | null;
  failed?: boolean;
}

/** Renders the popup in this state. */
export function popup(state: AccountState, options: PopupOptions = {}) {
  const { signingIn = false, threshold = null, failed = false, ...parts } = options;
  const context = popupContext(parts);
  const view = popupView(popupStatus(state, { threshold }, signingIn, context.now), context);
  const actions = { ...POPUP_ACTIONS, failed };
  return rendered(createElement(PopupScreen, { view, context, actions, history: null }));
}
