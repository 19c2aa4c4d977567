import { matchesSchema } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';
import { PreferenceChanges } from '../domain/preferences.ts';
import type { SaveResult } from './save-address.ts';

/** What a page can tell the background to do. */
export const Command = Type.Union([
  Type.Object({
    type: Type.Enum(['popup_opened', 'refresh', 'sign_out', 'top_up', 'delete_history']),
  }),
  Type.Object({ type: Type.Literal('sign_in'), consent: Type.Optional(Type.Boolean()) }),
  Type.Object({ type: Type.Literal('save_address'), address: Type.String({ maxLength: 2048 }) }),
  Type.Object({ type: Type.Literal('set_preferences'), changes: PreferenceChanges }),
]);
export type Command = Type.Static<typeof Command>;

/** What a command resolves to once it is carried out. Everything else it changes is in storage. */
export type Result<C extends Command> = C extends { type: 'save_address' } ? SaveResult : null;

/** Sends a command and waits until the background has carried it out. Rejects if it could not. */
export async function send<C extends Command>(command: C): Promise<Result<C>> {
  const reply: { done: true; result: Result<C> } | { done: false } | undefined =
    await browser.runtime.sendMessage(command);
  if (!reply?.done) throw new Error(`The background did not carry out ${command.type}.`);
  return reply.result;
}

/** Calls `handle` for each command. Other messages are ignored. */
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
