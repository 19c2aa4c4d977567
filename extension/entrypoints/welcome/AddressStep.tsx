import { useState } from 'react';
import type { AddressFeedback } from '../../components/address-feedback.ts';
import { ProxyAddressForm } from '../../components/ProxyAddressForm.tsx';
import { isLocked, type Policy } from '../../domain/policy.ts';
import { t } from '../../i18n/t.ts';
import { BreakableAddress } from './BreakableAddress.tsx';
import { Step } from './Step.tsx';
import type { Progress } from './steps.ts';

/**
 * The address of the proxy of the account with the id `account`. Once nothing is to be entered, only a button is left
 * of the form, unless the user was in it or it has a warning. While the user changes the address, the step is not
 * done. `granted` is whether the extension may reach the proxy, `isFirst` whether the user has had no part in the
 * address yet.
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
  const [isOpen, setOpen] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const isNow = progress === 'now';
  const isBeingChanged = isChanging && !isNow;

  function change(starts: boolean): void {
    setOpen(starts);
    setChanging(starts);
  }

  function follow({ tone, warning }: AddressFeedback): void {
    if (warning) setOpen(true);
    if (tone === 'success') setChanging(false);
  }

  return (
    <Step heading={t('welcomeAddressHeading')} progress={isBeingChanged ? 'changing' : progress}>
      {isNow && <p className="intro">{t('settingsProxyText')}</p>}
      {!isNow && !isBeingChanged && (
        <p className="intro">
          <BreakableAddress>
            {t(granted ? 'welcomeAddressDone' : 'welcomeAddressUnchecked', address)}
          </BreakableAddress>
        </p>
      )}
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
          onFocus={() => setOpen(true)}
          onChecked={follow}
        >
          {!isNow && !isLocked(policy) && (
            <button type="button" className="button link" onClick={() => change(false)}>
              {t(isChanging ? 'actionCancel' : 'actionDone')}
            </button>
          )}
        </ProxyAddressForm>
      )}
      {!isNow && !isOpen && !isLocked(policy) && (
        <button type="button" className="button link" onClick={() => change(true)}>
          {t('actionChangeAddress')}
        </button>
      )}
    </Step>
  );
}
