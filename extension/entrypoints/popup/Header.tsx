import { Icon, Mark } from '../../components/icons.tsx';
import type { Account } from '../../domain/account-state.ts';
import { t } from '../../i18n/t.ts';

/** The signed-in user or the extension's name, and the button of the options page. */
export function Header({ account, onOptions }: { account: Account | null; onOptions: () => void }) {
  return (
    <header className="top">
      {account ? (
        <Owner account={account} />
      ) : (
        <>
          <Mark />
          <p className="owner">
            <strong>{t('extensionName')}</strong>
          </p>
        </>
      )}
      <button
        type="button"
        className="icon-button gear"
        aria-label={t('actionSettings')}
        title={t('actionSettings')}
        onClick={onOptions}
      >
        <Icon name="gear" />
      </button>
    </header>
  );
}

function Owner({ account: { username, email } }: { account: Account }) {
  const [initial] = new Intl.Segmenter().segment(username.trim());
  return (
    <>
      <span className="avatar" aria-hidden="true">
        {initial?.segment.toLocaleUpperCase()}
      </span>
      <p className="owner">
        <strong id="username" title={username}>
          {username}
        </strong>
        {email && (
          <span id="email" title={email}>
            {email}
          </span>
        )}
      </p>
    </>
  );
}
