import type { Account } from '../account/state.ts';
import { language, say } from '../words/say.ts';
import { balanceSize } from './balance-size.ts';
import type { Screen } from './screen.ts';

/** The balance, letter for letter, and one line about it. `time` is set where the balance needs it. */
export function BalanceCard({
  account,
  card,
  time,
}: {
  account: Account;
  card: Screen['card'];
  time: string | null;
}) {
  const balance = account.balance_formatted;
  const used = new Intl.NumberFormat(language()).format(account.used_quota);
  return (
    <section className={`card ${card}`} aria-labelledby="balance-heading">
      <h1 id="balance-heading">{say('headingBalance')}</h1>
      <p className={`balance ${balanceSize(balance)}`} id="balance">
        {balance}
      </p>
      <p className="detail">
        <span id="as-of">{time === null ? say('updatedNow') : say('asOf', time)}</span>
        <span id="used">{say('used', used)}</span>
      </p>
    </section>
  );
}

/** The card's place while nothing is known yet. */
export function BalanceSkeleton() {
  return (
    <section className="card waiting" aria-busy="true">
      <h1>{say('headingBalance')}</h1>
      <p className="unseen">{say('loading')}</p>
      <p className="balance xl" aria-hidden="true">
        <span className="bone wide" />
      </p>
      <p className="detail" aria-hidden="true">
        <span className="bone" />
        <span className="bone" />
      </p>
    </section>
  );
}
