import { openTab } from '../browser/open-tab.ts';
import { t } from '../i18n/t.ts';
import {
  type AddressAction,
  type AddressFeedback,
  addressActionLabel,
} from './address-feedback.ts';
import { COMMAND_FAILED, MessageBox } from './MessageBox.tsx';
import { useWork } from './use-work.ts';

/** The feedback with the button of its action. Without `onRetry` the button beside the field tries again. */
export function FeedbackText({
  feedback: { message, tone, detail, action, stillInUse, warning },
  onUse,
  onRetry,
}: {
  feedback: AddressFeedback;
  onUse: (address: string) => void;
  onRetry: (() => void) | null;
}) {
  const { failed, start } = useWork<'open'>();

  function run(chosen: AddressAction): void {
    if (chosen.kind === 'open') start('open', () => openTab(chosen.address));
    else if ('address' in chosen) onUse(chosen.address);
    else onRetry?.();
  }

  return (
    <>
      <MessageBox message={message} tone={tone} detail={detail} />
      {warning && <MessageBox message={warning} tone="problem" />}
      {failed && <MessageBox message={COMMAND_FAILED} tone="problem" />}
      {stillInUse && <p className="hint">{t('stillInUse', stillInUse)}</p>}
      {action && (onRetry || 'address' in action) && (
        <button type="button" className="button secondary" onClick={() => run(action)}>
          {addressActionLabel(action)}
        </button>
      )}
    </>
  );
}
