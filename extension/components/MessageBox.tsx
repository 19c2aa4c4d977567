import type { Message } from '../domain/message.ts';
import { joinSentences, messageText, t } from '../i18n/t.ts';
import { Icon } from './icons.tsx';

/** The message when the background did not carry out a command. */
export const COMMAND_FAILED: Message = { title: 'titleCommandFailed', text: 'textCommandFailed' };

const ICONS = { info: 'info', waiting: 'refresh', problem: 'warning', success: 'check' } as const;

const ORIGIN = /([a-z]+-extension:\/\/[\w-]+)/u;

const BEHIND_SCHEME = /(?<=:\/\/)/u;

export type Tone = keyof typeof ICONS;

/** The text below the title, with a further sentence. */
export function textOf(message: Message, detail?: string | null): string {
  return joinSentences(messageText(message), ...(detail ? [detail] : []));
}

/** The text below the title, with a further sentence. The origin of an extension is selected as a whole. */
export function MessageText({
  message,
  detail,
}: {
  message: Message;
  detail?: string | null | undefined;
}) {
  const parts = textOf(message, detail).split(ORIGIN);
  return parts.map((part, index) => {
    if (index % 2 === 0) return part;
    return (
      <span key={part} className="origin">
        {part.split(BEHIND_SCHEME).map((half) => (
          <span key={half}>{half}</span>
        ))}
      </span>
    );
  });
}

/** A title with a text below it. `detail` is a further sentence. */
export function MessageBox({
  message,
  tone,
  detail,
}: {
  message: Message;
  tone: Tone;
  detail?: string | null | undefined;
}) {
  return (
    <div className={tone === 'problem' ? 'message problem' : 'message'}>
      <Icon name={ICONS[tone]} />
      <p>
        <strong>{t(message.title)}</strong>
        <MessageText message={message} detail={detail} />
      </p>
    </div>
  );
}
