import type { BrowserName } from '../browsers/browser-under-test.ts';
import { programPath } from '../system/ensure-system.ts';
import { thisMachine } from '../system/machine.ts';

/**
 * The browser's program. WXT's plugin for vitest puts `true` or `false` into the environment's FIREFOX,
 * for what it builds; that names no program.
 */
export function browserProgram(name: BrowserName): string {
  const { FIREFOX, ...env } = thisMachine.env;
  const isPlugins = FIREFOX === 'true' || FIREFOX === 'false';
  return programPath(name, isPlugins ? { ...thisMachine, env } : thisMachine);
}
