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

/** A message whose text names at most one value. */
export interface MessageDefinition {
  title: MessageKey;
  text: MessageKey;
  names?: keyof MessageContext;
}

export function fillMessage(
  { title, text, names }: MessageDefinition,
  context: MessageContext,
): Message {
  return { title, text, ...(names && { substitutions: [context[names]] }) };
}
