import { MAX_TEXT_LENGTH, type PlatformAccount } from '../../../shared/replies.ts';
import type { Payload } from './payload.ts';

/** The readable fields of an account. */
export type AccountFields = Omit<PlatformAccount, 'id' | 'username'> &
  Partial<Pick<PlatformAccount, 'id' | 'username'>>;

/**
 * Reads an account. Only `balance_formatted` is required; its text is passed on unchanged, a JSON number as
 * the digits that the platform wrote. Other fields that cannot be read are left out. Numbers may be text, and
 * integers that a number cannot hold exactly become text.
 * @throws {PlatformError} `unreadable` without a readable balance
 */
export function readAccountFields(payload: Payload): AccountFields {
  const account = {
    id: readId(payload),
    username: readName(payload),
    email: readText(payload.get('email')),
    quota: readAmount(payload, 'quota'),
    used_quota: readAmount(payload, 'used_quota'),
    balance_formatted: readBalance(payload),
    created_time: readInteger(payload, 'created_time', 0),
    status: readInteger(payload, 'status', Number.MIN_SAFE_INTEGER),
  };
  for (const name of Object.keys(account) as (keyof typeof account)[]) {
    if (account[name] === undefined) delete account[name];
  }
  return account as AccountFields;
}

function readBalance(payload: Payload): string {
  const value = payload.get('balance_formatted');
  if (value === undefined || value === '') {
    throw payload.error('missing_field', 'balance_formatted is missing');
  }
  const invalid = (text: string) => payload.error('invalid_field', `balance_formatted ${text}`);
  const text = typeof value === 'number' ? payload.digits('balance_formatted') : value;
  if (typeof text !== 'string') throw invalid('is neither text nor a number that can be read');
  if (text.trim() === '') throw invalid('is blank');
  if (!isShort(text)) throw invalid('is too long');
  return text;
}

function readId(payload: Payload): number | string | undefined {
  const value = payload.get('id');
  if (typeof value !== 'number') return readText(value);
  return Number.isSafeInteger(value) ? value : readDigits(payload.digits('id'));
}

function readName(payload: Payload): string | undefined {
  const value = payload.get('username');
  return readText(typeof value === 'number' ? payload.digits('username') : value);
}

function readText(value: unknown): string | undefined {
  const isText = typeof value === 'string' && value.trim() !== '' && isShort(value);
  return isText ? value : undefined;
}

const NUMBER = /^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i;
const INTEGER = /^-?\d+$/;

/** A number, or the digits of an integer beyond the safe integers. */
function readAmount(payload: Payload, name: string): number | string | undefined {
  const value = payload.get(name);
  const isNumeric = typeof value === 'string' && NUMBER.test(value.trim());
  const number = isNumeric ? Number(value) : value;
  if (typeof number !== 'number') return undefined;
  if (Math.abs(number) <= Number.MAX_SAFE_INTEGER) return number;
  return readDigits(isNumeric ? value.trim() : payload.digits(name));
}

function readInteger(payload: Payload, name: string, min: number): number | undefined {
  const number = readAmount(payload, name);
  const isInteger = typeof number === 'number' && Number.isSafeInteger(number);
  return isInteger && number >= min ? number : undefined;
}

function readDigits(text = ''): string | undefined {
  return INTEGER.test(text) && isShort(text) ? text : undefined;
}

function isShort(text: string): boolean {
  return text.length <= MAX_TEXT_LENGTH || [...text].length <= MAX_TEXT_LENGTH;
}
