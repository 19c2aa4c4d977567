import { Icon } from '../../components/icons.tsx';
import { attentionText, type ListedAccount } from './listed-accounts.ts';

/** Says that other accounts need attention. Shows the account if it is one, else the account menu. */
export function OtherAccounts({
  others,
  onSwitch,
  onOpenMenu,
}: {
  others: readonly ListedAccount[];
  onSwitch: (id: number) => void;
  onOpenMenu: () => void;
}) {
  const [first, ...more] = others;
  if (!first) return null;
  const show = more.length > 0 ? onOpenMenu : () => onSwitch(first.id);
  return (
    <button type="button" className="message problem other-accounts" onClick={show}>
      <Icon name="warning" />
      <span>{attentionText(others)}</span>
      <Icon name="next" />
    </button>
  );
}
