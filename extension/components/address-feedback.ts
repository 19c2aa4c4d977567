import type { AddressProblem, ParsedAddress } from '../api/parse-typed-address.ts';
import { MIN_PROXY_VERSION } from '../api/proxy-version.ts';
import type { SaveResult } from '../background/save-address.ts';
import type { Message, MessageContext } from '../domain/message.ts';
import { problemMessage, type RecoveryAction, recoveryAction } from '../domain/problems.ts';
import { describeDetectedServer } from '../i18n/describe-server.ts';
import { joinSentences, t } from '../i18n/t.ts';
import { COMMAND_FAILED } from './MessageBox.tsx';

/** What a button below the field does: use another address, keep the one in use, or open one in a tab. */
export interface AddressOffer {
  kind: 'use' | 'keep' | 'open';
  address: string;
}

/** What the button beside the field does until the user changes a refused address. */
export interface AddressRetry {
  kind: 'allow' | 'try_again';
}

export type AddressAction = AddressOffer | AddressRetry;

/** The result of checking or saving an address. */
export interface AddressFeedback {
  tone: 'success' | 'problem';
  message: Message;
  /** A further sentence. */
  detail?: string | null;
  /** Without an action the user has to correct the field. */
  action?: AddressAction | null;
  /** The address that stays in use because another one was refused. */
  stillInUse?: string | null;
  /** A problem of a proxy that is in use all the same. */
  warning?: Message | null;
}

const TRY_AGAIN = { kind: 'try_again' } as const;

/** Feedback on a command that the background did not carry out. */
export const SAVE_FAILED: AddressFeedback = {
  tone: 'problem',
  message: COMMAND_FAILED,
  action: TRY_AGAIN,
};

/** Feedback on text that is not a usable address. `inUse` is the address that stays, and may be what was meant. */
export function feedbackOnInput(
  { reason, suggestion, pathNotUsed }: Extract<ParsedAddress, { ok: false }>,
  inUse: string,
): AddressFeedback {
  const isInUse = suggestion === inUse;
  const details: string[] = [];
  let { title, text } = INPUT_MESSAGES[reason];
  if (pathNotUsed && reason === 'credentials') text = 'addressCredentialsPath';
  else if (pathNotUsed) details.push(t('addressLeaveOutPath'));
  if (isInUse && reason === 'misspelled') text = 'addressInUse';
  else if (isInUse) details.push(t('addressInUse', inUse));
  return {
    tone: 'problem',
    message: { title, text, substitutions: [suggestion ?? ''] },
    detail: joinSentences(...details),
    action: suggestion ? { kind: isInUse ? 'keep' : 'use', address: suggestion } : null,
    stillInUse: isInUse ? null : inUse,
  };
}

const INPUT_MESSAGES: Record<AddressProblem, Message> = {
  not_an_address: { title: 'addressNotAnAddress', text: 'addressNotAnAddressText' },
  credentials: { title: 'addressCredentials', text: 'addressCredentialsText' },
  port: { title: 'addressPort', text: 'addressPortText' },
  ipv6_brackets: { title: 'addressIpv6', text: 'addressIpv6Text' },
  scheme_missing: { title: 'addressSchemeMissing', text: 'addressSchemeMissingText' },
  https_needed: { title: 'addressHttpsNeeded', text: 'addressHttpsNeededText' },
  misspelled: { title: 'addressMisspelled', text: 'addressMisspelledText' },
  path_not_used: { title: 'addressPathNotUsed', text: 'addressPathNotUsedText' },
};

/** Feedback on what the background found at an address. */
export function feedbackOnSave(result: SaveResult, extensionOrigin: string): AddressFeedback {
  const { address } = result;
  const context: MessageContext = { address, extensionOrigin };
  if (result.kind !== 'refused') {
    const { version, platform, warning } = result;
    const title = result.kind === 'saved' ? 'addressSaved' : 'addressUnchanged';
    return {
      tone: 'success',
      message: { title, text: 'addressConnected', substitutions: [address, version, platform] },
      warning: warning && problemMessage(warning, context),
    };
  }
  const stillInUse = address === result.inUse ? null : result.inUse;
  return { tone: 'problem', stillInUse, ...refusal(result, context) };
}

function refusal(
  result: Extract<SaveResult, { kind: 'refused' }>,
  context: MessageContext,
): Pick<AddressFeedback, 'message' | 'detail' | 'action'> {
  const { address } = context;
  switch (result.reason) {
    case 'not_an_address':
      return { message: INPUT_MESSAGES.not_an_address };
    case 'managed':
      return { message: { title: 'addressManaged', text: 'addressManagedText' } };
    case 'overtaken':
      return {
        message: { title: 'addressSuperseded', text: 'addressSupersededText' },
        action: TRY_AGAIN,
      };
    case 'too_old':
      return { message: tooOldMessage(result.version), action: TRY_AGAIN };
    case 'timed_out':
    case 'unreachable': {
      const message = problemMessage('unreachable', context);
      const maybeCertificate = result.reason === 'unreachable' && address.startsWith('https:');
      if (!maybeCertificate) return { message, action: TRY_AGAIN };
      // Browsers hide certificate errors from extensions; the user can see them in a tab.
      return {
        message: { ...message, text: 'addressMaybeCertificate' },
        action: { kind: 'open', address },
      };
    }
    default: {
      const recoveries: Record<RecoveryAction, AddressAction | null> = {
        allow: { kind: 'allow' },
        open_address: { kind: 'open', address },
        check_address: null,
        refresh: TRY_AGAIN,
        sign_out: TRY_AGAIN,
      };
      return {
        message: problemMessage(result.reason, context),
        detail: 'detectedServer' in result ? describeDetectedServer(result.detectedServer) : null,
        action: recoveries[recoveryAction(result.reason)],
      };
    }
  }
}

function tooOldMessage(version: string | null): Message {
  const title = 'addressTooOld';
  return version === null
    ? { title, text: 'addressTooOldSilent', substitutions: [MIN_PROXY_VERSION] }
    : { title, text: 'addressTooOldText', substitutions: [version, MIN_PROXY_VERSION] };
}

const LABELS = {
  use: 'actionUseSuggestion',
  keep: 'actionKeepAddress',
  open: 'actionOpenTab',
  allow: 'actionAllow',
  try_again: 'actionTryAgain',
} as const;

/** The text on the button of an action. */
export function addressActionLabel(action: AddressAction): string {
  return t(LABELS[action.kind], ...('address' in action ? [action.address] : []));
}

/** How to save the address again that was refused, unless the user has to correct it. */
export function retryOf({ action }: AddressFeedback): AddressRetry | null {
  if (action?.kind === 'open') return TRY_AGAIN;
  return action && !('address' in action) ? action : null;
}
