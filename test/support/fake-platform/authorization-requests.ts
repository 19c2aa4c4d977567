import { randomBytes } from 'node:crypto';
import type { OAuthApp } from './apps.ts';

/** A valid authorization request that waits for login and consent. */
export interface AuthorizationRequest {
  app: OAuthApp;
  redirectUri: string;
  scope: readonly string[];
  state: string;
  challenge: string | null;
  autoAuthorize: boolean;
}

const MAX_WAITING_REQUESTS = 1_000;

export class AuthorizationRequests {
  #byId = new Map<string, AuthorizationRequest>();

  add(request: AuthorizationRequest): string {
    const id = randomBytes(16).toString('base64url');
    this.#byId.set(id, request);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > MAX_WAITING_REQUESTS && oldest !== undefined) this.#byId.delete(oldest);
    return id;
  }

  find(id: string | null): AuthorizationRequest | null {
    return this.#byId.get(id ?? '') ?? null;
  }

  /** Returns a request once. */
  take(id: string | null): AuthorizationRequest | null {
    const request = this.find(id);
    if (id !== null) this.#byId.delete(id);
    return request;
  }
}
