import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { parseTypedAddress } from '../api/parse-typed-address.ts';
import { send } from '../background/messages.ts';
import { extensionOrigin } from '../browser/browser.ts';
import { requestPermissions } from '../browser/permissions.ts';
import { hostPattern } from '../domain/host-permission.ts';
import { isLocked, type Policy } from '../domain/policy.ts';
import { t } from '../i18n/t.ts';
import {
  type AddressFeedback,
  type AddressRetry,
  addressActionLabel,
  feedbackOnInput,
  feedbackOnSave,
  retryOf,
  SAVE_FAILED,
} from './address-feedback.ts';
import { FeedbackText } from './FeedbackText.tsx';
import { Icon } from './icons.tsx';

/**
 * The field for the address of an account's proxy, which is saved only if a proxy responds there. `account` is the
 * account's id, and `inUse` the address in use. With `checkOnOpen` that address is checked as soon as it is set; an
 * address that is `suggested` is saved then, as if the user had typed it. With `toleratesRefusal` a refusal of that
 * check does not show, as the user has not chosen the address. `isNext` is whether the user saves next even without a
 * change. With `retries` the button beside the field says so while it tries a refused address again; otherwise there is
 * another button for that. The organization may have locked the address by its `policy`; its other addresses are
 * offered unless `isChosen`. `onFocus` runs when the user enters the form, `onChecked` after each check, also if the
 * form is gone by then, and `onSave` when the button is pressed. `children` stand beside the button.
 */
export function ProxyAddressForm({
  account,
  inUse,
  suggested,
  checkOnOpen = suggested !== undefined,
  toleratesRefusal = false,
  isNext = false,
  retries = false,
  policy,
  isChosen,
  onFocus,
  onChecked,
  onSave,
  children,
}: {
  account: number;
  inUse: string;
  suggested?: string | undefined;
  checkOnOpen?: boolean;
  toleratesRefusal?: boolean;
  isNext?: boolean;
  retries?: boolean;
  policy: Policy;
  isChosen: boolean;
  onFocus?: () => void;
  onChecked?: (found: AddressFeedback) => void;
  onSave?: () => void;
  children?: ReactNode;
}) {
  const [typed, setTyped] = useState(suggested ?? inUse);
  const [checking, setChecking] = useState(false);
  const [feedback, setFeedback] = useState<AddressFeedback | null>(null);
  const [retry, setRetry] = useState<AddressRetry | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const feedbackArea = useRef<HTMLDivElement>(null);
  /** The height of the last feedback, which a check fills with its own so that nothing moves up and down again. */
  const keptHeight = useRef(0);
  const wasChecked = useRef(false);
  const checks = useRef(0);
  const managed = isLocked(policy);
  const offered = isChosen ? [] : policy.proxyUrls.filter((address) => address !== inUse);

  async function save(text: string): Promise<void> {
    const parsed = parseTypedAddress(text);
    if (!parsed.ok) {
      checks.current += 1;
      setChecking(false);
      setFeedback(feedbackOnInput(parsed, inUse));
      field.current?.focus();
      return;
    }
    // Requested before the first await, as browsers demand.
    const permission = requestPermissions({ origins: [hostPattern(parsed.address)] });
    setTyped(parsed.address);
    const found = await check(parsed.address, permission);
    if (found?.tone === 'problem' && !found.action) field.current?.focus();
  }

  /** Resolves to `null` if another check has begun meanwhile, whose feedback stays. */
  async function check(address: string, permission?: Promise<unknown>, hidesRefusal = false) {
    const number = ++checks.current;
    keptHeight.current = feedbackArea.current?.offsetHeight ?? 0;
    setFeedback(null);
    setChecking(true);
    const found = await saveAddress(account, address, permission);
    onChecked?.(found);
    if (number !== checks.current) return null;
    const isHidden = hidesRefusal && found.tone === 'problem';
    setFeedback(isHidden ? null : found);
    setRetry(retries && !isHidden ? retryOf(found) : null);
    setChecking(false);
    return found;
  }

  /** The address in use is only put back, unless the user is on the way to connect to it. */
  function use(address: string): void {
    if (address !== inUse || retries) {
      save(address);
      return;
    }
    setTyped(inUse);
    setFeedback(null);
    field.current?.focus();
  }

  useEffect(() => {
    if (!checkOnOpen || wasChecked.current) return;
    wasChecked.current = true;
    check(suggested ?? inUse, undefined, toleratesRefusal);
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    save(typed);
    onSave?.();
  }

  return (
    <form onSubmit={submit} onFocus={onFocus} noValidate>
      <label htmlFor="proxy-address">{t('fieldProxyAddress')}</label>
      <div className="row">
        <input
          ref={field}
          id="proxy-address"
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          value={managed ? inUse : typed}
          disabled={managed}
          onChange={(event) => {
            setTyped(event.target.value);
            setRetry(null);
          }}
          aria-describedby="proxy-address-hint proxy-address-feedback"
          aria-invalid={feedback?.tone === 'problem'}
        />
        {(!managed || retry) && (
          <button
            type="submit"
            className={`button ${isNext || typed !== inUse ? 'primary' : 'secondary'}`}
            aria-busy={checking}
          >
            {retry ? addressActionLabel(retry) : t('actionSave')}
          </button>
        )}
        {children}
      </div>
      <div
        ref={feedbackArea}
        id="proxy-address-feedback"
        className="feedback"
        role="status"
        style={checking ? { minHeight: keptHeight.current } : undefined}
      >
        {checking && (
          <div className={keptHeight.current === 0 ? 'brief' : 'message'}>
            <Icon name="refresh" />
            <p>{t('addressChecking')}</p>
          </div>
        )}
        {feedback && (
          <FeedbackText
            feedback={feedback}
            onUse={use}
            onRetry={retries ? null : () => save(typed)}
          />
        )}
      </div>
      <p id="proxy-address-hint" className="hint">
        {t(managed ? 'managed' : 'fieldProxyAddressHint')}
      </p>
      {offered.length > 0 && (
        <div className="row offered">
          {offered.map((address) => (
            <button
              key={address}
              type="button"
              className="button secondary"
              onClick={() => save(address)}
            >
              {t('actionUseSuggestion', address)}
            </button>
          ))}
        </div>
      )}
    </form>
  );
}

/** Saves the address once the user has answered. A refused permission shows in the feedback. */
async function saveAddress(
  account: number,
  address: string,
  permission?: Promise<unknown>,
): Promise<AddressFeedback> {
  try {
    await permission;
    const result = await send({ type: 'save_address', address, account });
    return feedbackOnSave(result, extensionOrigin());
  } catch (error) {
    console.error(error);
    return SAVE_FAILED;
  }
}
