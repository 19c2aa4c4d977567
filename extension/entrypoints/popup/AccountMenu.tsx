import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { Avatar } from '../../components/Avatar.tsx';
import { Icon } from '../../components/icons.tsx';
import { MAX_ACCOUNTS } from '../../domain/account-list.ts';
import { hostOf } from '../../domain/account-name.ts';
import { t } from '../../i18n/t.ts';
import type { ListedAccount } from './listed-accounts.ts';
import {
  indexAfterKey,
  indexOfTyped,
  isTypedCharacter,
  NOTHING_TYPED,
  typedAfter,
} from './menu-keys.ts';

interface AccountsProps {
  accounts: readonly ListedAccount[];
  /** The addresses of other proxies that the policy offers. */
  offered: readonly string[];
  onSwitch: (id: number) => void;
  /** Without an address, the proxy is that of the active account. */
  onAdd: (address?: string) => void;
}

/**
 * The button of the account menu, and the menu while it is open, with the keys of the ARIA menu button pattern.
 * `attention` says which other account needs attention.
 */
export function AccountMenu({
  button,
  attention,
  ...props
}: AccountsProps & { button: RefObject<HTMLButtonElement | null>; attention: string | null }) {
  const [focused, setFocused] = useState<number | null>(null);
  const last = props.accounts.length + props.offered.length;
  const close = () => {
    button.current?.focus();
    setFocused(null);
  };
  const openByKey = (event: KeyboardEvent) => {
    const index = { ArrowDown: 0, ArrowUp: last }[event.key];
    if (index === undefined) return;
    event.preventDefault();
    setFocused(index);
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className="icon-button quiet accounts"
        aria-label={t('actionAccounts')}
        title={t('actionAccounts')}
        aria-haspopup="menu"
        aria-expanded={focused !== null}
        aria-describedby={attention ? 'attention' : undefined}
        // Otherwise the menu would lose the focus and close before the click, which would open it again.
        onMouseDown={(event) => focused !== null && event.preventDefault()}
        onClick={() => (focused === null ? setFocused(0) : close())}
        onKeyDown={openByKey}
      >
        <Icon name="users" />
        {attention && (
          <>
            <span className="dot" />
            <span id="attention" hidden>
              {attention}
            </span>
          </>
        )}
      </button>
      {focused !== null && (
        <Menu
          {...props}
          focused={Math.min(focused, last)}
          onFocus={setFocused}
          onClose={close}
          onLeave={() => setFocused(null)}
        />
      )}
    </>
  );
}

interface MenuProps extends AccountsProps {
  /** The index of the focused item; those of `Add account` come last. */
  focused: number;
  onFocus: (index: number) => void;
  /** Closes the menu and returns the focus to its button. */
  onClose: () => void;
  /** Closes the menu after the focus has left it. */
  onLeave: () => void;
}

export function Menu({
  accounts,
  offered,
  focused,
  onSwitch,
  onAdd,
  onFocus,
  onClose,
  onLeave,
}: MenuProps) {
  const menu = useRef<HTMLDivElement>(null);
  const typed = useRef(NOTHING_TYPED);
  const additions = [undefined, ...offered];
  useLayoutEffect(() => {
    menu.current?.querySelectorAll('button')[focused]?.focus();
  }, [focused]);

  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, altKey, metaKey, timeStamp } = event;
    if (ctrlKey || altKey || metaKey) return;
    const next = indexAfterKey(key, focused, accounts.length + additions.length);
    if (key === 'Escape') onClose();
    else if (next !== null) onFocus(next);
    else if (isTypedCharacter(key)) {
      typed.current = typedAfter(typed.current, key, timeStamp);
      const labels = [
        ...accounts.map(({ name }) => name),
        ...additions.map(() => t('actionAddAccount')),
      ];
      onFocus(indexOfTyped(labels, focused, typed.current.text));
    } else return;
    event.preventDefault();
  };
  const isFull = accounts.length >= MAX_ACCOUNTS;
  const choose = (action: () => void) => {
    onClose();
    action();
  };
  return (
    <div
      ref={menu}
      className="menu"
      role="menu"
      aria-label={t('actionAccounts')}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      onFocus={({ target, currentTarget }) => {
        const index = [...currentTarget.querySelectorAll('button')].indexOf(target as never);
        if (index >= 0) onFocus(index);
      }}
      onBlur={({ currentTarget, relatedTarget }) => {
        const isInside = currentTarget.contains(relatedTarget);
        if (!isInside && document.hasFocus()) onLeave();
      }}
    >
      {accounts.length > 0 && (
        <div className="menu-list" ref={markScrolling}>
          {accounts.map((account, index) => (
            <button
              key={account.id}
              type="button"
              role="menuitemradio"
              aria-checked={account.isActive}
              tabIndex={index === focused ? 0 : -1}
              onClick={() => choose(() => onSwitch(account.id))}
            >
              <AccountItem account={account} />
            </button>
          ))}
        </div>
      )}
      <div className="menu-additions">
        {additions.map((address, index) => (
          <button
            key={address ?? ''}
            type="button"
            role="menuitem"
            aria-disabled={isFull}
            tabIndex={focused === accounts.length + index ? 0 : -1}
            onClick={() => isFull || choose(() => onAdd(address))}
          >
            <Icon name="plus" />
            <span className="menu-text">
              <strong>{t('actionAddAccount')}</strong>
              {address && <span className="menu-line quiet-line">{hostOf(address)}</span>}
              {isFull && !address && (
                <span className="quiet-line">{t('accountsFull', String(MAX_ACCOUNTS))}</span>
              )}
            </span>
          </button>
        ))}
      </div>
    </div>
  );
}

/** Only a list that is higher than its place fades out. */
function markScrolling(list: HTMLElement | null) {
  if (!list) return;
  const observer = new ResizeObserver(() => {
    // Its padding for the fade is no reason to fade.
    list.classList.remove('scrolls');
    list.classList.toggle('scrolls', list.scrollHeight > list.clientHeight);
  });
  // That padding would change the box that is observed otherwise.
  observer.observe(list, { box: 'border-box' });
  return () => observer.disconnect();
}

function AccountItem({ account }: { account: ListedAccount }) {
  const { name, host, balance, time, note, needsAttention, isActive } = account;
  return (
    <>
      <Avatar name={name} />
      <span className="menu-text">
        <span className="menu-line">
          <strong title={name}>{name}</strong>
          {balance !== null && (
            <span className="amount" title={t('balanceHow')}>
              {balance}
            </span>
          )}
        </span>
        <span className="menu-line quiet-line">
          <span>{host}</span>
          {time && <span className="amount">{time}</span>}
        </span>
        {note && (
          <span className={needsAttention ? 'quiet-line problem' : 'quiet-line'}>
            {needsAttention && <Icon name="warning" />}
            {t(note)}
          </span>
        )}
      </span>
      {isActive && <Icon name="tick" />}
    </>
  );
}
