import type { Message } from '../domain/message.ts';
import { joinSentences, messageText, t } from '../i18n/t.ts';
import { Icon } from './icons.tsx';

/** The message when the background did not carry out a command. */
export const COMMAND_FAILED: Message = { title: 'titleCommandFailed', text: 'textCommandFailed' };

const ICONS = { info: 'info', waiting: 'refresh', problem: 'warning', success: 'check' } as const;

export type Tone = keyof typeof ICONS;

/** The text below the title, with a further sentence. */
export function textOf(message: Message, detail?: string | null): string {
  return joinSentences(messageText(message), ...(detail ? [detail] : []));
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
        {textOf(message, detail)}
      </p>
    </div>
  );
}
