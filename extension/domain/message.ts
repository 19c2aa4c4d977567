import type english from '../public/_locales/en/messages.json';

/** The key of a translated text in `_locales`. Every language has all of them. */
export type MessageKey = keyof typeof english;

/** A headline and a text that says what to do. `substitutions` fill the placeholders of the text. */
export interface Message {
  title: MessageKey;
  text: MessageKey;
  substitutions?: readonly string[];
}

/** What texts may name. */
export interface MessageContext {
  /** The origin of the proxy. */
  address: string;
  extensionOrigin: string;
}

type PascalCase<S extends string> = S extends `${infer Word}_${infer Rest}`
  ? `${Capitalize<Word>}${PascalCase<Rest>}`
  : Capitalize<S>;

function pascalCase<S extends string>(name: S): PascalCase<S> {
  const words = name.replace(/(?:^|_)./gu, (start) => start.slice(-1).toUpperCase());
  return words as PascalCase<S>;
}

/** The key of the title of a problem or another status: `titleProxyDown` for `proxy_down`. */
export function titleOf<S extends string>(name: S) {
  return `title${pascalCase(name)}` as const;
}

/** The message of a problem or a sign-in error. Its text names `value`, if there is one. */
export function messageOf<S extends string>(name: S, value?: string) {
  const message = { title: titleOf(name), text: `text${pascalCase(name)}` as const };
  return value === undefined ? message : { ...message, substitutions: [value] };
}
