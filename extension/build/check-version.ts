import { BuildConfigError } from './build-config.ts';

/** The maximum of each number of a version in the Chrome Web Store and Edge Add-ons. */
const MAX_PART = 65_535;

/**
 * Checks the version of `package.json`, which the extension, its packages and the proxy share: three
 * numbers, the format that every store accepts. Throws a {@link BuildConfigError}.
 */
export function checkVersion(version: string): void {
  const parts = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(version)?.slice(1).map(Number);
  if (parts?.every((part) => part <= MAX_PART) && parts.some((part) => part > 0)) return;
  throw new BuildConfigError(
    `The version in package.json is ${version}, which stores refuse. It must be three numbers up to ${MAX_PART} with dots between them, not all of them 0. Example: 1.2.3`,
  );
}
