import { randomBytes } from 'node:crypto';

export interface NewApp {
  name: string;
  redirectUri: string;
}

export interface OAuthApp {
  id: number;
  name: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  createdTime: number;
}

/** A rejected application. The message is for the developer. */
export class InvalidApp extends Error {}

export class OAuthApps {
  readonly clientSecrets: string[] = [];
  #byClientId = new Map<string, OAuthApp>();
  #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  register(input: NewApp): OAuthApp {
    if (input.name.trim() === '') throw new InvalidApp('应用名称不能为空');
    requireRedirectUri(input.redirectUri);
    const app: OAuthApp = {
      id: this.#byClientId.size + 1,
      name: input.name,
      clientId: `client_${randomBytes(16).toString('hex')}`,
      clientSecret: `secret_${randomBytes(24).toString('hex')}`,
      redirectUri: input.redirectUri,
      createdTime: Math.floor(this.#now() / 1_000),
    };
    this.#byClientId.set(app.clientId, app);
    this.clientSecrets.push(app.clientSecret);
    return app;
  }

  find(clientId: string | null): OAuthApp | null {
    return (clientId !== null && this.#byClientId.get(clientId)) || null;
  }
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]']);

function requireRedirectUri(text: string): void {
  if (!URL.canParse(text)) throw new InvalidApp('redirect_uri 不是有效的地址');
  const uri = new URL(text);
  const secure =
    uri.protocol === 'https:' || (uri.protocol === 'http:' && LOOPBACK.has(uri.hostname));
  if (!secure) throw new InvalidApp('redirect_uri 必须使用 HTTPS');
  if (uri.pathname === '/') throw new InvalidApp('redirect_uri 必须包含具体路径');
  if (text.includes('#')) throw new InvalidApp('redirect_uri 不能包含片段');
  if (uri.username || uri.password) throw new InvalidApp('redirect_uri 不能包含用户名或密码');
}
