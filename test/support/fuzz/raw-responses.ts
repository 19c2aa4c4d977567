export interface Received {
  status: number;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  body: string;
}

/**
 * Splits bytes into HTTP responses, none of them chunked. Throws if they are anything else. A response to `HEAD` names
 * the length of a body that it does not have; the next status line shows that.
 */
export function readResponses(bytes: Buffer): Received[] {
  const responses: Received[] = [];
  let rest = bytes.toString('latin1');
  while (rest !== '') {
    const [, head = '', after = ''] = /^(.+?)\r\n\r\n(.*)$/s.exec(rest) ?? [];
    const [statusLine = '', ...lines] = head.split('\r\n');
    const status = Number(/^HTTP\/1\.1 (\d{3}) [A-Z][\w -]*$/.exec(statusLine)?.[1]);
    if (!status) throw new Error(`no response: ${rest.slice(0, 200)}`);
    rest = after;
    if (status === 100) continue;
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const [, name, value = ''] = /^([\w-]+): (.*)$/.exec(line) ?? [];
      if (name === undefined) throw new Error(`no header: ${line}`);
      headers[name.toLowerCase()] = value;
    }
    const length = Number(headers['content-length'] ?? 0);
    const body = rest.startsWith('HTTP/1.1 ') ? '' : rest.slice(0, length);
    if (body !== '' && body.length < length) throw new Error(`incomplete: ${head}`);
    rest = rest.slice(body.length);
    responses.push({ status, headers, body: Buffer.from(body, 'latin1').toString() });
  }
  return responses;
}
