import { Icon, Mark } from '../../components/icons.tsx';
import type { Account } from '../../domain/account-state.ts';
import { t } from '../../i18n/t.ts';

/** Who is signed in, or whose extension this is, and the way to the settings. */
export function Header({
  account,
  onSettings,
}: {
  account: Account | null;
  onSettings: () => void;
}) {
  return (
    <header className="top">
      {account ? <Owner account={account} /> : <Product />}
      <button
        type="button"
        className="gear"
        aria-label={t('actionSettings')}
        title={t('actionSettings')}
        onClick={onSettings}
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

function Product() {
  return (
    <>
      <Mark />
      <p className="owner">
        <strong>{t('extensionName')}</strong>
      </p>
    </>
  );
}
