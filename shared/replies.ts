/**
 * What the proxy answers to the extension, written once: Fastify serializes with these schemas,
 * the extension checks with them what it receives.
 */

import { ERROR_CODES } from './errors.ts';
import * as Type from './schema.ts';

/** The longest text that a platform field may carry; anything longer is no name and no amount. */
export const MAX_TEXT_LENGTH = 256;

const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_LENGTH });
const Url = Type.String({ minLength: 1, maxLength: 2048 });

const SAFE = { minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };

const PlatformId = Type.Union([Type.Integer(SAFE), Text]);

/** Integers that a number cannot hold exactly keep their digits as text. */
const PlatformUnits = Type.Union([
  Type.Number(SAFE),
  Type.String({ pattern: '^-?[0-9]+$', maxLength: MAX_TEXT_LENGTH }),
]);

/**
 * The account as the platform describes it (guide, "3. User information endpoint"). Platforms of this family
 * leave fields out or write them in other ways: what cannot be read is absent.
 * `balance_formatted` is the amount letter for letter as the platform writes it and is never computed.
 * `quota` and `used_quota` are in the platform's own units. `created_time` is Unix seconds. `status` is 1 for
 * an account in good standing. An `id` beyond 2^53 is its digits as text. Where the platform names no `id`,
 * `username` or `email` stands for it, or else a text that stays the same for the session; where it names no
 * `username`, `email` or `id` does.
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

/** 200 of `GET /api/user/info`: the account and when the platform said so (Unix seconds). */
export const UserInfoReply = Type.Object({
  ...PlatformAccount.properties,
  as_of: Type.Integer({ minimum: 0 }),
});
export type UserInfoReply = Type.Static<typeof UserInfoReply>;

/** 200 of `GET /api/user/topup`: the platform's own page for adding credit. */
export const TopUpReply = Type.Object({
  topup_url: Url,
});
export type TopUpReply = Type.Static<typeof TopUpReply>;

/** The name by which a proxy of ours is told from anything else that answers at an address. */
export const PRODUCT_NAME = 'balance-companion';

/** 200 of `GET /api/about`: who answers here, and for which platform. */
export const AboutReply = Type.Object({
  name: Type.Literal(PRODUCT_NAME),
  version: Text,
  platform_url: Url,
});
export type AboutReply = Type.Static<typeof AboutReply>;

/** Every error: a stable code for programs and a sentence for a person. */
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
