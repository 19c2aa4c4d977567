import enMessages from '../../../extension/public/_locales/en/messages.json' with { type: 'json' };
import zhMessages from '../../../extension/public/_locales/zh_CN/messages.json' with {
  type: 'json',
};

interface Message {
  readonly message: string;
  readonly placeholders?: Readonly<Record<string, { readonly content: string }>>;
}

export type MessageKey = keyof typeof enMessages;

/** Translates like `t()` of the extension: substitutions replace placeholders as in the browser. */
export type Translate = (key: MessageKey, ...substitutions: string[]) => string;

export const tEnglish = translator(enMessages);
export const tChinese = translator(zhMessages);

function translator(messages: Readonly<Record<MessageKey, Message>>): Translate {
  return (key, ...substitutions) => {
    const { message, placeholders = {} } = messages[key];
    return message.replace(/\$(\w+)\$/g, (_, name: string) => {
      const content = placeholders[name.toLowerCase()]?.content ?? '';
      return content.replace(
        /\$(\d)/g,
        (_, place: string) => substitutions[Number(place) - 1] ?? '',
      );
    });
  };
}
