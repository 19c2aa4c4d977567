import { MAX_TEXT_LENGTH, type PlatformAccount } from '../../shared/replies.ts';
import type { Members } from './response-body.ts';
import type { ResponseProblem } from './response-summary.ts';

/** An account as a response describes it. Fields that are absent or cannot be read are left out. */
export type ReadAccount = Omit<PlatformAccount, 'id' | 'username'> &
  Partial<Pick<PlatformAccount, 'id' | 'username'>>;

/**
 * Reads an account. Only `balance_formatted` is needed: its text is passed on unchanged, a JSON number as
 * the digits that the platform wrote. Numbers may come as text, and integers that a number cannot hold
 * exactly stay text.
 */
export function readAccount(members: Members): ReadAccount | ResponseProblem {
  const balance = readBalance(members);
  if (typeof balance !== 'string') return balance;
  const account = {
    id: readId(members),
    username: readName(members),
    email: readText(members.get('email')),
    quota: parseAmount(members, 'quota'),
    used_quota: parseAmount(members, 'used_quota'),
    balance_formatted: balance,
    created_time: readInteger(members, 'created_time', 0),
    status: readInteger(members, 'status', Number.MIN_SAFE_INTEGER),
  };
  const known = Object.entries(account).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as ReadAccount;
}

/** Whether an account could not be read. */
export function isProblem(read: ReadAccount | ResponseProblem): read is ResponseProblem {
  return 'reason' in read;
}

function readBalance(members: Members): string | ResponseProblem {
  const value = members.get('balance_formatted');
  if (value === undefined || value === '') {
    return { reason: 'missing_field', text: 'balance_formatted is missing' };
  }
  const text = typeof value === 'number' ? members.digits('balance_formatted') : value;
  const invalid = (text: string): ResponseProblem => ({ reason: 'invalid_field', text });
  if (typeof text !== 'string') {
    return invalid('balance_formatted is neither text nor a number that can be read');
  }
  if (text.trim() === '') return invalid('balance_formatted is blank');
  return isShort(text) ? text : invalid('balance_formatted is too long');
}

function readId(members: Members): number | string | undefined {
  const value = members.get('id');
  if (typeof value !== 'number') return readText(value);
  return Number.isSafeInteger(value) ? value : readDigits(members.digits('id'));
}

function readName(members: Members): string | undefined {
  const value = members.get('username');
  return readText(typeof value === 'number' ? members.digits('username') : value);
}

function readText(value: unknown): string | undefined {
  const isText = typeof value === 'string' && value.trim() !== '' && isShort(value);
  return isText ? value : undefined;
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const INTEGER = /^-?\d+$/;

/** A number, or the digits of an integer that is too large for one. */
function parseAmount(members: Members, name: string): number | string | undefined {
  const value = members.get(name);
  const isNumeric = typeof value === 'string' && NUMBER.test(value.trim());
  const number = isNumeric ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  return readDigits(isNumeric ? value.trim() : members.digits(name));
}

function readInteger(members: Members, name: string, minimum: number): number | undefined {
  const number = parseAmount(members, name);
  return Number.isSafeInteger(number) && (number as number) >= minimum
    ? (number as number)
    : undefined;
}

function readDigits(text: string | undefined): string | undefined {
  return text !== undefined && INTEGER.test(text) && isShort(text) ? text : undefined;
}

function isShort(text: string): boolean {
  return [...text].length <= MAX_TEXT_LENGTH;
}
