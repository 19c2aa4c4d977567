import { randomBytes } from 'node:crypto';
import type { OAuthApp } from './apps.ts';

/** A valid authorization request, waiting for its user to log in and to decide. */
export interface AuthorizationRequest {
  app: OAuthApp;
  redirectUri: string;
  scope: readonly string[];
  state: string;
  challenge: string | null;
  autoAuthorize: boolean;
}

const WAITING_AT_MOST = 1_000;

export class AuthorizationRequests {
  #byId = new Map<string, AuthorizationRequest>();

  add(request: AuthorizationRequest): string {
    const id = randomBytes(16).toString('base64url');
    this.#byId.set(id, request);
    const [oldest] = this.#byId.keys();
    if (this.#byId.size > WAITING_AT_MOST && oldest !== undefined) this.#byId.delete(oldest);
    return id;
  }

  find(id: string | null): AuthorizationRequest | null {
    return this.#byId.get(id ?? '') ?? null;
  }

  /** Each request is answered once. */
  take(id: string | null): AuthorizationRequest | null {
    const request = this.find(id);
    if (id !== null) this.#byId.delete(id);
    return request;
  }
}
