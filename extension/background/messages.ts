import { matchesSchema } from '../../shared/matches-schema.ts';
import * as Type from '../../shared/schema.ts';
import { browser } from '../browser/browser.ts';
import { MAX_NAME_LENGTH } from '../domain/account-list.ts';
import { PreferenceChanges } from '../domain/preferences.ts';
import type { SaveResult } from './save-address.ts';

const account = Type.Optional(Type.Integer());

/**
 * What a page can tell the background to do. `account` is the id of an account: commands are about that one, so that a
 * page acts on what it shows. Without it they are about the account that the pages show. `add_account` can name an
 * `address` that the policy offers; without it, the proxy is that of the active account.
 */
export const Command = Type.Union([
  Type.Object({
    type: Type.Enum([
      ...(['popup_opened', 'refresh', 'sign_out', 'top_up', 'delete_history'] as const),
      ...(['switch_account', 'remove_account'] as const),
    ]),
    account,
  }),
  Type.Object({ type: Type.Literal('add_account'), address: Type.Optional(Type.String()) }),
  Type.Object({ type: Type.Literal('sign_in'), consent: Type.Optional(Type.Boolean()), account }),
  Type.Object({ type: Type.Literal('move_account'), by: Type.Enum([-1, 1]), account }),
  Type.Object({
    type: Type.Literal('rename_account'),
    name: Type.String({ maxLength: MAX_NAME_LENGTH }),
    account,
  }),
  Type.Object({
    type: Type.Literal('save_address'),
    address: Type.String({ maxLength: 2048 }),
    account,
  }),
  Type.Object({ type: Type.Literal('set_preferences'), changes: PreferenceChanges, account }),
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
