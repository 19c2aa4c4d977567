import * as Type from '../../shared/schema.ts';

/** Tokens of one grant. Without a refresh token the grant ends with the access token. */
export const Tokens = Type.Object({
  accessToken: Type.String(),
  /** Unix milliseconds. */
  accessTokenExpiresAt: Type.Number(),
  refreshToken: Type.Optional(Type.String()),
});
export type Tokens = Type.Static<typeof Tokens>;
