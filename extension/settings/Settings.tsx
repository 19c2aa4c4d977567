import { Mark } from '../look/icons.tsx';
import { say } from '../words/say.ts';
import { ProxyAddress } from './ProxyAddress.tsx';

/** The settings page. `address` is the one in use when it opened. */
export function Settings({ address }: { address: string }) {
  return (
    <>
      <header className="brand">
        <Mark size={32} />
        <p>{say('extensionName')}</p>
      </header>
      <main>
        <h1>{say('actionSettings')}</h1>
        <section className="panel" aria-labelledby="proxy-heading">
          <h2 id="proxy-heading">{say('settingsProxyHeading')}</h2>
          <p className="intro">{say('settingsProxyText')}</p>
          <ProxyAddress first={address} />
        </section>
      </main>
    </>
  );
}
