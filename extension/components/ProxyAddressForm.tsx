import { type FormEvent, useEffect, useRef, useState } from 'react';
import { parseAddress } from '../api/parse-address.ts';
import { send } from '../background/messages.ts';
import { browser } from '../browser/browser.ts';
import { openTab } from '../browser/open-tab.ts';
import { requestPermissions } from '../browser/permissions.ts';
import { hostPattern } from '../domain/proxy-address.ts';
import { t } from '../i18n/t.ts';
import {
  BROKE_DOWN,
  recoveryActionLabel,
  type Verdict,
  verdictOnReading,
  verdictOnResult,
} from './address-messages.ts';
import { Message } from './MessageText.tsx';

/**
 * The field for the proxy's address. It is saved only once a proxy of ours has answered there.
 * `inUse` is the address in use now. With `checkAtOnce` that one is checked as soon as it is set.
 * `onSave` runs when the button is pressed, before anything else.
 */
export function ProxyAddress({
  inUse,
  checkAtOnce = false,
  onSave,
}: {
  inUse: string;
  checkAtOnce?: boolean;
  onSave?: () => void;
}) {
  const [typed, setTyped] = useState(inUse);
  const [checking, setChecking] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const checked = useRef(false);
  const last = useRef(0);

  async function save(text: string): Promise<void> {
    const reading = parseAddress(text);
    if (!reading.ok) {
      last.current += 1;
      setChecking(false);
      setVerdict(verdictOnReading(reading, inUse));
      field.current?.focus();
      return;
    }
    const granted = requestPermissions({ origins: [hostPattern(reading.address)] });
    setTyped(reading.address);
    const found = await check(reading.address, granted);
    if (found?.mood === 'problem' && !found.wayOut) field.current?.focus();
  }

  /** `null` where another check has begun meanwhile: the words of the last one stay. */
  async function check(address: string, granted?: Promise<unknown>): Promise<Verdict | null> {
    const mine = ++last.current;
    setVerdict(null);
    setChecking(true);
    const found = await verdictOn(address, granted);
    if (mine !== last.current) return null;
    setVerdict(found);
    setChecking(false);
    return found;
  }

  useEffect(() => {
    if (!checkAtOnce || checked.current) return;
    checked.current = true;
    check(inUse);
  });

  function submit(event: FormEvent): void {
    event.preventDefault();
    save(typed);
    onSave?.();
  }

  return (
    <form onSubmit={submit} noValidate>
      <label htmlFor="proxy-address">{t('fieldProxyAddress')}</label>
      <div className="line">
        <input
          ref={field}
          id="proxy-address"
          type="url"
          inputMode="url"
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          aria-describedby="proxy-address-hint proxy-address-verdict"
          aria-invalid={verdict?.mood === 'problem'}
        />
        <button type="submit" className="button strong" aria-busy={checking}>
          {t('actionSave')}
        </button>
      </div>
      <p id="proxy-address-hint" className="hint">
        {t('fieldProxyAddressHint')}
      </p>
      <div id="proxy-address-verdict" className="verdict" role="status">
        {checking && <p className="hint">{t('addressChecking')}</p>}
        {verdict && <VerdictText verdict={verdict} onUse={save} typed={typed} />}
      </div>
    </form>
  );
}

/** What is said about an address, with the button of its way out. `typed` is what the field holds. */
export function VerdictText({
  verdict: { saying, mood, more, wayOut, kept, warning },
  typed,
  onUse,
}: {
  verdict: Verdict;
  typed: string;
  onUse: (address: string) => void;
}) {
  const [hasFailed, setHasFailed] = useState(false);

  async function leave(): Promise<void> {
    if (wayOut?.kind !== 'open') {
      onUse(wayOut?.kind === 'use' ? wayOut.address : typed);
      return;
    }
    try {
      await openTab(wayOut.address);
      setHasFailed(false);
    } catch (error) {
      console.error(error);
      setHasFailed(true);
    }
  }
  return (
    <>
      <Message saying={saying} mood={mood} more={more ?? undefined} />
      {warning && <Message saying={warning} mood="problem" />}
      {hasFailed && <Message saying={BROKE_DOWN.saying} mood="problem" />}
      {kept && <p className="hint">{t('addressKept', kept)}</p>}
      {wayOut && (
        <button type="button" className="button quiet" onClick={leave}>
          {recoveryActionLabel(wayOut)}
        </button>
      )}
    </>
  );
}

/** What is found at `address` once the user has answered; a refusal shows in what is found. */
async function verdictOn(address: string, granted?: Promise<unknown>): Promise<Verdict> {
  try {
    await granted;
    const result = await send({ type: 'save_address', address });
    return verdictOnResult(result, browser.runtime.getURL('/').replace(/\/$/u, ''));
  } catch (error) {
    console.error(error);
    return BROKE_DOWN;
  }
}
