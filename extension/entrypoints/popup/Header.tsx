import { Fragment, type ReactNode } from 'react';
import { Avatar } from '../../components/Avatar.tsx';
import { Icon, Mark } from '../../components/icons.tsx';
import type { Account } from '../../domain/account-state.ts';
import { t } from '../../i18n/t.ts';

/**
 * The signed-in user, the account that is being added or the extension's name, `children`, and the button of the
 * options page. `name` is the user's own name for the account.
 */
export function Header({
  account,
  name,
  isDraft,
  onOptions,
  children,
}: {
  account: Account | null;
  name: string | undefined;
  isDraft: boolean;
  onOptions: () => void;
  children: ReactNode;
}) {
  return (
    <header className="top">
      {account ? (
        <Owner account={account} name={name} />
      ) : (
        <>
          <Mark />
          <p className="owner">
            <strong>{t(isDraft ? 'accountNew' : 'extensionName')}</strong>
          </p>
        </>
      )}
      {children}
      <button
        type="button"
        className="icon-button quiet gear"
        aria-label={t('actionSettings')}
        title={t('actionSettings')}
        onClick={onOptions}
      >
        <Icon name="gear" />
      </button>
    </header>
  );
}

/** Behind an at sign and dots. */
const BREAKS = /(?<=[@.])/u;

function Owner({ account, name }: { account: Account; name: string | undefined }) {
  const { username, email = name && username } = account;
  return (
    <>
      <Avatar name={name ?? username} />
      <p className="owner" aria-live="polite">
        <strong id="username" title={[...(name ? [name] : []), username].join(' · ')}>
          {name ?? username}
        </strong>
        {email && (
          <span id="email" title={email}>
            {email.split(BREAKS).map((part) => (
              <Fragment key={part}>
                {part}
                <wbr />
              </Fragment>
            ))}
          </span>
        )}
      </p>
    </>
  );
}
