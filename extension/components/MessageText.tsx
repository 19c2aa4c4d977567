import type { Message as SayingWords } from '../domain/message.ts';
import { messageText, t } from '../i18n/t.ts';
import { Icon } from './icons.tsx';

/** A headline with a sentence, calm, warning or confirming. `more` is a further sentence. */
export function Message({
  saying,
  mood,
  more,
}: {
  saying: SayingWords;
  mood: 'plain' | 'problem' | 'good';
  more?: string | undefined;
}) {
  return (
    <div className={mood === 'problem' ? 'saying problem' : 'saying'}>
      {mood === 'problem' ? (
        <Icon name="warning" />
      ) : mood === 'good' ? (
        <Icon name="check" />
      ) : (
        <Icon name="info" />
      )}
      <p>
        <strong>{t(saying.title)}</strong>
        {messageText(saying)}
        {more && <span className="more">{more}</span>}
      </p>
    </div>
  );
}
