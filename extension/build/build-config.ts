import { readAddress } from '../api/parse-address.ts';

/** The languages of the extension, by the names of their folders in `_locales`. */
export type Language = 'en' | 'zh_CN';

/** What a build can have of its own. */
export interface BuildConfig {
  /** The origin of the proxy that the extension starts with. */
  readonly proxyUrl: string;
  /** The extension's name where it is not ours. */
  readonly names: Readonly<Record<Language, string>> | null;
  /** The path of an icon where it is not ours. */
  readonly icon: string | null;
  /** Firefox knows the extension by this. */
  readonly firefoxId: string;
  /** What the extension sends away about a person, in the words of Mozilla's `data_collection_permissions`. */
  readonly firefoxDataCollection: readonly DataType[];
}

/** A build that cannot be made as asked. The message is for whoever builds, and has no stack. */
export class BuildConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BuildFault';
    this.stack = '';
  }
}

/**
 * The most characters that a name may have: 45 in Edge Add-ons and for Mozilla's linter, 75 in the
 * Chrome Web Store. Mozilla also wants two at least.
 */
export const NAME_LENGTH = { least: 2, most: 45 } as const;

const FIREFOX_ID_LENGTH = 80;

/** What Firefox takes for an id: the manifest schema of Mozilla's linter. */
const FIREFOX_ID =
  /^(?:\{[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\}|[\w.-]*@[\w.-]+)$/i;

/** Mozilla's types of data that can be required, `none` aside. */
const DATA_TYPES = [
  'authenticationInfo',
  'bookmarksInfo',
  'browsingActivity',
  'financialAndPaymentInfo',
  'healthInfo',
  'locationInfo',
  'personalCommunications',
  'personallyIdentifyingInfo',
  'searchTerms',
  'websiteActivity',
  'websiteContent',
] as const;

type DataType = 'none' | (typeof DATA_TYPES)[number];

/** Reads the settings of a build. Throws one {@link BuildConfigError} that names every faulty one. */
export function readBuildConfig(env: NodeJS.ProcessEnv): BuildConfig {
  const faults: string[] = [];
  const read = <T>(name: string, absent: T, rule: (text: string) => T): T => {
    const text = env[name]?.trim();
    if (!text) return absent;
    try {
      return rule(text);
    } catch (fault) {
      faults.push(`${name} ${(fault as Error).message}`);
      return absent;
    }
  };
  const name = read('WXT_NAME', null, extensionName);
  const chineseName = read('WXT_NAME_ZH_CN', name, extensionName);
  if (chineseName && !env.WXT_NAME?.trim()) {
    faults.push('WXT_NAME_ZH_CN is there, but WXT_NAME, the name in English, is not.');
  }
  const settings: BuildConfig = {
    proxyUrl: read('WXT_PROXY_URL', 'http://localhost:8787', proxyAddress),
    names: name && chineseName ? { en: name, zh_CN: chineseName } : null,
    icon: read('WXT_ICON', null, (text) => text),
    firefoxId: read('WXT_FIREFOX_ID', 'balance-companion@self-hosted', firefoxId),
    firefoxDataCollection: read('WXT_FIREFOX_DATA_COLLECTION', ['none'], dataTypes),
  };
  if (faults.length > 0) throw new BuildConfigError(faults.join('\n'));
  return settings;
}

function proxyAddress(text: string): string {
  const reading = readAddress(text);
  if (!reading.ok || reading.address !== text.replace(/\/$/, '')) {
    throw new Error(
      'is not the address of a proxy: https (http for localhost alone), a host, and no path. Example: https://wallet.example.com',
    );
  }
  return reading.address;
}

function extensionName(text: string): string {
  const { least, most } = NAME_LENGTH;
  if (text.length < least || text.length > most) {
    throw new Error(
      `is too ${text.length < least ? 'short' : 'long'} for the stores: they take ${least} to ${most} characters. Example: Team Wallet`,
    );
  }
  if (/[\p{Cc}$]/u.test(text)) {
    throw new Error('must be on one line and have no $ in it. Example: Team Wallet');
  }
  return text;
}

function firefoxId(text: string): string {
  if (FIREFOX_ID.test(text) && text.length <= FIREFOX_ID_LENGTH) return text;
  throw new Error('is not the id of an add-on for Firefox. Example: wallet@example.com');
}

function dataTypes(text: string): DataType[] {
  if (text === 'none') return ['none'];
  return text.split(',').map((part) => {
    const type = DATA_TYPES.find((known) => known === part.trim());
    if (type) return type;
    throw new Error(`must be none, or of these, separated by commas: ${DATA_TYPES.join(', ')}`);
  });
}
