import type { BrowserName } from '../browsers/engine.ts';
import { programPath } from '../system/ensure-system.ts';
import { thisMachine } from '../system/machine.ts';

/**
 * The path of the browser's executable. WXT's plugin for Vitest sets FIREFOX to `true` or `false`, which names
 * no program and is ignored.
 */
export function browserProgram(name: BrowserName): string {
  const { FIREFOX, ...env } = thisMachine.env;
  const setByWxt = FIREFOX === 'true' || FIREFOX === 'false';
  return programPath(name, setByWxt ? { ...thisMachine, env } : thisMachine);
}
