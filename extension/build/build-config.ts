import { parseTypedAddress } from '../api/parse-typed-address.ts';

/** The languages of the extension, as their folders in `_locales` are called. */
export type Language = 'en' | 'zh_CN';

/** What the environment can change about a build of the extension. */
export interface BuildConfig {
  /** The origin of the proxy that the extension starts with. */
  readonly proxyUrl: string;
  /** The name of a branded build; `null` for the default name. */
  readonly names: Readonly<Record<Language, string>> | null;
  /** The path of the icon of a branded build; `null` for the default icon. */
  readonly icon: string | null;
  /** The id under which Firefox knows the extension. */
  readonly firefoxId: string;
  /** The data about users that the extension transmits, as Mozilla's `data_collection_permissions`. */
  readonly firefoxDataCollection: readonly DataType[];
}

/** The build cannot be made as configured. Without a stack: the message is for the person who builds. */
export class BuildConfigError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BuildConfigError';
    this.stack = '';
  }
}

/** Mozilla accepts names from 2 characters on. Edge Add-ons and Mozilla's linter accept up to 45, the Chrome Web Store up to 75. */
const MIN_NAME_LENGTH = 2;
const MAX_NAME_LENGTH = 45;

const MAX_FIREFOX_ID_LENGTH = 80;

/** The format of Firefox ids, from the manifest schema of Mozilla's linter. */
const FIREFOX_ID =
  /^(?:\{[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\}|[\w.-]*@[\w.-]+)$/i;

/** The values that Mozilla allows in `data_collection_permissions.required` besides `none`. */
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

/** Reads the build configuration. Throws one {@link BuildConfigError} that names every invalid variable. */
export function readBuildConfig(env: NodeJS.ProcessEnv): BuildConfig {
  const errors: string[] = [];
  const read = <T>(name: string, fallback: T, parse: (text: string) => T): T => {
    const text = env[name]?.trim();
    if (!text) return fallback;
    try {
      return parse(text);
    } catch (error) {
      errors.push(`${name} ${(error as Error).message}`);
      return fallback;
    }
  };
  const name = read('WXT_NAME', null, extensionName);
  const chineseName = read('WXT_NAME_ZH_CN', name, extensionName);
  if (chineseName && !env.WXT_NAME?.trim()) {
    errors.push('WXT_NAME_ZH_CN is there, but WXT_NAME, the name in English, is not.');
  }
  const config: BuildConfig = {
    proxyUrl: read('WXT_PROXY_URL', 'http://localhost:8787', proxyAddress),
    names: name && chineseName ? { en: name, zh_CN: chineseName } : null,
    icon: read('WXT_ICON', null, (text) => text),
    firefoxId: read('WXT_FIREFOX_ID', 'balance-companion@self-hosted', firefoxId),
    firefoxDataCollection: read('WXT_FIREFOX_DATA_COLLECTION', ['none'], dataTypes),
  };
  if (errors.length > 0) throw new BuildConfigError(errors.join('\n'));
  return config;
}

function proxyAddress(text: string): string {
  const reading = parseTypedAddress(text);
  if (!reading.ok || reading.address !== text.replace(/\/$/, '')) {
    throw new Error(
      'is not the address of a proxy: https (http for localhost alone), a host, and no path. Example: https://wallet.example.com',
    );
  }
  return reading.address;
}

function extensionName(text: string): string {
  if (text.length < MIN_NAME_LENGTH || text.length > MAX_NAME_LENGTH) {
    const problem = text.length < MIN_NAME_LENGTH ? 'short' : 'long';
    throw new Error(
      `is too ${problem} for the stores: they take ${MIN_NAME_LENGTH} to ${MAX_NAME_LENGTH} characters. Example: Team Wallet`,
    );
  }
  if (/[\p{Cc}$]/u.test(text)) {
    throw new Error('must be on one line and have no $ in it. Example: Team Wallet');
  }
  return text;
}

function firefoxId(text: string): string {
  if (FIREFOX_ID.test(text) && text.length <= MAX_FIREFOX_ID_LENGTH) return text;
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
