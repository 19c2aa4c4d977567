import { matchesSchema } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';
import { PreferenceChanges } from '../domain/preferences.ts';
import type { SaveResult } from './save-address.ts';

/** What a page may ask of the background. */
export const Command = Type.Union([
  Type.Object({
    type: Type.Enum(['popup_opened', 'refresh', 'sign_out', 'top_up', 'delete_history']),
  }),
  Type.Object({ type: Type.Literal('sign_in'), consent: Type.Optional(Type.Boolean()) }),
  Type.Object({ type: Type.Literal('save_address'), address: Type.String({ maxLength: 2048 }) }),
  Type.Object({ type: Type.Literal('set_preferences'), changes: PreferenceChanges }),
]);
export type Command = Type.Static<typeof Command>;

/** What the background answers when the command is carried out, whatever came of it; the rest is in storage. */
export type Result<C extends Command> = C extends { type: 'save_address' } ? SaveResult : null;

/** Sends a command and waits until the background has carried it out. Rejects where that broke down. */
export async function send<C extends Command>(command: C): Promise<Result<C>> {
  const reply: { done: true; result: Result<C> } | { done: false } | undefined =
    await browser.runtime.sendMessage(command);
  if (!reply?.done) throw new Error(`The background did not carry out ${command.type}.`);
  return reply.result;
}

/** Calls `handle` for each command. Anything else that arrives is left alone. */
export function onCommand(handle: (command: Command) => Promise<SaveResult | null>): void {
  browser.runtime.onMessage.addListener((message: unknown, _sender, reply) => {
    if (!matchesSchema(Command, message)) return false;
    handle(message).then(
      (result) => reply({ done: true, result }),
      (error: unknown) => {
        console.error(error);
        reply({ done: false });
      },
    );
    return true;
  });
}
