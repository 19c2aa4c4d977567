import { randomBytes } from 'node:crypto';

const COOKIE = 'relay_platform_session';

/** A logged-in session on the platform. */
export interface Session {
  username: string;
  /** Units to report on the next page. */
  credited: number | null;
}

export class Sessions {
  #byId = new Map<string, Session>();

  /** Returns the cookie of a new session. */
  start(username: string): string {
    const id = randomBytes(24).toString('base64url');
    this.#byId.set(id, { username, credited: null });
    return `${COOKIE}=${id}`;
  }

  find(cookieHeader: string | undefined): Session | null {
    return this.#byId.get(idIn(cookieHeader)) ?? null;
  }

  end(cookieHeader: string | undefined): void {
    this.#byId.delete(idIn(cookieHeader));
  }
}

export function setCookie(cookie: string): string {
  return `${cookie}; Path=/; HttpOnly; SameSite=Lax`;
}

function idIn(cookieHeader = ''): string {
  return RegExp(`${COOKIE}=([\\w-]+)`).exec(cookieHeader)?.[1] ?? '';
}
