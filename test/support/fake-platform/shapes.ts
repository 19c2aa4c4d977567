import type { Handler, HttpResponse, Routes } from './exchange.ts';
import { ENDPOINTS, type Endpoint } from './faults.ts';

type Members = Record<string, unknown>;

/** How a platform of this family formats its responses. */
interface Shape {
  account?: (account: Members) => Members;
  tokens?: (tokens: Members) => Members;
  /** Wraps every success as `{success, message, data}`, and rejects an access token with status 200. */
  wraps?: true;
}

/** A number in JSON with exactly these digits. TypeScript does not know `JSON.rawJSON` yet. */
const digits = (JSON as unknown as { rawJSON: (text: string) => object }).rawJSON;

const numbersAsText = (members: Members): Members =>
  Object.fromEntries(
    Object.entries(members).map(([name, value]) => [
      name,
      typeof value === 'number' ? String(value) : value,
    ]),
  );

export const SHAPES = {
  /** As in the guide. */
  guide: {},
  /** Wrapped, and every number as text. */
  wrapped: {
    wraps: true,
    account: numbersAsText,
    tokens: (tokens) => ({ ...numbersAsText(tokens), token_type: 'bearer' }),
  },
  /** The required members only. */
  sparse: {
    account: ({ balance_formatted }) => ({ balance_formatted }),
    tokens: ({ access_token, refresh_token }) => ({ access_token, refresh_token }),
  },
  /** The balance as a number, integers beyond 2^53, and values of other types in the rest. */
  odd: {
    account: ({ username, balance_formatted }) => ({
      id: digits('653247040368672768'),
      username,
      email: { verified: true },
      quota: [],
      used_quota: digits('12345678901234567890'),
      balance_formatted: digits(String(balance_formatted)),
      created_time: '2026-01-01',
      status: true,
      data: { balance_formatted: 0 },
    }),
    tokens: (tokens) => ({ ...tokens, token_type: null, expires_in: digits('1e300') }),
  },
} as const satisfies Record<string, Shape>;

export type ShapeName = keyof typeof SHAPES;

/** Routes whose responses have the shape that the settings name at that moment. */
export function shaped(routes: Routes, settings: { readonly shape: ShapeName }): Routes {
  const wrap = (endpoint: Endpoint, handler: Handler): Handler => {
    return async (request) => inShape(SHAPES[settings.shape], endpoint, await handler(request));
  };
  const endpoints = (['token', 'userinfo', 'topup'] as const).flatMap((endpoint) => {
    const handler = routes[ENDPOINTS[endpoint]];
    return handler ? [[ENDPOINTS[endpoint], wrap(endpoint, handler)]] : [];
  });
  return { ...routes, ...Object.fromEntries(endpoints) };
}

function inShape(
  { account, tokens, wraps }: Shape,
  endpoint: Endpoint,
  answer: HttpResponse,
): HttpResponse {
  const { status, body } = answer;
  const write = (value: Members) => ({ ...answer, status: 200, body: JSON.stringify(value) });
  if (status === 401 && wraps && endpoint !== 'token') {
    return write({ success: false, message: '无权进行此操作，access token 无效' });
  }
  if (status !== 200) return answer;
  const members = JSON.parse(String(body)) as Members;
  const change = endpoint === 'userinfo' ? account : endpoint === 'token' ? tokens : undefined;
  const changed = change?.(members) ?? members;
  return write(wraps ? { success: true, message: '', data: changed } : changed);
}
