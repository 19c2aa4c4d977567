import { useState } from 'react';
import { ProxyAddressForm } from '../../components/ProxyAddressForm.tsx';
import { isLocked, type Policy } from '../../domain/policy.ts';
import { t } from '../../i18n/t.ts';
import { BreakableAddress } from './BreakableAddress.tsx';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

/**
 * The address of the proxy of the account with the id `account`. Once the step is done, only a button is left of
 * the form, unless the user was in it or it has a warning. `granted` is whether the extension may reach the proxy.
 */
export function AddressStep({
  progress,
  account,
  address,
  granted,
  policy,
}: {
  progress: Progress;
  account: number;
  address: string;
  granted: boolean;
  policy: Policy;
}) {
  const [isOpen, setOpen] = useState(false);
  const open = () => setOpen(true);
  return (
    <Step heading={t('welcomeAddressHeading')} progress={progress}>
      <p className="intro">
        {progress === 'done' ? (
          <BreakableAddress>
            {t(granted ? 'welcomeAddressDone' : 'welcomeAddressUnchecked', address)}
          </BreakableAddress>
        ) : (
          t('settingsProxyText')
        )}
      </p>
      {progress === 'done' && !isOpen ? (
        !isLocked(policy) && (
          <button type="button" className="button link" onClick={open}>
            {t('actionChangeAddress')}
          </button>
        )
      ) : (
        <ProxyAddressForm
          account={account}
          inUse={address}
          policy={policy}
          isChosen={progress === 'done'}
          checkOnOpen={granted}
          isNext={progress === 'now'}
          retries
          onFocus={open}
          onWarning={open}
        />
      )}
    </Step>
  );
}
