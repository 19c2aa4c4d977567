import { ActionButton, ActionPlaceholder, type PopupAction } from './ActionButton.tsx';
import type { PopupActions } from './actions.ts';
import type { PopupView } from './view.ts';

/** The actions of a signed-in account. Each has a place of its own. */
const PLACES = ['top_up', 'refresh', 'sign_out'] as const;

/**
 * One list with one key per button, so that a button keeps the focus when it becomes primary or secondary. With an
 * account each action has its place, whatever the state: a button that has nothing to do there is disabled.
 */
export function Buttons({
  view: { account, primary, secondary },
  actions: { busy, run },
}: {
  view: PopupView;
  actions: PopupActions;
}) {
  if (!primary) return <ButtonPlaceholders />;
  const offered = [primary, ...secondary];
  const refreshes = (action: PopupAction) => action === 'refresh' || action === 'try_again';
  return (
    <div className={account ? 'buttons placed' : 'buttons'}>
      {(account ? placesOf(primary) : offered).map((action) => (
        <ActionButton
          key={refreshes(action) ? 'refresh' : action}
          action={action}
          isPrimary={action === primary}
          isOffered={offered.includes(action)}
          busy={busy === action || (busy === 'opening' && refreshes(action))}
          onClick={() => run(action)}
        />
      ))}
    </div>
  );
}

/** Only the first place can have another action: the primary one. */
function placesOf(primary: PopupAction): readonly PopupAction[] {
  const [first, ...others] = PLACES;
  const hasPlace = (PLACES as readonly PopupAction[]).includes(primary);
  return [hasPlace ? first : primary, ...others];
}

/** Reserves the space of the buttons of a signed-in account. */
function ButtonPlaceholders() {
  return (
    <div className="buttons placed" aria-hidden="true">
      {PLACES.map((action) => (
        <ActionPlaceholder key={action} action={action} />
      ))}
    </div>
  );
}
