/** The proxy's replies. Fastify serializes with these schemas, and the extension checks what it receives. */

import { SLOTS } from './account-slots.ts';
import { ERROR_CODES } from './errors.ts';
import * as Type from './schema.ts';

/** Maximum length of a text from the platform. A longer one is neither a name nor an amount. */
export const MAX_TEXT_LENGTH = 256;

const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_LENGTH });
const Url = Type.String({ minLength: 1, maxLength: 2048 });

const SAFE = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

const PlatformId = Type.Union([Type.Integer(SAFE), Text]);

/** Integers that a double cannot hold exactly are text. */
const PlatformUnits = Type.Union([
  Type.Number(SAFE),
  Type.String({ pattern: '^-?[0-9]+$', maxLength: MAX_TEXT_LENGTH }),
]);

/**
 * The account as the platform describes it (guide, "3. User information endpoint"). A field that is missing or
 * cannot be read is absent. `balance_formatted` is exactly the platform's text. `quota` and `used_quota` are in
 * the platform's units, `created_time` is in Unix seconds, and `status` is 1 for an account in good standing. An
 * `id` beyond 2^53 is text. A missing `id` is replaced by `username`, `email` or a text that is constant for the
 * session, and a missing `username` by `email` or `id`.
 */
export const PlatformAccount = Type.Object({
  id: PlatformId,
  username: Text,
  email: Type.Optional(Text),
  quota: Type.Optional(PlatformUnits),
  used_quota: Type.Optional(PlatformUnits),
  balance_formatted: Text,
  created_time: Type.Optional(Type.Integer({ ...SAFE, minimum: 0 })),
  status: Type.Optional(Type.Integer(SAFE)),
});
export type PlatformAccount = Type.Static<typeof PlatformAccount>;

/** 200 of `GET /api/user/info`: the account, and when the platform sent it (Unix seconds). */
export const UserInfoReply = Type.Object({
  ...PlatformAccount.properties,
  as_of: Type.Integer({ minimum: 0 }),
});
export type UserInfoReply = Type.Static<typeof UserInfoReply>;

/** 200 of `GET /api/user/topup`: the platform's page for adding credit. */
export const TopUpReply = Type.Object({
  topup_url: Url,
});
export type TopUpReply = Type.Static<typeof TopUpReply>;

/** 200 of `GET /api/sessions`: the account slots with a session, ascending. */
export const SessionsReply = Type.Object({
  slots: Type.Array(Type.Integer({ minimum: 0, maximum: SLOTS.length - 1 })),
});
export type SessionsReply = Type.Static<typeof SessionsReply>;

/** The name that identifies a proxy of ours at an address. */
export const PRODUCT_NAME = 'balance-companion';

/** 200 of `GET /api/about`. */
export const AboutReply = Type.Object({
  name: Type.Literal(PRODUCT_NAME),
  version: Text,
  platform_url: Url,
});
export type AboutReply = Type.Static<typeof AboutReply>;

/** Every error: a stable code for programs and a sentence for people. */
export const ErrorReply = Type.Object({
  error: Type.Enum(ERROR_CODES),
  message: Type.String(),
});
export type ErrorReply = Type.Static<typeof ErrorReply>;

/** 200 of `GET /healthz` and `GET /readyz`. */
export const HealthReply = Type.Object({
  status: Type.Enum(['alive', 'ready']),
});
export type HealthReply = Type.Static<typeof HealthReply>;
