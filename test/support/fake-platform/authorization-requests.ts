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

export class AuthorizationRequests {
  #byId = new Map<string, AuthorizationRequest>();

  add(request: AuthorizationRequest): string {
    const id = randomBytes(16).toString('base64url');
    this.#byId.set(id, request);
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
