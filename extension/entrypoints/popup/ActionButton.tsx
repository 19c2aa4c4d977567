import type { ReactNode } from 'react';
import { Icon } from '../../components/icons.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';
import type { Action } from './view.ts';

const FACES: Record<Action, { words: MessageKey; icon: ReactNode }> = {
  sign_in: { words: 'actionSignIn', icon: <Icon name="signIn" /> },
  refresh: { words: 'actionRefresh', icon: <Icon name="refresh" /> },
  try_again: { words: 'actionTryAgain', icon: <Icon name="refresh" /> },
  top_up: { words: 'actionTopUp', icon: <Icon name="plus" /> },
  sign_out: { words: 'actionSignOut', icon: <Icon name="signOut" /> },
  allow: { words: 'actionAllow', icon: <Icon name="shield" /> },
  check_address: { words: 'actionCheckAddress', icon: <Icon name="gear" /> },
  open_address: { words: 'actionOpenTab', icon: <Icon name="openTab" /> },
  use_another: { words: 'actionUseAnother', icon: <Icon name="user" /> },
};

/** A button for `action`. A busy one keeps its size, its words and the focus, and still takes clicks. */
export function ActionButton({
  action,
  strength,
  busy,
  onAct,
}: {
  action: Action;
  strength: 'strong' | 'quiet';
  busy: boolean;
  onAct: (action: Action) => void;
}) {
  const { words, icon } = FACES[action];
  return (
    <button
      type="button"
      className={`button ${strength}`}
      aria-busy={busy}
      onClick={() => onAct(action)}
    >
      {icon}
      {t(words)}
    </button>
  );
}
