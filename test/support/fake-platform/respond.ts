import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { HttpResponse } from './exchange.ts';
import type { ActiveFault, Fault } from './faults.ts';

/** Handles the request and sends the response, or applies the fault. */
export async function respond(
  response: ServerResponse,
  work: () => HttpResponse | Promise<HttpResponse>,
  active: ActiveFault | null,
  closing: AbortSignal,
): Promise<void> {
  if (!active) return send(response, await work());
  const { fault, takenBack } = active;
  await fault.gate;
  if (fault.delay !== undefined) await wait(fault.delay, undefined, { signal: closing });
  if (!fault.afterSuccess && !hasEnding(fault)) return send(response, await work());
  const done = fault.afterSuccess ? await work() : null;
  if (fault.hang) {
    await takenBack;
    return send(response, done ?? (await work()));
  }
  if (fault.reset || !hasEnding(fault)) {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault.raw !== undefined) return sendRaw(response.socket, fault.raw, !fault.stallMidBody);
  end(response, fault, faultResponse(fault, done));
}

function hasEnding(fault: Fault): boolean {
  const { hang, reset, raw, cutMidBody, stallMidBody, status, headers, body } = fault;
  const answers = raw !== undefined || status || headers || body !== undefined;
  return Boolean(hang || reset || cutMidBody || stallMidBody || answers);
}

async function sendRaw(
  socket: Socket | null,
  raw: NonNullable<Fault['raw']>,
  thenEnd: boolean,
): Promise<void> {
  if (!socket) return;
  const sent = (piece: string | Buffer) =>
    new Promise<boolean>((resolve) => socket.write(piece, (error) => resolve(!error)));
  for await (const piece of typeof raw === 'function' ? raw() : [raw]) {
    if (!(await sent(piece))) return;
  }
  if (thenEnd) socket.end();
}

function end(response: ServerResponse, fault: Fault, answer: HttpResponse): void {
  if (!fault.cutMidBody && !fault.stallMidBody) {
    send(response, answer);
    return;
  }
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, { ...answer.headers, 'content-length': body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => {
    if (fault.cutMidBody) response.socket?.destroy();
  });
}

const PLACEHOLDER = { message: 'this answer is cut off before its end' };

function faultResponse(fault: Fault, done: HttpResponse | null): HttpResponse {
  const body =
    fault.body ?? done?.body ?? (fault.cutMidBody || fault.stallMidBody ? PLACEHOLDER : '');
  const isObject = typeof body === 'object' && !Buffer.isBuffer(body);
  const isText = typeof body === 'string' && done?.body !== body;
  const contentType = isText ? 'text/plain; charset=utf-8' : 'application/json; charset=utf-8';
  return {
    status: fault.status ?? done?.status ?? 200,
    headers: { 'content-type': contentType, ...fault.headers },
    body: isObject ? JSON.stringify(body) : body,
  };
}

function send(response: ServerResponse, { status, headers, body }: HttpResponse): void {
  const length = { 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...length, ...headers });
  response.end(body);
}
