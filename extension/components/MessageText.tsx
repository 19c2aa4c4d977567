import type { Message as SayingWords } from '../i18n/problem-messages.ts';
import { t } from '../i18n/t.ts';
import { Icon } from './icons.tsx';

/** A headline with a sentence, calm, warning or confirming. `more` is a further sentence. */
export function Message({
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
      {mood === 'trouble' ? (
        <Icon name="warning" />
      ) : mood === 'good' ? (
        <Icon name="check" />
      ) : (
        <Icon name="info" />
      )}
      <p>
        <strong>{t(saying.title)}</strong>
        {t(saying.sentence, ...saying.gaps)}
        {more && <span className="more">{more}</span>}
      </p>
    </div>
  );
}
