import { ActionButton, ActionPlaceholder, type PopupAction } from './ActionButton.tsx';
import type { PopupActions } from './actions.ts';
import type { PopupView } from './view.ts';

/** The actions of a signed-in account. Each has a place of its own. */
const PLACES = ['top_up', 'refresh', 'sign_out'] as const;

/**
 * One list with one key per button, so that a button keeps the focus when it becomes primary or secondary. With an
 * account each action has its place, whatever the state: a button that has nothing to do there is disabled. Without
 * `hasTopUp`, the policy leaves no place for top-ups. Until `retryAt` no action is recommended.
 */
export function Buttons({
  view: { account, primary, secondary, retryAt },
  actions: { busy, run },
  hasTopUp,
}: {
  view: PopupView;
  actions: PopupActions;
  hasTopUp: boolean;
}) {
  const places = hasTopUp ? 'buttons placed' : 'buttons placed without-top-up';
  if (!primary) return <ButtonPlaceholders className={places} actions={placesOf(null, hasTopUp)} />;
  const offered = [primary, ...secondary];
  const refreshes = (action: PopupAction) => action === 'refresh' || action === 'try_again';
  return (
    <div className={account ? places : 'buttons'}>
      {(account ? placesOf(primary, hasTopUp) : offered).map((action) => (
        <ActionButton
          key={refreshes(action) ? 'refresh' : action}
          action={action}
          isPrimary={action === primary && retryAt === null}
          isOffered={offered.includes(action)}
          busy={busy === action || (busy === 'opening' && refreshes(action))}
          onClick={() => run(action)}
        />
      ))}
    </div>
  );
}

/**
 * Only the first place can have another action: the primary one. Without top-ups that action comes below the others,
 * which have their places above it.
 */
function placesOf(primary: PopupAction | null, hasTopUp: boolean): readonly PopupAction[] {
  const [first, ...others] = PLACES;
  const hasPlace = primary === null || (PLACES as readonly PopupAction[]).includes(primary);
  if (hasTopUp) return [hasPlace ? first : primary, ...others];
  return hasPlace ? others : [...others, primary];
}

/** Reserves the space of the buttons of a signed-in account. */
function ButtonPlaceholders({
  className,
  actions,
}: {
  className: string;
  actions: readonly PopupAction[];
}) {
  return (
    <div className={className} aria-hidden="true">
      {actions.map((action) => (
        <ActionPlaceholder key={action} action={action} />
      ))}
    </div>
  );
}
