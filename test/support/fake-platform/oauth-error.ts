/** An error of RFC 6749, 4.1.2.1 or 5.2, on its way to the client. */
export class OAuthError extends Error {
  readonly error: string;
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(
    error: string,
    description: string,
    status = 400,
    headers: Record<string, string> = {},
  ) {
    super(description);
    this.error = error;
    this.status = status;
    this.headers = headers;
  }
}
