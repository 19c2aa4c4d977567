import type { ReactNode } from 'react';
import {
  EnterIcon,
  GearIcon,
  LeaveIcon,
  OpenTabIcon,
  PersonIcon,
  PlusIcon,
  RefreshIcon,
  ShieldIcon,
} from '../../components/icons.tsx';
import { type MessageKey, t } from '../../i18n/t.ts';
import type { Action } from './view.ts';

const FACES: Record<Action, { words: MessageKey; icon: ReactNode }> = {
  sign_in: { words: 'actionSignIn', icon: <EnterIcon /> },
  refresh: { words: 'actionRefresh', icon: <RefreshIcon /> },
  try_again: { words: 'actionTryAgain', icon: <RefreshIcon /> },
  top_up: { words: 'actionTopUp', icon: <PlusIcon /> },
  sign_out: { words: 'actionSignOut', icon: <LeaveIcon /> },
  allow: { words: 'actionAllow', icon: <ShieldIcon /> },
  check_address: { words: 'actionCheckAddress', icon: <GearIcon /> },
  open_address: { words: 'actionOpenTab', icon: <OpenTabIcon /> },
  use_another: { words: 'actionUseAnother', icon: <PersonIcon /> },
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
