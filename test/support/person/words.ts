import enMessages from '../../../extension/public/_locales/en/messages.json' with { type: 'json' };
import zhMessages from '../../../extension/public/_locales/zh_CN/messages.json' with {
  type: 'json',
};

interface Message {
  readonly message: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

export type MessageKey = keyof typeof enMessages;

/** A sentence of the extension, its gaps filled as the browser fills them. */
export type Say = (key: MessageKey, ...gaps: string[]) => string;

export const sayEnglish = speaker(enMessages);
export const sayChinese = speaker(zhMessages);

function speaker(messages: Readonly<Record<MessageKey, Message>>): Say {
  return (key, ...gaps) => {
    const { message, placeholders = {} } = messages[key];
    return message.replace(/\$(\w+)\$/g, (_, name: string) => {
      const content = placeholders[name.toLowerCase()]?.content ?? '';
      return content.replace(/\$(\d)/g, (_, place: string) => gaps[Number(place) - 1] ?? '');
    });
  };
}
