import { BuildConfigError } from './settings.ts';

/** The most that a part of a version may be in the Chrome Web Store and Edge Add-ons. */
const LARGEST_PART = 65_535;

/**
 * Checks the version of `package.json`, from which the extension, the packages and the proxy have
 * theirs: three numbers, as every store takes them. Throws a {@link BuildConfigError}.
 */
export function checkVersion(version: string): void {
  const parts = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/.exec(version)?.slice(1).map(Number);
  if (parts?.every((part) => part <= LARGEST_PART) && parts.some((part) => part > 0)) return;
  throw new BuildConfigError(
    `The version in package.json is ${version}, which stores refuse. It must be three numbers up to ${LARGEST_PART} with dots between them, not all of them 0. Example: 1.2.3`,
  );
}
