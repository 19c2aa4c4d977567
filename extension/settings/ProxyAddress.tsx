import { type FormEvent, useRef, useState } from 'react';
import { browser } from 'wxt/browser';
import { send } from '../commands/commands.ts';
import { Saying } from '../look/Saying.tsx';
import { hostPattern, readAddress } from '../proxy/address.ts';
import { say } from '../words/say.ts';
import { type Verdict, verdictOnReading, verdictOnResult, wayOutLabel } from './address-words.ts';

const BROKE_DOWN: Verdict = {
  mood: 'trouble',
  saying: { title: 'titleBrokeDown', sentence: 'sentenceBrokeDown', gaps: [] },
  wayOut: { kind: 'again' },
  kept: null,
};

/** The field for the proxy's address. It is saved only once a proxy of ours has answered there. */
export function ProxyAddress({ first }: { first: string }) {
  const [typed, setTyped] = useState(first);
  const [inUse, setInUse] = useState(first);
  const [checking, setChecking] = useState(false);
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const field = useRef<HTMLInputElement>(null);

  async function save(text: string): Promise<void> {
    const reading = readAddress(text);
    if (!reading.ok) {
      setVerdict(verdictOnReading(reading, inUse));
      field.current?.focus();
      return;
    }
    const { address } = reading;
    const granted = requestHost(address);
    setTyped(address);
    setVerdict(null);
    setChecking(true);
    try {
      await granted;
      const result = await send({ type: 'save_address', address });
      const found = verdictOnResult(result, browser.runtime.getURL('/').replace(/\/$/u, ''));
      setVerdict(found);
      if (result.kind === 'saved') setInUse(result.address);
      if (found.mood === 'trouble' && !found.wayOut) field.current?.focus();
    } catch (error) {
      console.error(error);
      setVerdict(BROKE_DOWN);
    } finally {
      setChecking(false);
    }
  }

  function submit(event: FormEvent): void {
    event.preventDefault();
    save(typed);
  }

  return (
    <form onSubmit={submit} noValidate>
      <label htmlFor="proxy-address">{say('fieldProxyAddress')}</label>
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
          aria-invalid={verdict?.mood === 'trouble'}
        />
        <button type="submit" className="button strong" aria-busy={checking}>
          {say('actionSave')}
        </button>
      </div>
      <p id="proxy-address-hint" className="hint">
        {say('fieldProxyAddressHint')}
      </p>
      <div id="proxy-address-verdict" className="verdict" role="status">
        {checking && <p className="hint">{say('addressChecking')}</p>}
        {verdict && <VerdictText verdict={verdict} onUse={save} typed={typed} />}
      </div>
    </form>
  );
}

function VerdictText({
  verdict: { saying, mood, wayOut, kept },
  typed,
  onUse,
}: {
  verdict: Verdict;
  typed: string;
  onUse: (address: string) => void;
}) {
  return (
    <>
      <Saying saying={saying} mood={mood} />
      {kept && <p className="hint">{say('addressKept', kept)}</p>}
      {wayOut && (
        <button
          type="button"
          className="button quiet"
          onClick={() => onUse(wayOut.kind === 'use' ? wayOut.address : typed)}
        >
          {wayOutLabel(wayOut)}
        </button>
      )}
    </>
  );
}

/** Must be called before anything is awaited after the click. A refusal shows in the check that follows. */
async function requestHost(address: string): Promise<void> {
  try {
    await browser.permissions.request({ origins: [hostPattern(address)] });
  } catch (error) {
    console.warn(error);
  }
}
