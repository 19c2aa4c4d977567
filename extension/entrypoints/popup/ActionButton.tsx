import { Icon, type IconName } from '../../components/icons.tsx';
import type { MessageKey } from '../../domain/message.ts';
import { t } from '../../i18n/t.ts';

const LABELS = {
  sign_in: ['actionSignIn', 'signIn'],
  refresh: ['actionRefresh', 'refresh'],
  try_again: ['actionTryAgain', 'refresh'],
  top_up: ['actionTopUp', 'plus'],
  sign_out: ['actionSignOut', 'signOut'],
  allow: ['actionAllow', 'shield'],
  check_address: ['actionCheckAddress', 'gear'],
  open_address: ['actionOpenTab', 'openTab'],
  use_another: ['actionUseAnother', 'user'],
  another_proxy: ['actionAnotherProxy', 'gear'],
  cancel: ['actionCancel', 'cancel'],
} satisfies Record<string, [label: MessageKey, icon: IconName]>;

/** What a button does. `try_again` is a refresh while there is no balance to refresh. */
export type PopupAction = keyof typeof LABELS;

/** Takes the place of the button of an action. */
export function ActionPlaceholder({ action }: { action: PopupAction }) {
  const [label, icon] = LABELS[action];
  return (
    <div className="button placeholder" data-action={action}>
      <Icon name={icon} />
      <span>{t(label)}</span>
    </div>
  );
}

/** The button of an action. While busy it keeps its size, its label and the focus, and still takes clicks. */
export function ActionButton({
  action,
  isPrimary,
  isOffered,
  busy,
  onClick,
}: {
  action: PopupAction;
  isPrimary: boolean;
  /** If false, the button is disabled. It can still have the focus. */
  isOffered: boolean;
  busy: boolean;
  onClick: () => void;
}) {
  const [label, icon] = LABELS[action];
  const className = isPrimary ? 'button primary' : 'button secondary';
  return (
    <button
      type="button"
      className={className}
      data-action={action}
      aria-busy={busy}
      aria-disabled={!isOffered}
      onClick={isOffered ? onClick : undefined}
    >
      <Icon name={icon} />
      <span>{t(label)}</span>
    </button>
  );
}
