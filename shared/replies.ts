/**
 * What the proxy answers to the extension, written once: Fastify serializes with these schemas,
 * the extension checks with them what it receives.
 */
import * as Type from 'typebox';
import { ERROR_CODES } from './errors.ts';

/** The longest text that a platform field may carry; anything longer is no name and no amount. */
const SHORT_TEXT = 256;

const PlatformId = Type.Union([
  Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  Type.String({ minLength: 1, maxLength: SHORT_TEXT }),
]);

/** An amount beyond what a number holds exactly is no amount. */
const PlatformUnits = Type.Number({
  minimum: Number.MIN_SAFE_INTEGER,
  maximum: Number.MAX_SAFE_INTEGER,
});

/**
 * The account as the platform describes it (guide, "3. User information endpoint").
 * `quota` and `used_quota` are in the platform's own units. `balance_formatted` is the amount as the
 * platform writes it and is never computed. `created_time` is Unix seconds. `status` is 1 for an
 * account in good standing.
 */
export const PlatformAccount = Type.Object({
  id: PlatformId,
  username: Type.String({ minLength: 1, maxLength: SHORT_TEXT }),
  email: Type.Optional(Type.String({ minLength: 1, maxLength: SHORT_TEXT })),
  quota: PlatformUnits,
  used_quota: PlatformUnits,
  balance_formatted: Type.String({ minLength: 1, maxLength: SHORT_TEXT }),
  created_time: Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })),
  status: Type.Optional(
    Type.Integer({ minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }),
  ),
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
  topup_url: Type.String({ minLength: 1, maxLength: 2048 }),
});
export type TopUpReply = Type.Static<typeof TopUpReply>;

/** The name by which a proxy of ours is told from anything else that answers at an address. */
export const PRODUCT_NAME = 'balance-companion';

/** 200 of `GET /api/about`: who answers here, and for which platform. */
export const AboutReply = Type.Object({
  name: Type.Literal(PRODUCT_NAME),
  version: Type.String({ minLength: 1, maxLength: SHORT_TEXT }),
  platform_url: Type.String({ minLength: 1, maxLength: 2048 }),
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
