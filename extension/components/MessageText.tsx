import type { Saying as SayingWords } from '../i18n/problem-messages.ts';
import { say } from '../i18n/t.ts';
import { CheckIcon, InfoIcon, WarningIcon } from './icons.tsx';

/** A headline with a sentence, calm, warning or confirming. `more` is a further sentence. */
export function Saying({
  saying,
  mood,
  more,
}: {
  saying: SayingWords;
  mood: 'plain' | 'trouble' | 'good';
  more?: string | undefined;
}) {
  return (
    <div className={mood === 'trouble' ? 'saying trouble' : 'saying'}>
      {mood === 'trouble' ? <WarningIcon /> : mood === 'good' ? <CheckIcon /> : <InfoIcon />}
      <p>
        <strong>{say(saying.title)}</strong>
        {say(saying.sentence, ...saying.gaps)}
        {more && <span className="more">{more}</span>}
      </p>
    </div>
  );
}
