import { useState } from 'react';
import { ProxyAddressForm } from '../../components/ProxyAddressForm.tsx';
import { isLocked, type Policy } from '../../domain/policy.ts';
import { t } from '../../i18n/t.ts';
import { BreakableAddress } from './BreakableAddress.tsx';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

/**
 * The address of the proxy of the account with the id `account`. Once nothing is to be entered, only a button is left
 * of the form, unless the user was in it or it has a warning. `granted` is whether the extension may reach the proxy,
 * `isFirst` whether the user has had no part in the address yet.
 */
export function AddressStep({
  progress,
  account,
  address,
  granted,
  isFirst,
  policy,
}: {
  progress: Progress;
  account: number;
  address: string;
  granted: boolean;
  isFirst: boolean;
  policy: Policy;
}) {
  const [openedAt, setOpenedAt] = useState<string | null>(null);
  const open = () => setOpenedAt((before) => before ?? address);
  const isOpen = openedAt !== null;
  const isNow = progress === 'now';
  const cancel = openedAt === address ? 'actionCancel' : 'actionDone';
  return (
    <Step heading={t('welcomeAddressHeading')} progress={progress}>
      <p className="intro">
        {!isNow ? (
          <BreakableAddress>
            {t(granted ? 'welcomeAddressDone' : 'welcomeAddressUnchecked', address)}
          </BreakableAddress>
        ) : (
          t('settingsProxyText')
        )}
      </p>
      {(isNow || isOpen) && (
        <ProxyAddressForm
          account={account}
          inUse={address}
          policy={policy}
          isChosen={!isNow}
          checkOnOpen={isNow && granted}
          toleratesRefusal={isFirst && !isLocked(policy)}
          isNext={isNow}
          retries
          onFocus={open}
          onWarning={open}
        />
      )}
      {!isNow && !isLocked(policy) && (
        <button
          type="button"
          className="button link"
          onClick={isOpen ? () => setOpenedAt(null) : open}
        >
          {t(isOpen ? cancel : 'actionChangeAddress')}
        </button>
      )}
    </Step>
  );
}
